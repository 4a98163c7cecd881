//! What may go over the wire, and how: the guard against command injection and smuggling.

use crate::Mail;

/// Longest line of a mail without its end, in bytes (RFC 5321, section 4.5.3.1.6).
const LINE_MAX: usize = 998;
/// Longest path, in bytes (RFC 5321, section 4.5.3.1.3, less the brackets).
const ADDRESS_MAX: usize = 254;

/// A mail that must not be put on the wire. We built it wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Malformed {
    #[error("an envelope address with characters that could be a command")]
    Address,
    #[error("a bare carriage return or line feed")]
    BareLineEnd,
    #[error("a line of more than 998 bytes")]
    LongLine,
    #[error("a NUL byte")]
    Nul,
}

/// Checks envelope and content. Everything that passes is exactly one mail on any server: no
/// lone CR or LF that some server takes for a line end (CVE-2023-51764 and its kin).
pub(super) fn check(mail: &Mail<'_>) -> Result<(), Malformed> {
    if !address_fits(mail.from) && !mail.from.is_empty() || !address_fits(mail.to) {
        return Err(Malformed::Address);
    }
    let mut line = 0;
    let mut bytes = mail.bytes.iter().copied();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\r' if bytes.next() == Some(b'\n') => line = 0,
            b'\r' | b'\n' => return Err(Malformed::BareLineEnd),
            0 => return Err(Malformed::Nul),
            _ => line += 1,
        }
        if line > LINE_MAX {
            return Err(Malformed::LongLine);
        }
    }
    Ok(())
}

fn address_fits(address: &str) -> bool {
    let odd = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\\');
    let at = address.rfind('@').unwrap_or(0);
    at > 0 && at + 1 < address.len() && address.len() <= ADDRESS_MAX && !address.contains(odd)
}

/// The content with a second dot before every line that begins with one, ended by the line that
/// ends DATA (RFC 5321, section 4.5.2).
pub(super) fn stuffed(content: &[u8], into: &mut Vec<u8>) {
    let mut at_line_start = true;
    let mut rest = content;
    while !rest.is_empty() {
        let end = rest.windows(2).position(|pair| pair == b"\r\n").map_or(rest.len(), |at| at + 2);
        if at_line_start && rest[0] == b'.' {
            into.push(b'.');
        }
        into.extend_from_slice(&rest[..end]);
        at_line_start = rest[..end].ends_with(b"\r\n");
        rest = &rest[end..];
    }
    if !at_line_start {
        into.extend_from_slice(b"\r\n");
    }
    into.extend_from_slice(b".\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stuff(text: &str) -> String {
        let mut into = Vec::new();
        stuffed(text.as_bytes(), &mut into);
        String::from_utf8(into).unwrap()
    }

    #[test]
    fn dots_at_line_starts_are_doubled() {
        for (text, want) in [
            ("", ".\r\n"),
            (".", "..\r\n.\r\n"),
            ("a.b\r\n", "a.b\r\n.\r\n"),
            (".\r\n.\r\n", "..\r\n..\r\n.\r\n"),
            ("a\r\n..b\r\nc", "a\r\n...b\r\nc\r\n.\r\n"),
        ] {
            assert_eq!(stuff(text), want);
        }
    }

    #[test]
    fn what_could_end_a_mail_early_is_refused() {
        let mail = |bytes| Mail { from: "a@example.com", to: "b@example.com", bytes };
        let long = "x".repeat(999);
        for (text, want) in [
            ("a\r\n.\r\nMAIL FROM:<x@y.z>\r\n", Ok(())),
            ("a\n.\n", Err(Malformed::BareLineEnd)),
            ("a\r.\r", Err(Malformed::BareLineEnd)),
            ("a\n.\r\n", Err(Malformed::BareLineEnd)),
            ("a\r\r\n", Err(Malformed::BareLineEnd)),
            ("a\0", Err(Malformed::Nul)),
            (&long, Err(Malformed::LongLine)),
        ] {
            assert_eq!(check(&mail(text.as_bytes())), want, "{text:?}");
        }
        for to in ["", "b", "@x", "b@", "b@x\r\nDATA", "b@x>", "b@x SIZE=1", "\"b c\"@x", "b@x\0"] {
            let odd = Mail { to, ..mail(b"x") };
            assert_eq!(check(&odd), Err(Malformed::Address), "{to:?}");
        }
    }
}
