//! Reads a mail: what a list shows, what the page of one shows, and what its reader can touch.
//!
//! A mail may be anything. What cannot be read is shown as it came; nothing is refused.

use super::kept::Mail;
use super::links;
use mail_parser::{Address, HeaderName, Message, MessageParser, MessagePart, PartType};

/// Longest sender, recipients or subject in a list, in bytes.
const LINE_BYTES_MAX: usize = 1_000;
/// Longest part that is shown, in bytes.
const SHOWN_BYTES_MAX: usize = 2 * 1_024 * 1_024;
/// Most headers that are shown.
const HEADERS_MAX: usize = 500;
/// Largest mail that anyone reads, in bytes.
const READ_BYTES_MAX: usize = 1_024 * 1_024;

/// What a list shows of a mail.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) subject: String,
}

/// What the page of a mail shows.
#[derive(Default)]
pub(super) struct Content {
    pub(super) html: String,
    pub(super) text: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) raw: String,
}

/// What the reader of a mail can touch; only links that lead to this house.
#[derive(Default, PartialEq, Eq)]
pub(super) struct Touchable {
    /// Its `Message-ID`, or its number where it has none.
    pub(super) key: String,
    /// The picture that tells of an open.
    pub(super) pixel: Option<String>,
    /// Tracked links that can be seen.
    pub(super) links: Vec<String>,
    /// The address in `List-Unsubscribe`.
    pub(super) unsubscribe: Option<String>,
}

/// Reads what a list shows; the envelope stands in for headers that are missing.
pub(super) fn heading(bytes: &[u8], sender: &str, recipients: &[String]) -> Heading {
    let mail = MessageParser::default().parse_headers(bytes).unwrap_or_default();
    let from = mail.parts.first().and_then(|_| mail.from()).map(people).unwrap_or_default();
    let to = mail.parts.first().and_then(|_| mail.to()).map(people).unwrap_or_default();
    let subject = mail.parts.first().and_then(|_| mail.subject()).unwrap_or_default();
    let or = |text: String, other: String| if text.is_empty() { other } else { text };
    Heading {
        from: one_line(&or(from, sender.to_owned())),
        to: one_line(&or(to, recipients.join(", "))),
        subject: one_line(subject),
    }
}

/// Reads everything that the page of a mail shows.
pub(super) fn content(bytes: &[u8]) -> Content {
    let raw = cut(&String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN_BYTES_MAX + 4)]));
    let Some(mail) = MessageParser::default().parse(bytes) else {
        return Content { text: raw.clone(), raw, ..Content::default() };
    };
    let value = |start: u32, end: u32| {
        let bytes = bytes.get(start as usize..end as usize).unwrap_or_default();
        one_line(&String::from_utf8_lossy(bytes))
    };
    let headers = mail.headers().iter().take(HEADERS_MAX);
    let headers = headers
        .map(|header| {
            (one_line(header.name.as_str()), value(header.offset_start, header.offset_end))
        })
        .collect();
    let html = html_of(&mail).map(cut).unwrap_or_default();
    Content { html, text: text_of(&mail).map(cut).unwrap_or_default(), headers, raw }
}

/// Finds what the reader of a mail can touch of a house with that public address.
pub(super) fn touchable(mail: &Mail, public_url: &str) -> Touchable {
    let number = format!("mail {}", mail.number);
    if mail.bytes.len() > READ_BYTES_MAX {
        return Touchable { key: number, ..Touchable::default() };
    }
    let Some(read) = MessageParser::default().parse(&mail.bytes) else {
        return Touchable { key: number, ..Touchable::default() };
    };
    let clicks = format!("{public_url}/t/c/");
    let found = match (html_of(&read), text_of(&read)) {
        (Some(html), _) => links::in_html(html),
        (None, Some(text)) => links::in_text(text),
        (None, None) => links::Found::default(),
    };
    let header = read.header_raw(HeaderName::ListUnsubscribe).unwrap_or_default();
    let (opens, leaves) = (format!("{public_url}/t/o/"), format!("{public_url}/t/u/"));
    let inside = header.split('<').skip(1).filter_map(|rest| rest.split('>').next());
    Touchable {
        key: read.message_id().map_or(number, str::to_owned),
        pixel: found.pictures.into_iter().find(|url| url.starts_with(&opens)),
        links: found.links.into_iter().filter(|url| url.starts_with(&clicks)).collect(),
        unsubscribe: inside.map(str::trim).find(|url| url.starts_with(&leaves)).map(str::to_owned),
    }
}

fn html_of<'a>(mail: &'a Message<'_>) -> Option<&'a str> {
    mail.html_bodies().find_map(|part: &MessagePart<'_>| match &part.body {
        PartType::Html(html) => Some(html.as_ref()),
        _ => None,
    })
}

fn text_of<'a>(mail: &'a Message<'_>) -> Option<&'a str> {
    mail.text_bodies().find_map(|part: &MessagePart<'_>| match &part.body {
        PartType::Text(text) => Some(text.as_ref()),
        _ => None,
    })
}

fn people(address: &Address<'_>) -> String {
    let one = |person: &mail_parser::Addr<'_>| match (person.name(), person.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => String::new(),
    };
    address.iter().map(one).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
}

