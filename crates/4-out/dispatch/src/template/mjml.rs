//! MJML becomes HTML, once per message, with placeholders where the template will fill in.

use super::error::TemplateError;
use super::html::{Part, Sheltered, Token, attributes, tokens};
use super::pieces::Piece;
use mrml::prelude::parser::Error as MjmlError;
use mrml::prelude::render::RenderOptions;
use std::collections::HashMap;

/// Deepest nesting of elements.
const DEPTH_MAX: usize = 64;

/// Elements that hold other elements and no text.
const CONTAINERS: [&str; 7] =
    ["mj-body", "mj-wrapper", "mj-section", "mj-column", "mj-group", "mj-hero", "mj-head"];

/// Elements that MJML has; others would stay in the mail as they are and show nothing.
const ELEMENTS: [&str; 33] = [
    "mj-accordion",
    "mj-accordion-element",
    "mj-accordion-text",
    "mj-accordion-title",
    "mj-all",
    "mj-attributes",
    "mj-body",
    "mj-breakpoint",
    "mj-button",
    "mj-carousel",
    "mj-carousel-image",
    "mj-class",
    "mj-column",
    "mj-divider",
    "mj-font",
    "mj-group",
    "mj-head",
    "mj-hero",
    "mj-image",
    "mj-navbar",
    "mj-navbar-link",
    "mj-preview",
    "mj-raw",
    "mj-section",
    "mj-social",
    "mj-social-element",
    "mj-spacer",
    "mj-style",
    "mj-table",
    "mj-text",
    "mj-title",
    "mj-wrapper",
    "mjml",
];

/// Renders MJML to HTML.
///
/// # Errors
/// When it is no MJML, with the line.
pub(super) fn to_html(mjml: &Sheltered) -> Result<Sheltered, TemplateError> {
    let text = sheltered_tags(mjml)?;
    let parsed = mrml::parse(&text).map_err(|error| told(&error, &text))?;
    let options = RenderOptions { fonts: HashMap::default(), ..RenderOptions::default() };
    let html = parsed
        .element
        .render(&options)
        .map_err(|error| TemplateError::of(format!("the MJML cannot be rendered: {error}")))?;
    Ok(mjml.with(html))
}

/// Wraps what stands between elements, a loop around sections say, so that it passes through.
fn sheltered_tags(mjml: &Sheltered) -> Result<String, TemplateError> {
    let mut open: Vec<String> = Vec::new();
    let mut out = String::with_capacity(mjml.text.len() + 256);
    let line_of = |raw: &str| {
        let at = raw.as_ptr() as usize - mjml.text.as_ptr() as usize;
        let n_lines = mjml.text.get(..at).unwrap_or_default().matches('\n').count();
        u32::try_from(n_lines + 1).unwrap_or(1)
    };
    for token in tokens(&mjml.text, false) {
        match token {
            Token::Open { name, raw } => {
                if let Some(message) = refused(&name, raw) {
                    return Err(TemplateError::at(line_of(raw), message));
                }
                if !raw.ends_with("/>") && !is_void(&name) {
                    open.push(name);
                }
                if open.len() > DEPTH_MAX {
                    return Err(TemplateError::of("elements are nested more than 64 deep"));
                }
                out.push_str(raw);
            }
            Token::Close { name, raw } => {
                if let Some(at) = open.iter().rposition(|open| *open == name) {
                    open.truncate(at);
                }
                out.push_str(raw);
            }
            Token::Comment(_) => {}
            Token::Text(text) => {
                let between = open.last().is_some_and(|name| CONTAINERS.contains(&name.as_str()));
                if between { wrap(mjml, text, &mut out) } else { out.push_str(text) }
            }
        }
    }
    Ok(out)
}

/// What is wrong with an element, if anything.
fn refused(name: &str, raw: &str) -> Option<String> {
    if name == "mj-include" {
        return Some("mj-include is not available; paste the part in".into());
    }
    if name.starts_with("mj-") && !ELEMENTS.contains(&name) {
        return Some(format!("MJML has no <{name}>; did you mean another element?"));
    }
    let has_script = attributes(raw).iter().any(|attribute| attribute.name.starts_with("on"));
    has_script.then(|| format!("<{name}> has a script in it; take it out"))
}

fn wrap(mjml: &Sheltered, text: &str, out: &mut String) {
    for part in mjml.split(text) {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Piece(_, place) => {
                out.push_str("<mj-raw>");
                out.push_str(place);
                out.push_str("</mj-raw>");
            }
        }
    }
}

fn is_void(name: &str) -> bool {
    matches!(name, "br" | "hr" | "img" | "meta" | "input" | "col" | "area" | "link")
}

fn told(error: &MjmlError, text: &str) -> TemplateError {
    let (what, position) = match error {
        MjmlError::UnexpectedElement { position, .. } => ("does not belong here", Some(position)),
        MjmlError::UnexpectedToken { position, .. } => ("is not expected here", Some(position)),
        MjmlError::InvalidAttribute { position, .. } => ("is no valid attribute", Some(position)),
        MjmlError::InvalidFormat { position, .. } => ("is not written correctly", Some(position)),
        MjmlError::MissingAttribute { position, .. } => ("lacks an attribute", Some(position)),
        MjmlError::EndOfStream { .. } => {
            return TemplateError::of("the MJML ends too early; an element is not closed");
        }
        MjmlError::NoRootNode => {
            return TemplateError::of("this is no MJML; it begins with <mjml> and <mj-body>");
        }
        _ => return TemplateError::of(format!("the MJML cannot be read: {error}")),
    };
    let Some(span) = position else {
        return TemplateError::of(what);
    };
    let before = text.get(..span.start).unwrap_or(text);
    let line = 1 + before.bytes().filter(|byte| *byte == b'\n').count();
    let there = text.get(span.start..span.end.max(span.start)).unwrap_or_default();
    let there: String = there.chars().take(40).collect();
    TemplateError::at(u32::try_from(line).unwrap_or(1), format!("`{there}` {what}"))
}

/// Puts a footer before the end of the body.
pub(super) fn with_footer(mjml: Vec<Piece>, footer: Vec<Piece>) -> Vec<Piece> {
    let closes = |piece: &Piece| matches!(piece, Piece::Text(text) if text.contains("</mj-body>"));
    let Some(at) = mjml.iter().rposition(closes) else {
        return mjml;
    };
    let mut pieces = mjml;
    let behind = pieces.split_off(at);
    let mut behind = behind.into_iter();
    if let Some(Piece::Text(text)) = behind.next() {
        let cut = text.rfind("</mj-body>").unwrap_or(text.len());
        pieces.push(Piece::Text(text[..cut].to_owned()));
        pieces.extend(footer);
        pieces.push(Piece::Text(text[cut..].to_owned()));
    }
    pieces.extend(behind);
    pieces
}
