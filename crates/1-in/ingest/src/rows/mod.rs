//! SQL of the front door: calls, quarantine, imports. No other file of this room has any.

pub(crate) mod calls;
pub(crate) mod imports;
pub(crate) mod problems;
pub(crate) mod quarantine;
