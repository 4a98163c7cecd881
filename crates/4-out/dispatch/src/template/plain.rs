//! The plain-text part, derived from the HTML once per message, placeholders and all.

use super::html::{self, Part, Sheltered, Token, attributes, in_place, tokens, unescape};
use super::pieces::{Context, Piece};

/// Writes what a reader of the HTML would read.
pub(super) fn derive(html: &Sheltered) -> Vec<Piece> {
    let mut writer = Writer { html, pieces: Vec::new(), breaks: 0, space: false, hidden: None };
    let mut link: Option<(Vec<Piece>, usize)> = None;
    let mut depth = 0_usize;
    for token in tokens(&html.text, false) {
        match token {
            Token::Comment(_) => {}
            Token::Text(text) => writer.text(text),
            Token::Open { name, raw } => {
                if !is_void(&name) && !raw.ends_with("/>") {
                    depth += 1;
                }
                if writer.hidden.is_none() && is_hidden(&name, raw) {
                    writer.hidden = Some(depth);
                }
                if writer.hidden.is_some() {
                    continue;
                }
                writer.opened(&name, raw);
                if let ("a", Some(href)) = (name.as_str(), value(raw, "href")) {
                    link = Some((html::address(html, href), writer.pieces.len()));
                }
            }
            Token::Close { name, .. } => {
                if writer.hidden == Some(depth) {
                    writer.hidden = None;
                } else if writer.hidden.is_none() {
                    if let ("a", Some((address, from))) = (name.as_str(), link.take()) {
                        writer.link(address, from);
                    }
                    writer.closed(&name);
                }
                depth = depth.saturating_sub(1);
            }
        }
    }
    writer.pieces
}

struct Writer<'a> {
    html: &'a Sheltered,
    pieces: Vec<Piece>,
    /// Line ends that are due before the next word.
    breaks: usize,
    space: bool,
    /// The depth of the element whose content nobody reads.
    hidden: Option<usize>,
}

impl Writer<'_> {
    fn text(&mut self, raw: &str) {
        if self.hidden.is_some() {
            return;
        }
        for part in self.html.split(raw) {
            match part {
                Part::Piece(Piece::Tag { inner, line }, _) => {
                    // What is due belongs to this side of the tag: to each round of a loop.
                    self.gap();
                    self.pieces.push(Piece::Tag { inner: inner.clone(), line: *line });
                }
                Part::Piece(piece, _) => {
                    self.gap();
                    self.pieces.push(in_place(piece, Context::Plain));
                }
                Part::Text(text) => self.words(&unescape(text)),
            }
        }
    }

    /// Words with single spaces between them; white space at the ends is remembered.
    fn words(&mut self, text: &str) {
        // Invisible fillers of preview texts are nothing to read.
        let text: String = text.chars().filter(|c| !matches!(c, '\u{200c}' | '\u{ad}')).collect();
        let starts = text.starts_with(char::is_whitespace);
        self.space |= starts;
        let words: Vec<_> = text.split_whitespace().collect();
        if words.is_empty() {
            return;
        }
        self.gap();
        self.pieces.push(Piece::Text(words.join(" ")));
        self.space = text.ends_with(char::is_whitespace);
    }

    /// Writes the line ends or the space that are due.
    fn gap(&mut self) {
        let started = self.pieces.iter().any(|piece| !matches!(piece, Piece::Tag { .. }));
        if self.breaks > 0 && started {
            self.pieces.push(Piece::Text("\n".repeat(self.breaks.min(2))));
        } else if self.space && started {
            self.pieces.push(Piece::Text(" ".into()));
        }
        self.breaks = 0;
        self.space = false;
    }

    fn opened(&mut self, name: &str, raw: &str) {
        match name {
            "br" => self.breaks += 1,
            "p" | "h1" | "h2" | "h3" | "h4" | "ul" | "ol" | "table" | "blockquote" => {
                self.breaks = self.breaks.max(2);
            }
            "div" | "tr" | "li" | "hr" => self.breaks = self.breaks.max(1),
            "td" => self.space = true,
            "img" => {
                if let Some(alt) = value(raw, "alt") {
                    self.text(alt);
                }
            }
            _ => {}
        }
        if name == "li" {
            self.gap();
            self.pieces.push(Piece::Text("- ".into()));
        }
        if name == "hr" {
            self.gap();
            self.pieces.push(Piece::Text("----".into()));
            self.breaks = 1;
        }
    }

    fn closed(&mut self, name: &str) {
        match name {
            "p" | "h1" | "h2" | "h3" | "h4" | "ul" | "ol" | "table" | "blockquote" => {
                self.breaks = self.breaks.max(2);
            }
            "div" | "tr" | "li" => self.breaks = self.breaks.max(1),
            _ => {}
        }
    }

    /// Writes where a link leads, behind its words.
    fn link(&mut self, address: Vec<Piece>, from: usize) {
        let words = self.pieces.get(from..).unwrap_or_default();
        let is_leading_gap = |p: &&Piece| matches!(p, Piece::Text(t) if t.trim().is_empty());
        let words: Vec<_> = words.iter().skip_while(is_leading_gap).collect();
        if address.is_empty() || words.is_empty() {
            return;
        }
        let same =
            words.len() == address.len() && words.iter().zip(&address).all(|(a, b)| **a == *b);
        if same {
            self.pieces.truncate(self.pieces.len() - address.len());
        } else {
            self.pieces.push(Piece::Text(": ".into()));
        }
        self.pieces.push(Piece::LinkStart(Context::Plain));
        self.pieces.extend(address);
        self.pieces.push(Piece::LinkEnd);
        self.space = true;
    }
}

