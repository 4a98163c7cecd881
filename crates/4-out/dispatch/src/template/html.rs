//! Reads HTML as far as escaping, links and the plain-text part need it.
//!
//! The HTML is the author's, with placeholders where the template has outputs and tags, so no
//! quote inside a template expression can confuse the reading.

use super::error::TemplateError;
use super::pieces::{Context, Piece};

/// Text with placeholders for the pieces that are not text.
#[derive(Debug, Clone)]
pub(super) struct Sheltered {
    pub(super) text: String,
    pub(super) pieces: Vec<Piece>,
    mark: String,
}

impl Sheltered {
    /// Puts placeholders for outputs and tags. They are letters and digits, which pass through
    /// any attribute and any text.
    pub(super) fn new(pieces: Vec<Piece>) -> Self {
        let mut mark = "zq".to_owned();
        while pieces.iter().any(|p| matches!(p, Piece::Text(text) if text.contains(&mark))) {
            mark.push('q');
        }
        mark.push('0');
        let mut sheltered = Self { text: String::new(), pieces: Vec::new(), mark };
        for piece in pieces {
            match piece {
                Piece::Text(text) => sheltered.text.push_str(&text),
                other => {
                    let place = sheltered.place(sheltered.pieces.len());
                    sheltered.text.push_str(&place);
                    sheltered.pieces.push(other);
                }
            }
        }
        sheltered
    }

    /// The same pieces around another text.
    pub(super) fn with(&self, text: String) -> Self {
        Self { text, ..self.clone() }
    }

    fn place(&self, index: usize) -> String {
        format!("{}{index}z", self.mark)
    }

    /// Cuts a part of the text at its placeholders.
    pub(super) fn split<'a>(&'a self, mut text: &'a str) -> Vec<Part<'a>> {
        let mut parts = Vec::new();
        while let Some(at) = text.find(&self.mark) {
            let behind = &text[at + self.mark.len()..];
            let end = behind.find('z').unwrap_or(behind.len());
            let piece = behind[..end].parse().ok().and_then(|index: usize| self.pieces.get(index));
            let Some(piece) = piece else {
                break;
            };
            if at > 0 {
                parts.push(Part::Text(&text[..at]));
            }
            let length = at + self.mark.len() + end + 1;
            parts.push(Part::Piece(piece, &text[at..length]));
            text = &text[length..];
        }
        if !text.is_empty() {
            parts.push(Part::Text(text));
        }
        parts
    }
}

/// A part of a sheltered text.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part<'a> {
    Text(&'a str),
    /// A piece and its placeholder.
    Piece(&'a Piece, &'a str),
}

/// A token of HTML with its whole source.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'a> {
    Text(&'a str),
    Open { name: String, raw: &'a str },
    Close { name: String, raw: &'a str },
    Comment(&'a str),
}

/// Cuts HTML into tokens. The content of `style` and `script` is one text. With `inside_mso` the
/// marks of conditional comments are comments and what they enclose is read like the rest.
pub(super) fn tokens(html: &str, inside_mso: bool) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let (token, length) = token(rest, inside_mso);
        rest = &rest[length..];
        let raw_text = match &token {
            Token::Open { name, raw } if !raw.ends_with("/>") => {
                matches!(name.as_str(), "style" | "script").then(|| format!("</{name}"))
            }
            _ => None,
        };
        tokens.push(token);
        if let Some(close) = raw_text {
            let end = find_close(rest, &close);
            tokens.push(Token::Text(&rest[..end]));
            rest = &rest[end..];
        }
    }
    tokens
}

/// Where the closing tag begins, in any case; else the end.
fn find_close(text: &str, close: &str) -> usize {
    let closes = |at: &usize| {
        let there = text.get(*at..at + close.len());
        there.is_some_and(|there| there.eq_ignore_ascii_case(close))
    };
    text.match_indices("</").map(|(at, _)| at).find(closes).unwrap_or(text.len())
}

fn token(rest: &str, inside_mso: bool) -> (Token<'_>, usize) {
    if !rest.starts_with('<') {
        let end = rest.find('<').unwrap_or(rest.len());
        return (Token::Text(&rest[..end]), end);
    }
    if rest.starts_with("<!") {
        let is_mso = rest.starts_with("<!--[if") || rest.starts_with("<![");
        let close = if is_mso && inside_mso || !rest.starts_with("<!--") { ">" } else { "-->" };
        let end = rest.find(close).map_or(rest.len(), |at| at + close.len());
        return (Token::Comment(&rest[..end]), end);
    }
    let named = rest[1..].trim_start_matches('/');
    if !named.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return (Token::Text(&rest[..1]), 1);
    }
    let end = tag_end(rest);
    let raw = &rest[..end];
    let name = named.split(|c: char| c.is_whitespace() || matches!(c, '/' | '>')).next();
    let name = name.unwrap_or_default().to_ascii_lowercase();
    let token =
        if rest.starts_with("</") { Token::Close { name, raw } } else { Token::Open { name, raw } };
    (token, end)
}

