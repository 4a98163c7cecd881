//! Cuts the text of a segment into tokens, each with the byte where it begins.

use super::mistake::{Fault, Mistake};
use super::tree::When;

/// One token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A bare word, in lower case.
    Word(String),
    /// A text in quotes.
    Text(String),
    /// A number.
    Number(f64),
    /// A date or time.
    Date(When),
    /// A sign: brackets, comma, point, comparison.
    Sign(&'static str),
    /// The end of the text.
    End,
}

impl Token {
    /// How a message names it.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Word(word) => format!("`{word}`"),
            Self::Text(_) => "a text in quotes".into(),
            Self::Number(number) => format!("`{number}`"),
            Self::Date(when) => format!("`{when}`"),
            Self::Sign(sign) => format!("`{sign}`"),
            Self::End => "the end".into(),
        }
    }
}

/// Signs, longer ones first, with the spelling that the parser sees.
const SIGNS: [(&str, &str); 16] = [
    ("==", "="),
    ("!=", "!="),
    ("<>", "!="),
    ("<=", "<="),
    (">=", ">="),
    ("\u{2264}", "<="),
    ("\u{2265}", ">="),
    ("\u{2260}", "!="),
    ("=", "="),
    ("<", "<"),
    (">", ">"),
    ("(", "("),
    (")", ")"),
    (",", ","),
    (".", "."),
    ("\u{a0}", ""),
];

/// Cuts the whole text; the last token is [`Token::End`].
///
/// # Errors
/// At a character, text or number that is none.
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, Mistake> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (token, length) = if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        } else if is_word_start(first) {
            let length = rest.find(|c| !is_word_part(c)).unwrap_or(rest.len());
            (Token::Word(rest[..length].to_lowercase()), length)
        } else if first == '"' || first == '\'' {
            quoted(rest, first, at)?
        } else if first.is_ascii_digit() || is_negative(rest) {
            number(rest, at)?
        } else if let Some((sign, seen)) = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign)) {
            (Token::Sign(seen), sign.len())
        } else {
            return Err(Mistake::at(at, Fault::OddCharacter(first)));
        };
        found.push((at, token));
        at += length;
    }
    found.push((text.len(), Token::End));
    Ok(found)
}

/// Whether a bare word can begin with it.
pub(super) fn is_word_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// Whether a bare word can go on with it.
pub(super) fn is_word_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_negative(rest: &str) -> bool {
    rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn quoted(rest: &str, quote: char, start: usize) -> Result<(Token, usize), Mistake> {
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if c == quote {
            return Ok((Token::Text(text), at + 1));
        }
        if c != '\\' {
            text.push(c);
            continue;
        }
        let odd = || Mistake::at(start + at, Fault::OddEscape);
        match chars.next().ok_or_else(|| Mistake::at(start, Fault::OpenText))?.1 {
            'n' => text.push('\n'),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            'b' => text.push('\u{8}'),
            'f' => text.push('\u{c}'),
            'u' => {
                let digits: String = chars.by_ref().take(4).map(|(_, c)| c).collect();
                let code = u32::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == 4);
                text.push(code.and_then(char::from_u32).ok_or_else(odd)?);
            }
            c @ ('"' | '\'' | '\\' | '/') => text.push(c),
            _ => return Err(odd()),
        }
    }
    Err(Mistake::at(start, Fault::OpenText))
}

fn number(rest: &str, start: usize) -> Result<(Token, usize), Mistake> {
    let odd = |text: &str| Mistake::at(start, Fault::OddNumber(text.into()));
    let is_date =
        rest.len() >= 10
            && rest.bytes().take(10).enumerate().all(|(i, byte)| {
                if i == 4 || i == 7 { byte == b'-' } else { byte.is_ascii_digit() }
            });
    if is_date {
        let more = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '.' | '+');
        let length = rest.find(|c| !more(c)).unwrap_or(rest.len());
        let when = When::parse(&rest[..length]).ok_or_else(|| odd(&rest[..length]))?;
        return Ok((Token::Date(when), length));
    }
    let body = usize::from(rest.starts_with('-'));
    let digits = |from: usize| {
        rest[from..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |n| from + n)
    };
    let mut length = digits(body);
    let has_part = rest[length..]
        .strip_prefix('.')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if has_part {
        length = digits(length + 1);
    }
    let number: f64 = rest[..length].parse().map_err(|_| odd(&rest[..length]))?;
    let number = Some(number).filter(|n| n.is_finite()).ok_or_else(|| odd("a number this long"))?;
    Ok((Token::Number(number), length))
}
