//! A message: compiled once, then filled in for each person.

use super::error::TemplateError;
use super::html::{Sheltered, in_context};
use super::names::{self, Unknown};
use super::pieces::{self, Piece};
use super::render::{Links, OUTPUT_BYTES_MAX, PlainLinks, render};
use super::tree::{self, Node};
use super::value::Value;
use super::{mjml, note, plain};
use crate::link::{self, Utm};
use crate::locale::Locale;

/// How the body of a message is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// MJML.
    Mjml,
    /// The simple text format.
    Text,
}

impl Format {
    /// Its word in the API and in rows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mjml => "mjml",
            Self::Text => "text",
        }
    }

    /// Reads its word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Mjml, Self::Text].into_iter().find(|format| format.as_str() == word)
    }
}

/// What an author writes.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// The subject, with outputs.
    pub subject: &'a str,
    /// The line that mail programs show behind the subject, with outputs.
    pub preheader: &'a str,
    /// The body.
    pub body: &'a str,
    /// How the body is written.
    pub format: Format,
    /// Parameters for the shop's own statistics, added to links.
    pub utm: Option<&'a Utm>,
}

/// A compiled message.
#[derive(Debug, Clone)]
pub struct Message {
    subject: Vec<Node>,
    preheader: Vec<Node>,
    html: Vec<Node>,
    text: Vec<Node>,
    utm: Option<Utm>,
}

/// A message for one person.
#[derive(Clone, PartialEq, Eq)]
pub struct Filled {
    /// One line.
    pub subject: String,
    /// One line.
    pub preheader: String,
    /// A whole HTML document.
    pub html: String,
    /// The plain-text part.
    pub text: String,
    /// Where its tracked links lead.
    pub targets: Vec<String>,
}

impl std::fmt::Debug for Filled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Filled({} links, {} bytes)", self.targets.len(), self.html.len())
    }
}

/// Prints the address that a tracked link has in the mail.
pub trait Track {
    /// The address in place of `target`; None leaves the target itself.
    fn link(&self, target: &str) -> Option<String>;
}

/// Tracks nothing: previews.
#[derive(Debug, Clone, Copy)]
pub struct Untracked;

impl Track for Untracked {
    fn link(&self, _target: &str) -> Option<String> {
        None
    }
}

/// Most links of one mail.
const LINKS_MAX: usize = 500;
/// How long a subject or a preheader may get, in characters.
const LINE_CHARS_MAX: usize = 500;

/// A footer that every marketing mail must have (CAN-SPAM Act, 15 U.S.C. 7704(a)(5)); it is put
/// in where the author has none.
const FOOTER: &str = "<mj-section padding=\"16px 0\"><mj-column><mj-text align=\"center\" \
font-size=\"12px\" line-height=\"1.6\" color=\"#666666\">\
{% unless postal_address contains shop.name %}{{ shop.name }}\
{% if postal_address %} · {% endif %}{% endunless %}{{ postal_address }}<br />\
<a href=\"{{ unsubscribe_url }}\" style=\"color:#666666\">{{ words.unsubscribe }}</a> · \
<a href=\"{{ preferences_url }}\" style=\"color:#666666\">{{ words.preferences }}</a> · \
<a href=\"{{ view_url }}\" style=\"color:#666666\">{{ words.view }}</a>\
</mj-text></mj-column></mj-section>";

/// The line behind the subject, padded so that no other text follows it in previews.
const PREVIEW: &str = "<div style=\"display:none;max-height:0;overflow:hidden\">\
{{ preheader }}{% if preheader %}&#8204;&nbsp;&#8204;&nbsp;&#8204;&nbsp;&#8204;&nbsp;{% endif %}\
</div>";

/// The picture that tells of an open, and a link that nobody sees but a scanner follows.
const TRAPS: &str = "{% if open_url %}<div style=\"display:none\">\
<a href=\"{{ trap_url }}\" tabindex=\"-1\"></a></div>\
<img src=\"{{ open_url }}\" width=\"1\" height=\"1\" alt=\"\" />{% endif %}";

impl Message {
    /// Compiles a draft: lays it out, turns MJML into HTML, derives the plain-text part.
    ///
    /// # Errors
    /// When something in it is wrong; the author can mend it.
    pub fn compile(draft: &Draft<'_>) -> Result<Self, TemplateError> {
        let line = |part, source| {
            let nodes = pieces::cut(source).and_then(tree::parse);
            nodes.map_err(|error: TemplateError| error.in_part(part))
        };
        let subject = line("subject", draft.subject)?;
        let preheader = line("preheader", draft.preheader)?;
        let (html, text) = Self::body(draft).map_err(|error| error.in_part("body"))?;
        Ok(Self { subject, preheader, html, text, utm: draft.utm.cloned() })
    }

    /// The HTML and the plain text of the body.
    fn body(draft: &Draft<'_>) -> Result<(Vec<Node>, Vec<Node>), TemplateError> {
        let mut pieces = match draft.format {
            Format::Mjml => pieces::cut(draft.body)?,
            Format::Text => note::to_mjml(draft.body)?,
        };
        let mentions = |name: &str| {
            pieces.iter().any(|piece| match piece {
                Piece::Output { inner, .. } => inner.contains(name),
                _ => false,
            })
        };
        if !mentions("unsubscribe_url") {
            pieces = mjml::with_footer(pieces, pieces::cut(FOOTER)?);
        } else if !mentions("postal_address") {
            let address = "<mj-section padding=\"0\"><mj-column><mj-text align=\"center\" \
                font-size=\"12px\" color=\"#666666\">\
                {% unless postal_address contains shop.name %}{{ shop.name }} · {% endunless %}\
                {{ postal_address }}</mj-text></mj-column></mj-section>";
            pieces = mjml::with_footer(pieces, pieces::cut(address)?);
        }
        let html = mjml::to_html(&Sheltered::new(pieces))?;
        let text = tree::parse(plain::derive(&html))?;
        let html = tree::parse(with_traps(in_context(&html)?)?)?;
        Ok((html, text))
    }

