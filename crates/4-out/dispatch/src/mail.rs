//! A mail as bytes: headers, two parts, signature.

pub(crate) mod dkim;
pub(crate) mod encode;
pub(crate) mod letter;