/// On one line without control characters, and not too long.
fn one_line(text: &str) -> String {
    let text = &text[..text.floor_char_boundary(LINE_BYTES_MAX)];
    let words: Vec<&str> =
        text.split(|c: char| c.is_control() || c == ' ').filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

fn cut(text: &str) -> String {
    text[..text.floor_char_boundary(SHOWN_BYTES_MAX)].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Instant;

    const HOME: &str = "http://localhost:8080";

    fn mail(bytes: &[u8]) -> Mail {
        let at = Instant::from_micros(1);
        let recipients = vec!["anna@example.com".to_owned()];
        Mail { number: 7, at, recipients, heading: Heading::default(), bytes: bytes.to_vec() }
    }

    fn newsletter(body: &str) -> Vec<u8> {
        format!(
            "From: =?utf-8?q?K=C3=A4the?= <a@shop.example>\r\nTo: Zo <zoe@example.com>\r\n\
             Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <n1@shop.example>\r\n\
             List-Unsubscribe: <{HOME}/t/u/A>, <mailto:u@shop.example>\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/alternative; boundary=b\r\n\r\n\
             --b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello {HOME}/t/c/T\r\n\
             --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}\r\n--b--\r\n"
        )
        .into_bytes()
    }

    #[test]
    fn a_newsletter_is_read() {
        let body = format!(
            "<a href='{HOME}/t/c/1'>Look</a><a href=\"{HOME}/t/u/A\">off</a>\
             <a href=\"https://elsewhere.example/t/c/1\">x</a>\
             <div><a href=\"{HOME}/t/c/trap\" tabindex=\"-1\"></a></div><img src=\"{HOME}/t/o/P\">"
        );
        let bytes = newsletter(&body);
        let heading = heading(&bytes, "envelope@shop.example", &["x@example.com".into()]);
        assert_eq!(heading.from, "Käthe <a@shop.example>");
        assert_eq!(heading.to, "Zo <zoe@example.com>");
        assert_eq!(heading.subject, "Grüße");
        let content = content(&bytes);
        assert_eq!(content.html.trim_end(), body);
        assert!(content.text.starts_with("Hello") && content.raw.starts_with("From: =?utf-8"));
        let listed = ("Message-ID".to_owned(), "<n1@shop.example>".to_owned());
        assert!(content.headers.contains(&listed), "{:?}", content.headers);
        let touchable = touchable(&mail(&bytes), HOME);
        assert_eq!(touchable.key, "n1@shop.example");
        assert_eq!(touchable.links, [format!("{HOME}/t/c/1")]);
        assert_eq!(touchable.pixel, Some(format!("{HOME}/t/o/P")));
        assert_eq!(touchable.unsubscribe, Some(format!("{HOME}/t/u/A")));
    }

    #[test]
    fn a_text_mail_is_read() {
        let bytes = format!("Subject: a\r\n\r\nGo to {HOME}/t/c/T. Bye.\r\n").into_bytes();
        let touchable = touchable(&mail(&bytes), HOME);
        assert_eq!(touchable.links, [format!("{HOME}/t/c/T")]);
        assert_eq!((touchable.pixel, touchable.unsubscribe), (None, None));
        assert_eq!(touchable.key, "mail 7");
        assert_eq!(content(&bytes).html, "");
    }

    #[test]
    fn anything_is_a_mail() {
        let deep = (0..3_000).fold(String::new(), |text, n| {
            text + &format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n")
        });
        let wrapped = "Content-Type: message/rfc822\r\n\r\n".repeat(3_000);
        let mut binary: Vec<u8> = (0..=255).cycle().take(70_000).collect();
        binary.splice(0..0, *b"Subject: \xff\xfe\x00 <script>alert(1)</script>\r\n");
        let many = "X: y\r\n".repeat(50_000);
        let long = format!("Subject: {}\r\n\r\nx", "ä".repeat(100_000));
        let bad = b"Content-Type: text/html; charset=nonsense\r\n\
            Content-Transfer-Encoding: base64\r\n\r\n!!!not base64";
        for bytes in [
            b"".as_slice(),
            b"\r\n",
            b"\r\n\r\n",
            b"no header at all",
            b"From: \r\nTo: <\r\nSubject:\r\n\r\n",
            b"From: a\r\nFrom: b\r\nSubject",
            bad,
            deep.as_bytes(),
            wrapped.as_bytes(),
            &binary,
            many.as_bytes(),
            long.as_bytes(),
            &newsletter(&"<a href=\"".repeat(20_000)),
            &newsletter(&"<".repeat(100_000)),
        ] {
            let heading = heading(bytes, "a@shop.example", &["anna@example.com".into()]);
            assert!(heading.subject.len() <= LINE_BYTES_MAX);
            assert!(!heading.to.is_empty() && !heading.subject.contains(char::is_control));
            let content = content(bytes);
            assert!(content.headers.len() <= HEADERS_MAX);
            assert_eq!(content.raw.is_empty(), bytes.is_empty());
            touchable(&mail(bytes), HOME);
        }
    }

    #[test]
    fn a_huge_mail_is_shown_in_part_and_read_by_nobody() {
        let body = "ä".repeat(3 * SHOWN_BYTES_MAX / 4);
        let bytes = newsletter(&format!("<a href=\"{HOME}/t/c/1\">x</a>{body}"));
        let shown = content(&bytes);
        assert!(shown.html.len() <= SHOWN_BYTES_MAX && shown.html.len() > SHOWN_BYTES_MAX - 4);
        assert!(shown.raw.len() <= SHOWN_BYTES_MAX);
        assert!(touchable(&mail(&bytes), HOME).links.is_empty());
    }
}