    /// Whether any part speaks of this name, so that it must be looked up.
    pub fn mentions(&self, name: &str) -> bool {
        [&self.subject, &self.preheader, &self.html]
            .into_iter()
            .any(|nodes| nodes.iter().any(|node| node.mentions(name)))
    }

    /// The names in it that nothing in `view` has, each once: they would print nothing.
    pub fn unknown(&self, view: &Value) -> Vec<Unknown> {
        let mut found = Vec::new();
        let parts =
            [("subject", &self.subject), ("preheader", &self.preheader), ("body", &self.html)];
        for (part, nodes) in parts {
            names::unknown(part, nodes, view, &mut found);
        }
        found
    }

    /// Fills it in for one person.
    ///
    /// # Errors
    /// When it takes too much work or becomes too large.
    pub fn fill(
        &self,
        view: &Value,
        locale: &Locale,
        track: &dyn Track,
    ) -> Result<Filled, TemplateError> {
        let line = |part, nodes: &[Node]| {
            let text = render(nodes, view, locale, &mut PlainLinks);
            text.map(|text| one_line(&text)).map_err(|error| error.in_part(part))
        };
        let subject = line("subject", &self.subject)?;
        let preheader = line("preheader", &self.preheader)?;
        let view = match view.clone() {
            Value::Map(mut entries) => {
                entries.push(("preheader".into(), Value::text(Some(&preheader))));
                Value::Map(entries)
            }
            other => other,
        };
        let system = ["unsubscribe_url", "preferences_url", "view_url", "trap_url"]
            .into_iter()
            .filter_map(|name| view.part(name).map(|value| value.printed()))
            .filter(|url| !url.is_empty())
            .collect();
        let mut links =
            Tracked { track, utm: self.utm.as_ref(), system, targets: Vec::new(), full: false };
        let mut body = |nodes: &[Node]| {
            render(nodes, &view, locale, &mut links).map_err(|error| error.in_part("body"))
        };
        let (html, text) = (body(&self.html)?, body(&self.text)?);
        if links.full {
            let error = TemplateError::of("more than 500 different links; link less");
            return Err(error.in_part("body"));
        }
        debug_assert!(html.len() <= OUTPUT_BYTES_MAX);
        Ok(Filled { subject, preheader, html, text: tidy_text(&text), targets: links.targets })
    }
}

/// Collects where the links of one mail lead.
struct Tracked<'a> {
    track: &'a dyn Track,
    utm: Option<&'a Utm>,
    /// Addresses of our own, which are not tracked.
    system: Vec<String>,
    targets: Vec<String>,
    full: bool,
}

impl Links for Tracked<'_> {
    fn printed(&mut self, target: String) -> String {
        let is_web = target.starts_with("http://") || target.starts_with("https://");
        if !is_web || self.system.contains(&target) {
            return target;
        }
        let target = self.utm.map_or_else(|| target.clone(), |utm| link::with_utm(&target, utm));
        if !self.targets.contains(&target) {
            self.full |= self.targets.len() >= LINKS_MAX;
            if !self.full {
                self.targets.push(target.clone());
            }
        }
        self.track.link(&target).unwrap_or(target)
    }
}

/// Puts the preview line at the start of the body and the traps at its end.
fn with_traps(pieces: Vec<Piece>) -> Result<Vec<Piece>, TemplateError> {
    let preview = in_context(&Sheltered::new(pieces::cut(PREVIEW)?))?;
    let traps = in_context(&Sheltered::new(pieces::cut(TRAPS)?))?;
    let mut out = Vec::with_capacity(pieces.len() + preview.len() + traps.len());
    let mut in_body = false;
    for piece in pieces {
        match &piece {
            Piece::Text(text) if text.contains("<body") && !in_body => in_body = true,
            Piece::Text(text) if text.contains("</body>") => {
                let cut = text.find("</body>").unwrap_or(0);
                out.push(Piece::Text(text[..cut].to_owned()));
                out.extend(traps.iter().cloned());
                out.push(Piece::Text(text[cut..].to_owned()));
                continue;
            }
            _ => {}
        }
        let opened =
            in_body && matches!(&piece, Piece::Text(text) if text.trim_end().ends_with('>'));
        out.push(piece);
        if opened {
            out.extend(preview.iter().cloned());
            in_body = false;
        }
    }
    Ok(out)
}

/// White space folded, so that nothing in a subject can begin another header.
fn one_line(text: &str) -> String {
    let printable = |c: char| if c.is_control() { ' ' } else { c };
    let text: String = text.chars().map(printable).collect();
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").chars().take(LINE_CHARS_MAX).collect()
}

/// At most one empty line in a row, no space at line ends.
fn tidy_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut n_empty = 0;
    for line in text.trim().lines().map(str::trim_end) {
        n_empty = if line.is_empty() { n_empty + 1 } else { 0 };
        if n_empty <= 1 {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}
