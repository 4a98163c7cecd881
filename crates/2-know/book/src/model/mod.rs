//! The pure rules of the book: no rows, no clock.

pub(crate) mod consent;
pub(crate) mod facts;
pub(crate) mod identity;
pub(crate) mod order;
mod refunds;
pub(crate) mod words;