fn value<'a>(raw: &'a str, name: &str) -> Option<&'a str> {
    attributes(raw).into_iter().find(|a| a.name == name).map(|a| &raw[a.value])
}

fn is_hidden(name: &str, raw: &str) -> bool {
    let unseen = |style: &str| {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
        style.contains("display:none")
    };
    matches!(name, "head" | "style" | "title") && !raw.ends_with("/>")
        || !is_void(name) && value(raw, "style").is_some_and(unseen)
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "br" | "hr" | "img" | "meta" | "link" | "input" | "col" | "area" | "base" | "source"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::pieces;

    fn shown(source: &str) -> String {
        let html = Sheltered::new(pieces::cut(source).unwrap());
        let show = |piece: Piece| match piece {
            Piece::Text(text) => text,
            Piece::Output { inner, .. } => format!("{{{inner}}}"),
            Piece::Tag { inner, .. } => format!("%{inner}%"),
            Piece::LinkStart(_) => "<".into(),
            Piece::LinkEnd => ">".into(),
        };
        derive(&html).into_iter().map(show).collect()
    }

    #[test]
    fn html_reads_as_text() {
        for (html, want) in [
            (
                "<head><title>x</title></head><body><p>Hi  {{ name }},</p>\n<p>a<br>b</p>",
                "Hi {name},\n\na\nb",
            ),
            (
                "<p>See <a href=\"https://x.example/?a=1&amp;b=2\">the shop</a> now</p>",
                "See the shop: <https://x.example/?a=1&b=2> now",
            ),
            ("<a href='https://x.example'>https://x.example</a>", "<https://x.example>"),
            ("<a href='{{ u }}'><img src=x alt='Mug &amp; cup'></a>", "Mug & cup: <{u}>"),
            ("<a href='https://x'><img src=x></a>!", "!"),
            ("<ul><li>a</li><li>{{ b }}</li></ul>", "- a\n- {b}"),
            ("<div style=\"display:none;\">pre <div>x</div></div><p>a</p>", "a"),
            (
                "{% for x in y %}<tr><td>{{ x }}</td><td>1</td></tr>{% endfor %}",
                "%for x in y%{x} 1\n%endfor%",
            ),
            ("<!--[if mso]><p>outlook</p><![endif]--><style>a{}</style>a &lt;b&gt;", "a <b>"),
        ] {
            assert_eq!(shown(html), want, "{html}");
        }
    }
}
