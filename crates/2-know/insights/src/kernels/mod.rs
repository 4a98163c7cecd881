//! What conditions are made of: tests of values, windows of time, filters of occurrences, and the
//! words of an explanation. Nothing here knows a condition by name.

pub(crate) mod count;
pub(crate) mod filters;
pub(crate) mod phrase;
pub(crate) mod source;
pub(crate) mod value;
pub(crate) mod window;
