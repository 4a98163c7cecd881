//! The encodings of mail: encoded words (RFC 2047), quoted-printable (RFC 2045), addresses.

use base::EmailAddress;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use url::Host;

/// Most bytes of text in one encoded word, so that the word stays under 75 characters.
const WORD_BYTES: usize = 42;
/// Longest line of quoted-printable, without the soft break (RFC 2045, section 6.7).
const QP_LINE: usize = 75;
/// Where a header of plain words is folded.
const FOLD_AT: usize = 76;

/// A header's text: as it is when plain, else as encoded words, folded. What could begin another
/// header is not in it any more.
pub(super) fn header_text(text: &str, name_length: usize) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let plain = text.is_ascii() && !text.contains("=?");
    if plain { fold_words(&text, name_length) } else { encoded_words(&text) }
}

fn fold_words(text: &str, name_length: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut width = name_length + 2;
    let words: Vec<_> = text.split_whitespace().collect();
    if words.iter().any(|word| word.len() > FOLD_AT) {
        return encoded_words(text);
    }
    for (at, word) in words.into_iter().enumerate() {
        if at > 0 {
            if width + 1 + word.len() > FOLD_AT {
                out.push_str("\r\n");
                width = 0;
            }
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width += word.len();
    }
    out
}

fn encoded_words(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut chunk = String::new();
    for c in text.chars() {
        if chunk.len() + c.len_utf8() > WORD_BYTES {
            words.push(BASE64.encode(std::mem::take(&mut chunk)));
        }
        chunk.push(c);
    }
    words.push(BASE64.encode(chunk));
    let words: Vec<_> = words.into_iter().map(|word| format!("=?UTF-8?B?{word}?=")).collect();
    words.join("\r\n ")
}

/// The name in front of an address.
fn phrase(name: &str) -> String {
    let is_atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~ ".contains(c);
    if name.is_ascii() && name.chars().all(is_atom) && !name.contains("=?") {
        return name.to_owned();
    }
    if name.is_ascii() && !name.chars().any(char::is_control) {
        return format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""));
    }
    header_text(name, 0)
}

/// An address with the name of its owner.
pub(super) fn mailbox(name: Option<&str>, address: &EmailAddress) -> String {
    let wire = wire_address(address);
    let name = name.map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "));
    match name.filter(|name| !name.is_empty()) {
        Some(name) => {
            let name: String = name.chars().take(100).collect();
            let name = phrase(&name);
            let gap = if name.len() + wire.len() > FOLD_AT - 10 { "\r\n " } else { " " };
            format!("{name}{gap}<{wire}>")
        }
        None => wire,
    }
}

/// An address as it goes over the wire: the domain in ASCII (RFC 5891).
pub(crate) fn wire_address(address: &EmailAddress) -> String {
    let whole = address.reveal();
    let domain = address.domain();
    let local = whole.strip_suffix(domain).unwrap_or(whole);
    match Host::parse(domain) {
        Ok(Host::Domain(ascii)) => format!("{local}{ascii}"),
        _ => whole.to_owned(),
    }
}

/// Writes a text as quoted-printable, with CRLF line ends whatever it had.
pub(super) fn quoted_printable(text: &str, out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines = unified.split('\n').peekable();
    while let Some(line) = lines.next() {
        let bytes = line.as_bytes();
        let mut width = 0;
        for (at, byte) in bytes.iter().copied().enumerate() {
            let is_last = at + 1 == bytes.len();
            // A dot or a "From " at the start of a line is changed by some servers on the way.
            let is_risky = width == 0 && matches!(byte, b'.' | b'F');
            let is_plain = matches!(byte, b'!'..=b'<' | b'>'..=b'~')
                || matches!(byte, b' ' | b'\t') && !is_last;
            let length = if is_plain && !is_risky { 1 } else { 3 };
            if width + length > QP_LINE {
                out.extend_from_slice(b"=\r\n");
                width = 0;
            }
            if is_plain && !(width == 0 && matches!(byte, b'.' | b'F')) {
                out.push(byte);
                width += 1;
            } else {
                let hex = [b'=', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]];
                out.extend_from_slice(&hex);
                width += 3;
            }
        }
        if lines.peek().is_some() {
            out.extend_from_slice(b"\r\n");
        }
    }
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str) -> String {
        let mut out = Vec::new();
        quoted_printable(text, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn quoted_printable_keeps_lines_short_and_ends_safe() {
        for (text, want) in [
            ("", "\r\n"),
            ("a=b ü", "a=3Db =C3=BC\r\n"),
            ("a \nb\r\nc\rd\n", "a=20\r\nb\r\nc\r\nd\r\n\r\n"),
            (".\nFrom x", "=2E\r\n=46rom x\r\n"),
        ] {
            assert_eq!(encoded(text), want, "{text:?}");
        }
        let long = "ü.".repeat(1_000);
        let lines = encoded(&long);
        assert!(lines.lines().all(|line| line.len() <= 76 && !line.starts_with('.')));
        assert_eq!(
            lines.replace("=\r\n", "").replace("=C3=BC", "ü").replace("=2E", "."),
            long + "\r\n"
        );
    }

    #[test]
    fn header_texts_cannot_begin_another_header() {
        assert_eq!(header_text("Hi\r\nBcc: a@b.c", 7), "Hi Bcc: a@b.c");
        assert_eq!(header_text("Grüße", 7), "=?UTF-8?B?R3LDvMOfZQ==?=");
        assert_eq!(header_text("=?x?=", 7), "=?UTF-8?B?PT94Pz0=?=");
        for text in [&"ü".repeat(300), &"word ".repeat(60), &"x".repeat(400)] {
            let header = header_text(text, 7);
            assert!(header.split("\r\n").all(|line| line.len() <= 78), "{header}");
            assert!(header.split("\r\n").skip(1).all(|line| line.starts_with(' ')), "{header}");
        }
    }

    #[test]
    fn names_and_domains_are_written_for_the_wire() {
        let address = EmailAddress::parse("anna@müller.example").unwrap();
        let wire = "anna@xn--mller-kva.example";
        for (name, want) in [
            (None, wire.to_owned()),
            (Some("Anna"), format!("Anna <{wire}>")),
            (Some("Tom, \"T\" & Co."), format!("\"Tom, \\\"T\\\" & Co.\" <{wire}>")),
            (Some("Zoë"), format!("=?UTF-8?B?Wm/Dqw==?= <{wire}>")),
            (Some("x\r\nBcc: a"), format!("\"x Bcc: a\" <{wire}>")),
            (Some(" "), wire.to_owned()),
        ] {
            assert_eq!(mailbox(name, &address), want);
        }
    }
}
