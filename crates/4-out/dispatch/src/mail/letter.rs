//! Puts a mail together: headers and two parts, ready to be signed.

use super::encode::{header_text, mailbox, quoted_printable};
use base::{EmailAddress, Instant, Zone};
use jiff::fmt::strtime;

/// Everything that goes into one mail.
#[derive(Clone, Copy)]
pub struct Letter<'a> {
    /// The name that the sender is shown with.
    pub from_name: &'a str,
    /// The sender.
    pub from: &'a EmailAddress,
    /// Where answers go, when not to the sender.
    pub reply_to: Option<&'a EmailAddress>,
    /// The recipient's name.
    pub to_name: Option<&'a str>,
    /// The recipient.
    pub to: &'a EmailAddress,
    /// One line.
    pub subject: &'a str,
    /// When it was written.
    pub date: Instant,
    /// Without the brackets; the same on every attempt.
    pub message_id: &'a str,
    /// For marketing: how to get off the list.
    pub list: Option<List<'a>>,
    /// An HTML document.
    pub html: &'a str,
    /// The same as text.
    pub text: &'a str,
}

/// The headers of a mailing list (RFC 2919, RFC 2369, RFC 8058). No address for unsubscribing by
/// mail is announced: nothing reads such mails.
#[derive(Clone, Copy)]
pub struct List<'a> {
    /// Such as `newsletter.shop.example`.
    pub id: &'a str,
    /// Address of the one-click unsubscribe; https, or http on this machine.
    pub unsubscribe_url: &'a str,
    /// What mailbox providers report complaints by: `campaign:topic:marketing:sender`.
    pub feedback_id: &'a str,
}

impl std::fmt::Debug for Letter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Letter({} bytes)", self.html.len())
    }
}

impl std::fmt::Debug for List<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "List({})", self.id)
    }
}

/// Headers that the signature covers, besides those that a mail does not have.
pub(super) const SIGNED: [&str; 12] = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Feedback-ID",
    "MIME-Version",
    "Content-Type",
];

impl Letter<'_> {
    /// The whole mail with CRLF line ends; 7-bit unless an address is not.
    pub fn to_bytes(&self) -> Vec<u8> {
        let boundary = self.boundary();
        let mut out = Vec::with_capacity(self.html.len() + self.text.len() + 4_096);
        let mut header = |name: &str, value: &str| {
            debug_assert!(!value.contains("\r\n\r\n"));
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(b": ");
            out.extend_from_slice(value.as_bytes());
            out.extend_from_slice(b"\r\n");
        };
        header("From", &mailbox(Some(self.from_name), self.from));
        header("To", &mailbox(self.to_name, self.to));
        if let Some(reply_to) = self.reply_to {
            header("Reply-To", &mailbox(None, reply_to));
        }
        header("Subject", &header_text(self.subject, "Subject".len()));
        header("Date", &date(self.date));
        header("Message-ID", &format!("<{}>", one_token(self.message_id)));
        if let Some(list) = &self.list {
            header("List-Id", &format!("<{}>", one_token(list.id)));
            // On one line: some programs break the signature when they fold it anew.
            header("List-Unsubscribe", &format!("<{}>", one_token(list.unsubscribe_url)));
            header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
            header("Feedback-ID", &one_token(list.feedback_id));
        }
        header("MIME-Version", "1.0");
        header("Content-Type", &format!("multipart/alternative;\r\n boundary=\"{boundary}\""));
        out.extend_from_slice(b"\r\n");
        for (kind, content) in [("plain", self.text), ("html", self.html)] {
            let head = format!(
                "--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n\
                 Content-Transfer-Encoding: quoted-printable\r\n\r\n"
            );
            out.extend_from_slice(head.as_bytes());
            quoted_printable(content, &mut out);
        }
        out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        out
    }

    /// Cannot occur in quoted-printable, which never has an underscore behind an equals sign.
    fn boundary(&self) -> String {
        let id: String =
            self.message_id.chars().filter(char::is_ascii_alphanumeric).take(24).collect();
        format!("=_{id}")
    }
}

