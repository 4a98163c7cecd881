//! A mail as bytes: headers, two parts, signature.

pub(crate) mod dkim;
mod encode;
pub(crate) mod letter;
