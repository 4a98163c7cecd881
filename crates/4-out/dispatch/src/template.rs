//! Templates: the Liquid that shops know, within bounds, and MJML around it.
//!
//! A small interpreter of our own, because the library at hand escapes nothing, fails on unknown
//! names and has no limit on loops. Here unknown is nil, outputs are escaped for where they stand,
//! values are only printed and never read as template, and the amount of work is bounded. Start
//! at [`message::Message::compile`].

mod error;
mod expression;
mod filters;
mod html;
mod mjml;
mod names;
mod note;
mod pieces;
mod plain;
mod render;
mod tree;
mod value;

pub(crate) mod message;

pub use error::TemplateError;
pub use names::Unknown;
pub(crate) use render::{OUTPUT_BYTES_MAX, escape};
pub use value::Value;

#[cfg(test)]
mod tests;