fn one_token(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>')).take(900).collect()
}

/// RFC 5322, section 3.3.
fn date(at: Instant) -> String {
    let utc = Zone::utc().local(at);
    strtime::format("%a, %d %b %Y %H:%M:%S +0000", utc).unwrap_or_default()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use mail_parser::MessageParser;

    pub(crate) fn sample<'a>(from: &'a EmailAddress, to: &'a EmailAddress) -> Letter<'a> {
        Letter {
            from_name: "Käthe's Shop",
            from,
            reply_to: Some(from),
            to_name: Some("Zoë, \"Z\""),
            to,
            subject: "Grüße an Zoë: 20 % auf alles, und dazu noch ein ziemlich langer Betreff hinterher",
            date: Instant::from_micros(1_795_343_400_000_000),
            message_id: "abc123@shop.example",
            list: Some(List {
                id: "news.shop.example",
                unsubscribe_url: "https://crm.shop.example/t/u/AAAA",
                feedback_id: "cmp_1:news:marketing:regulars",
            }),
            html: "<p>Grüße\n.\nFrom: x</p>",
            text: "Grüße\n.\n--=_abc123shopexample--\nFrom me\n",
        }
    }

    #[test]
    fn another_parser_reads_back_what_was_written() {
        let from = EmailAddress::parse("hallo@shop.example").unwrap();
        let to = EmailAddress::parse("zoe@example.com").unwrap();
        let letter = sample(&from, &to);
        let bytes = letter.to_bytes();
        assert!(bytes.is_ascii() && !bytes.windows(4).any(|w| w == b"\r\n.\r"));
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.replace("\r\n", "").chars().all(|c| c != '\r' && c != '\n'));
        for line in [
            "List-Unsubscribe: <https://crm.shop.example/t/u/AAAA>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "Date: Sun, 22 Nov 2026 10:30:00 +0000",
        ] {
            assert!(text.contains(&format!("\r\n{line}\r\n")), "{line} in {text}");
        }
        let mail = MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(mail.subject(), Some(letter.subject));
        let from = mail.from().and_then(|from| from.first()).unwrap();
        assert_eq!(
            (from.name(), from.address()),
            (Some("Käthe's Shop"), Some("hallo@shop.example"))
        );
        let to = mail.to().and_then(|to| to.first()).unwrap();
        assert_eq!((to.name(), to.address()), (Some("Zoë, \"Z\""), Some("zoe@example.com")));
        assert_eq!(mail.message_id(), Some("abc123@shop.example"));
        let unix = |text: &str| text.replace("\r\n", "\n");
        assert_eq!(unix(&mail.body_html(0).unwrap()).trim_end(), letter.html);
        assert_eq!(unix(&mail.body_text(0).unwrap()).trim_end(), letter.text.trim_end());
        assert_eq!(mail.parts.len(), 3);
    }

    #[test]
    fn no_value_adds_a_header_or_ends_the_headers() {
        let from = EmailAddress::parse("hallo@shop.example").unwrap();
        for hostile in [
            "x\r\nBcc: v@example.com",
            "x\n\nbody",
            "x\r\n\r\n--=_",
            "=?UTF-8?Q?=0D=0ABcc:_x?=",
            "\u{2028}Bcc: x",
        ] {
            let letter = Letter {
                from_name: hostile,
                to_name: Some(hostile),
                subject: hostile,
                message_id: hostile,
                list: Some(List { id: hostile, unsubscribe_url: hostile, feedback_id: hostile }),
                ..sample(&from, &from)
            };
            let bytes = letter.to_bytes();
            let mail = MessageParser::default().parse(&bytes).unwrap();
            let names: Vec<_> =
                mail.headers().iter().map(|header| header.name().to_owned()).collect();
            assert!(!names.iter().any(|name| name.eq_ignore_ascii_case("bcc")), "{hostile:?}");
            assert_eq!(names.len(), 12, "{names:?}");
        }
    }
}