/// Where a tag ends, quoted values respected.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c == '>' => return at + 1,
            _ => {}
        }
    }
    tag.len()
}

/// One attribute of a tag: its name, and where its value lies in the tag's source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attribute {
    pub(super) name: String,
    pub(super) value: std::ops::Range<usize>,
}

/// The attributes of an opening tag.
pub(super) fn attributes(raw: &str) -> Vec<Attribute> {
    let mut found = Vec::new();
    let mut at = raw.find(char::is_whitespace).unwrap_or(raw.len());
    while at < raw.len() {
        let rest = &raw[at..];
        let start = rest.find(|c: char| !c.is_whitespace() && c != '/').unwrap_or(rest.len());
        let rest = &rest[start..];
        let n =
            rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>')).unwrap_or(rest.len());
        let name = rest[..n].to_ascii_lowercase();
        at += start + n;
        if !raw[at..].trim_start().starts_with('=') {
            at += usize::from(n == 0);
            continue;
        }
        at += raw[at..].find('=').unwrap_or(0) + 1;
        at += raw[at..].len() - raw[at..].trim_start().len();
        let quote = raw[at..].chars().next().filter(|c| matches!(c, '"' | '\''));
        at += usize::from(quote.is_some());
        let ends = |c: char| quote.map_or(c.is_whitespace() || c == '>', |quote| c == quote);
        let length = raw[at..].find(ends).unwrap_or(raw.len() - at);
        found.push(Attribute { name, value: at..at + length });
        at += length + usize::from(quote.is_some());
    }
    found
}

/// Gives every output of an HTML text the context that it stands in, and marks the addresses of
/// links.
///
/// # Errors
/// When the HTML has scripts.
pub(super) fn in_context(html: &Sheltered) -> Result<Vec<Piece>, TemplateError> {
    let mut out = Out { html, pieces: Vec::new() };
    let mut in_style = false;
    for token in tokens(&html.text, true) {
        match token {
            Token::Text(text) if in_style => out.push(text, Context::Style),
            Token::Text(text) => out.push(text, Context::Html),
            Token::Comment(raw) => out.push(raw, Context::Style),
            Token::Close { name, raw } => {
                in_style &= name != "style";
                out.push(raw, Context::Html);
            }
            Token::Open { name, raw } => {
                if matches!(name.as_str(), "script" | "iframe" | "object" | "embed" | "form") {
                    return Err(TemplateError::of(format!(
                        "mails cannot have <{name}>; take it out"
                    )));
                }
                in_style = name == "style";
                out.open(&name, raw)?;
            }
        }
    }
    Ok(out.pieces)
}

struct Out<'a> {
    html: &'a Sheltered,
    pieces: Vec<Piece>,
}

impl Out<'_> {
    fn push(&mut self, raw: &str, context: Context) {
        for part in self.html.split(raw) {
            let piece = match part {
                Part::Text(text) => Piece::Text(text.to_owned()),
                Part::Piece(piece, _) => in_place(piece, context),
            };
            self.pieces.push(piece);
        }
    }

    fn open(&mut self, name: &str, raw: &str) -> Result<(), TemplateError> {
        let mut done = 0;
        for attribute in attributes(raw) {
            if attribute.name.starts_with("on") {
                let message = format!("mails cannot run {}; take it out", attribute.name);
                return Err(TemplateError::of(message));
            }
            let value = &raw[attribute.value.clone()];
            self.push(&raw[done..attribute.value.start], Context::Html);
            match attribute.name.as_str() {
                "href" if is_link(name) => self.link(value),
                "href" | "src" | "background" | "action" | "poster" => self.url(value),
                "style" => self.push(value, Context::Style),
                _ => self.push(value, Context::Html),
            }
            done = attribute.value.end;
        }
        self.push(&raw[done..], Context::Html);
        Ok(())
    }

    /// An address that is fetched: checked where an output begins it.
    fn url(&mut self, value: &str) {
        for (at, part) in self.html.split(value).into_iter().enumerate() {
            let context = if at == 0 { Context::Url } else { Context::Html };
            let piece = match part {
                Part::Text(text) => Piece::Text(text.to_owned()),
                Part::Piece(piece, _) => in_place(piece, context),
            };
            self.pieces.push(piece);
        }
    }

    fn link(&mut self, value: &str) {
        self.pieces.push(Piece::LinkStart(Context::Url));
        self.pieces.extend(address(self.html, value));
        self.pieces.push(Piece::LinkEnd);
    }
}

