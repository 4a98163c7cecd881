//! The tables of dispatch. Nothing else touches them.

pub(crate) mod deliveries;
pub(crate) mod kept;
pub(crate) mod messages;
pub(crate) mod readings;
pub(crate) mod suppressions;
