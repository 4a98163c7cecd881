//! All SQL of access, one file per thing that is kept.

pub(crate) mod attempts;
pub(crate) mod keys;
pub(crate) mod sessions;
pub(crate) mod staff;
pub(crate) mod tokens;