/// An address as it is meant, without the escapes of HTML.
pub(super) fn address(html: &Sheltered, value: &str) -> Vec<Piece> {
    let meant = |part| match part {
        Part::Text(text) => Piece::Text(unescape(text)),
        Part::Piece(piece, _) => in_place(piece, Context::Plain),
    };
    html.split(value).into_iter().map(meant).collect()
}

fn is_link(name: &str) -> bool {
    !matches!(name, "link" | "base")
}

pub(super) fn in_place(piece: &Piece, context: Context) -> Piece {
    match piece {
        Piece::Output { inner, line, .. } => {
            Piece::Output { inner: inner.clone(), line: *line, context }
        }
        other => other.clone(),
    }
}

/// Reads the escapes that HTML has for the characters we meet.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(12).find(|(_, c)| *c == ';').map(|(end, _)| end);
        let known = end.and_then(|end| entity(&rest[1..end]).map(|c| (c, end + 1)));
        let (c, length) = known.unwrap_or(('&', 1));
        out.push(c);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "copy" => '©',
        "euro" => '€',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "zwnj" => '\u{200c}',
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(number).filter(|c| !c.is_control() || *c == '\n')?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::pieces;

    fn shown(html: &str) -> String {
        let sheltered = Sheltered::new(pieces::cut(html).unwrap());
        let show = |piece: Piece| match piece {
            Piece::Text(text) => text,
            Piece::Output { inner, context, .. } => format!("<<{inner} {context:?}>>"),
            Piece::Tag { inner, .. } => format!("%%{inner}%%"),
            Piece::LinkStart(_) => "[[".into(),
            Piece::LinkEnd => "]]".into(),
        };
        let pieces = in_context(&sheltered);
        pieces.map_or_else(|e| e.to_string(), |p| p.into_iter().map(show).collect())
    }

    #[test]
    fn outputs_know_where_they_stand() {
        for (html, want) in [
            ("<p title='{{ a }}'>{{ b }}</p>", "<p title='<<a Html>>'><<b Html>></p>"),
            (
                "<a href=\"{{ u }}?a=1&amp;b={{ c | x: \"q\" }}\">x</a>",
                "<a href=\"[[<<u Plain>>?a=1&b=<<c | x: \"q\" Plain>>]]\">x</a>",
            ),
            ("<img src={{ u }}>", "<img src=<<u Url>>>"),
            ("<img src=\"https://x/{{ u }}\">", "<img src=\"https://x/<<u Html>>\">"),
            ("<div style=\"color:{{ c }}\">", "<div style=\"color:<<c Style>>\">"),
            (
                "<style>a{color:{{ c }}}</style>{{ d }}",
                "<style>a{color:<<c Style>>}</style><<d Html>>",
            ),
            (
                "<!--[if mso]><b a=\"{{ x }}\"><![endif]-->",
                "<!--[if mso]><b a=\"<<x Html>>\"><![endif]-->",
            ),
            ("<!-- {{ x }} -->", "<!-- <<x Style>> -->"),
            ("1 < 2 {% if a < b %}{{ c }}{% endif %}", "1 < 2 %%if a < b%%<<c Html>>%%endif%%"),
            ("<p onclick=x>", "mails cannot run onclick; take it out"),
            ("<SCRIPT>{{ x }}</SCRIPT>", "mails cannot have <script>; take it out"),
            ("zq0z zqq1z {{ x }}", "zq0z zqq1z <<x Html>>"),
            ("<link href=\"{{ u }}\">", "<link href=\"<<u Url>>\">"),
        ] {
            assert_eq!(shown(html), want, "{html}");
        }
    }

    #[test]
    fn escapes_are_read() {
        assert_eq!(unescape("a&amp;b &lt;&#39;&#x27;&nope; &"), "a&b <''&nope; &");
    }
}
