//! The simple text format: a letter with headings, lists, links and buttons becomes MJML in the
//! shop's colours.
//!
//! ```text
//! # A heading
//! Words with **weight** and a [link](https://…), lines kept.
//!
//! - an item
//!
//! ![a picture](https://…)
//!
//! [A button](https://…)      alone on its line
//!
//! ---
//! ```

use super::error::TemplateError;
use super::html::Sheltered;
use super::pieces::{self, Piece};
use super::render::escape;

/// What surrounds every letter. The shop's own values come from the view.
const HEAD: &str = "<mjml><mj-head><mj-attributes>\
<mj-all font-family=\"-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif\" />\
<mj-text font-size=\"16px\" line-height=\"1.6\" color=\"#222222\" padding=\"8px 24px\" />\
<mj-button font-size=\"16px\" border-radius=\"6px\" inner-padding=\"12px 24px\" \
background-color=\"{{ shop.color | default: '#222222' }}\" color=\"{{ shop.ink | default: '#ffffff' }}\" />\
<mj-image padding=\"8px 24px\" /><mj-divider border-width=\"1px\" border-color=\"#dddddd\" />\
</mj-attributes></mj-head><mj-body background-color=\"#f4f4f2\">\
<mj-section padding=\"24px 0 8px\"><mj-column>\
{% if shop.logo_url %}<mj-image width=\"160px\" src=\"{{ shop.logo_url }}\" alt=\"{{ shop.name }}\" />\
{% else %}<mj-text align=\"center\" font-size=\"20px\" font-weight=\"700\">{{ shop.name }}</mj-text>\
{% endif %}</mj-column></mj-section>\
<mj-section background-color=\"#ffffff\" border-radius=\"8px\" padding=\"16px 0\"><mj-column>";
const TAIL: &str = "</mj-column></mj-section></mj-body></mjml>";

/// Lays a letter out as MJML.
///
/// # Errors
/// When its template marks are wrong.
pub(super) fn to_mjml(source: &str) -> Result<Vec<Piece>, TemplateError> {
    let letter = Sheltered::new(pieces::cut(source)?);
    let mut body = String::new();
    for block in blocks(&letter.text) {
        lay_out(&block, &mut body);
    }
    let mut all = pieces::cut(HEAD)?;
    all.extend(letter.split(&body).into_iter().map(|part| match part {
        super::html::Part::Text(text) => Piece::Text(text.to_owned()),
        super::html::Part::Piece(piece, _) => piece.clone(),
    }));
    all.push(Piece::Text(TAIL.to_owned()));
    Ok(all)
}

/// Paragraphs: lines up to an empty one; headings, rules and buttons stand alone.
fn blocks(text: &str) -> Vec<Vec<&str>> {
    let mut blocks: Vec<Vec<&str>> = vec![Vec::new()];
    for line in text.lines().map(str::trim_end) {
        let alone = line.starts_with('#') || line == "---" || whole_link(line).is_some();
        if alone || line.is_empty() {
            blocks.push(Vec::new());
        }
        if !line.is_empty()
            && let Some(block) = blocks.last_mut()
        {
            block.push(line);
        }
        if alone {
            blocks.push(Vec::new());
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}

fn lay_out(block: &[&str], out: &mut String) {
    let first = block[0];
    if first == "---" {
        out.push_str("<mj-divider />");
    } else if let Some((is_picture, label, target)) = whole_link(first) {
        let (label, target) = (escaped(label), escaped(target));
        *out += &if is_picture {
            format!("<mj-image src=\"{target}\" alt=\"{label}\" />")
        } else {
            format!("<mj-button href=\"{target}\">{label}</mj-button>")
        };
    } else if first.starts_with('#') {
        let level = first.bytes().take_while(|byte| *byte == b'#').count().min(3);
        let size = ["26px", "21px", "17px"][level - 1];
        let words = inline(first.trim_start_matches('#').trim());
        *out += &format!(
            "<mj-text font-size=\"{size}\" font-weight=\"700\">\
             <h{level} style=\"margin:0;font-size:{size}\">{words}</h{level}></mj-text>"
        );
    } else if block.iter().all(|line| item(line).is_some()) {
        out.push_str("<mj-text><ul>");
        for line in block.iter().filter_map(|line| item(line)) {
            out.extend(["<li>", &inline(line), "</li>"]);
        }
        out.push_str("</ul></mj-text>");
    } else {
        let lines: Vec<_> = block.iter().map(|line| inline(line)).collect();
        let lines = lines.join("<br />");
        out.extend(["<mj-text><p style=\"margin:0\">", &lines, "</p></mj-text>"]);
    }
}

fn item(line: &str) -> Option<&str> {
    line.strip_prefix("- ").or_else(|| line.strip_prefix("* "))
}

/// A line that is one link or picture and nothing else.
fn whole_link(line: &str) -> Option<(bool, &str, &str)> {
    let line = line.trim();
    let is_picture = line.starts_with('!');
    let (label, target, length) = link_at(line.strip_prefix('!').unwrap_or(line))?;
    (length + usize::from(is_picture) == line.len()).then_some((is_picture, label, target))
}

/// `[label](target)` at the start of a text, with its length.
fn link_at(text: &str) -> Option<(&str, &str, usize)> {
    let inside = text.strip_prefix('[')?;
    let middle = inside.find(['[', ']'])?;
    let behind = inside[middle..].strip_prefix("](")?;
    let end = behind.find(['(', ')'])?;
    let target = behind[..end].trim();
    behind[end..].starts_with(')').then_some((&inside[..middle], target, 1 + middle + 2 + end + 1))
}

/// Weight, slant and links within a line; everything else is text.
fn inline(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let marked = |mark: &str| {
            let inside = rest.strip_prefix(mark)?;
            let end = inside.find(mark)?;
            (end > 0).then(|| (&inside[..end], end + 2 * mark.len()))
        };
        if let Some((label, target, length)) = link_at(rest) {
            out.extend(["<a href=\"", &escaped(target), "\">", &escaped(label), "</a>"]);
            rest = &rest[length..];
        } else if let Some((words, length)) = marked("**") {
            out.extend(["<strong>", &inline(words), "</strong>"]);
            rest = &rest[length..];
        } else if let Some((words, length)) = marked("*").filter(|_| c == '*') {
            out.extend(["<em>", &inline(words), "</em>"]);
            rest = &rest[length..];
        } else {
            escape(c.encode_utf8(&mut [0; 4]), &mut out);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    escape(text, &mut out);
    out
}
