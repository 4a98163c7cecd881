//! Cuts a template into text, outputs `{{ … }}` and tags `{% … %}`.
//!
//! This is the only place that looks for template marks, and it only ever sees what the author
//! of the template wrote. Values are never cut.

use super::error::TemplateError;

/// Largest template, in bytes.
pub(super) const SOURCE_BYTES_MAX: usize = 512 * 1_024;
/// Most outputs and tags of one template.
const PIECES_MAX: usize = 20_000;

/// Where an output stands, which decides how it is escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// In a plain text.
    Plain,
    /// In the text or a plain attribute of HTML.
    Html,
    /// At the start of a link or picture address in HTML.
    Url,
    /// In a style.
    Style,
}

/// A cut-off piece.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    /// Text as it is.
    Text(String),
    /// What stands between `{{` and `}}`.
    Output { inner: String, line: u32, context: Context },
    /// What stands between `{%` and `%}`.
    Tag { inner: String, line: u32 },
    /// A link's address begins here, to be printed for this place.
    LinkStart(Context),
    /// A link's address ends here.
    LinkEnd,
}

/// Cuts a template.
///
/// # Errors
/// When it is too large, or a mark is opened and not closed.
pub(super) fn cut(source: &str) -> Result<Vec<Piece>, TemplateError> {
    if source.len() > SOURCE_BYTES_MAX {
        return Err(TemplateError::of("the template is larger than 512 KB; shorten it"));
    }
    let mut cutter = Cutter { rest: source, line: 1, pieces: Vec::new(), trim: false };
    while !cutter.rest.is_empty() {
        cutter.step()?;
        if cutter.pieces.len() > PIECES_MAX {
            return Err(TemplateError::at(cutter.line, "more than 20,000 tags; shorten it"));
        }
    }
    Ok(cutter.pieces)
}

struct Cutter<'a> {
    rest: &'a str,
    line: u32,
    pieces: Vec<Piece>,
    /// The tag before ended with a dash: white space after it goes.
    trim: bool,
}

impl<'a> Cutter<'a> {
    fn step(&mut self) -> Result<(), TemplateError> {
        let open = ["{{", "{%"].iter().filter_map(|mark| self.rest.find(mark)).min();
        let Some(at) = open else {
            let text = self.take(self.rest.len());
            self.text(text, false);
            return Ok(());
        };
        let is_tag = self.rest[at..].starts_with("{%");
        let trims = self.rest[at + 2..].starts_with('-');
        let text = self.take(at);
        self.text(text, trims);
        let line = self.line;
        let inner = self.inner(is_tag, line)?;
        if !is_tag {
            self.pieces.push(Piece::Output { inner, line, context: Context::Plain });
        } else if inner == "raw" || inner == "comment" {
            self.verbatim(&inner, line)?;
        } else if !inner.starts_with('#') {
            self.pieces.push(Piece::Tag { inner, line });
        }
        Ok(())
    }

    /// Takes a whole mark off the rest and returns what is in it.
    fn inner(&mut self, is_tag: bool, line: u32) -> Result<String, TemplateError> {
        let (open, close) = if is_tag { ("{%", "%}") } else { ("{{", "}}") };
        let Some(end) = close_of(self.rest, close) else {
            let message = format!("{open} is opened here and never closed with {close}");
            return Err(TemplateError::at(line, message));
        };
        let whole = self.take(end + 2);
        let inner = &whole[2..end];
        let inner = inner.strip_prefix('-').unwrap_or(inner);
        self.trim = inner.ends_with('-');
        let inner = inner.strip_suffix('-').unwrap_or(inner);
        Ok(inner.trim().to_owned())
    }

    /// The text up to the tag that ends a `raw` or `comment`.
    fn verbatim(&mut self, name: &str, line: u32) -> Result<(), TemplateError> {
        let mut from = 0;
        while let Some(at) = self.rest[from..].find("{%").map(|at| from + at) {
            let inside = self.rest[at + 2..].trim_start_matches('-').trim_start();
            let ends = inside.strip_prefix("end").and_then(|rest| rest.strip_prefix(name));
            let Some(close) = ends.and_then(|_| self.rest[at..].find("%}")) else {
                from = at + 2;
                continue;
            };
            let text = self.take(at);
            if name == "raw" {
                self.text(text, false);
            }
            self.take(close + 2);
            return Ok(());
        }
        Err(TemplateError::at(line, format!("{name} is never closed with {{% end{name} %}}")))
    }

    fn take(&mut self, n_bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(n_bytes);
        let n_lines = taken.bytes().filter(|byte| *byte == b'\n').count();
        self.line += u32::try_from(n_lines).unwrap_or(0);
        self.rest = rest;
        taken
    }

    fn text(&mut self, text: &str, trims_end: bool) {
        let text = if std::mem::take(&mut self.trim) { text.trim_start() } else { text };
        let text = if trims_end { text.trim_end() } else { text };
        if !text.is_empty() {
            self.pieces.push(Piece::Text(text.to_owned()));
        }
    }
}

/// Where the mark closes, quotes respected; else the first place that looks like it.
fn close_of(text: &str, close: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text.char_indices().skip(2) {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if text[at..].starts_with(close) => return Some(at),
            _ => {}
        }
    }
    text.find(close)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str) -> String {
        let show = |piece: Piece| match piece {
            Piece::Text(text) => format!("[{text}]"),
            Piece::Output { inner, line, .. } => format!("<{inner}@{line}>"),
            Piece::Tag { inner, line } => format!("%{inner}@{line}%"),
            Piece::LinkStart(_) | Piece::LinkEnd => String::new(),
        };
        cut(source).map_or_else(
            |error| format!("{}: {error}", error.line.unwrap_or(0)),
            |pieces| pieces.into_iter().map(show).collect(),
        )
    }

    #[test]
    fn templates_are_cut_at_their_marks() {
        for (source, want) in [
            ("", ""),
            ("a {b} c", "[a {b} c]"),
            ("Hi {{ name }}!", "[Hi ]<name@1>[!]"),
            ("a\n{{ x | default: \"}}\" }}", "[a\n]<x | default: \"}}\"@2>"),
            ("a {{- x -}} b", "[a]<x@1>[b]"),
            ("{%- if a -%}\n b {% endif %}", "%if a@1%[b ]%endif@2%"),
            ("{% raw %}{{ x }}{% endraw %}.", "[{{ x }}][.]"),
            ("a{% comment %}{{ x }{%{% endcomment %}b", "[a][b]"),
            ("{% # note %}x", "[x]"),
            ("\n{{ x", "2: {{ is opened here and never closed with }}"),
            ("{% raw %} x", "1: raw is never closed with {% endraw %}"),
            ("{{ it's }} a", "<it's@1>[ a]"),
        ] {
            assert_eq!(shown(source), want, "{source}");
        }
    }
}
