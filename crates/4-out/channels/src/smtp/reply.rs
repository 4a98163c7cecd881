//! Reading the replies of an SMTP server (RFC 5321, section 4.2), within bounds.

use crate::Reply;
use base::Personal;
use std::io;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt};

/// Longest line of a reply, in bytes. The RFC says 512; servers write more.
const LINE_MAX: usize = 4 * 1_024;
/// Most lines of one reply.
const LINES_MAX: usize = 128;
/// How much of a reply's text is kept, in bytes.
const TEXT_MAX: usize = 1_000;

/// Reads one reply with all its lines.
///
/// # Errors
/// When the connection ends or the server does not speak SMTP.
pub(super) async fn read(from: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Reply> {
    let odd = |what| io::Error::new(io::ErrorKind::InvalidData, what);
    let mut text = String::new();
    let mut line = Vec::new();
    for _ in 0..LINES_MAX {
        line.clear();
        let read = (&mut *from).take(LINE_MAX as u64).read_until(b'\n', &mut line).await?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line.last() != Some(&b'\n') {
            return Err(odd("a reply line without end"));
        }
        let (code, more, rest) = split(&line).ok_or_else(|| odd("not an SMTP reply"))?;
        if text.len() < TEXT_MAX {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&rest);
        }
        if !more {
            return Ok(Reply { code, enhanced: enhanced(&text), text: Personal::new(text) });
        }
    }
    Err(odd("a reply of too many lines"))
}

/// Code, whether more lines follow, and the text without control characters.
fn split(line: &[u8]) -> Option<(u16, bool, String)> {
    let digits = line.get(..3)?;
    if !digits.iter().all(u8::is_ascii_digit) || !(b'2'..=b'5').contains(&digits[0]) {
        return None;
    }
    let code = digits.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0'));
    let more = match line.get(3)? {
        b'-' => true,
        b' ' | b'\r' | b'\n' => false,
        _ => return None,
    };
    let rest = String::from_utf8_lossy(line.get(4..).unwrap_or_default());
    let rest = rest.trim().chars().filter(|c| !c.is_control()).take(TEXT_MAX).collect();
    Some((code, more, rest))
}

/// The enhanced status code at the start of the text (RFC 2034, section 4).
fn enhanced(text: &str) -> Option<(u16, u16, u16)> {
    let mut parts = text.split_whitespace().next()?.split('.');
    let mut next = || parts.next()?.parse::<u16>().ok().filter(|part| *part < 1_000);
    let code = (next()?, next()?, next()?);
    (matches!(code.0, 2 | 4 | 5) && parts.next().is_none()).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn of(text: &str) -> io::Result<Reply> {
        read(&mut text.as_bytes()).await
    }

    #[tokio::test]
    async fn replies_of_one_and_of_many_lines_are_read() {
        let reply = of("550 5.1.1 <a@b.c>: no such user\r\n").await.unwrap();
        assert_eq!((reply.code, reply.enhanced), (550, Some((5, 1, 1))));
        let reply = of("250-mx.example\r\n250-PIPELINING\r\n250 SIZE 1000\r\n").await.unwrap();
        assert_eq!(reply.text.reveal(), "mx.example\nPIPELINING\nSIZE 1000");
        assert_eq!(of("354\r\n").await.unwrap().code, 354);
        assert_eq!(of("250 2.0 x\r\n").await.unwrap().enhanced, None);
        assert_eq!(format!("{:?}", of("250 a@b.c\r\n").await.unwrap()), "Reply(250 None)");
    }

    #[tokio::test]
    async fn what_is_no_reply_is_an_error() {
        let endless = "250-x\r\n".repeat(1_000);
        let long = format!("250 {}\r\n", "x".repeat(100_000));
        for text in ["", "250", "hello\r\n", "650 x\r\n", "25 x\r\n", "250_x\r\n", &endless, &long]
        {
            assert!(of(text).await.is_err(), "{text:.20}");
        }
    }
}
