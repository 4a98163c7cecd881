//! Properties of segments: one meaning for all customers, for a few, and for one, and all equal
//! to a plain row-by-row reading of the contract.

#![expect(clippy::unwrap_used, reason = "a test may stop")]

mod algebra;
mod api;
mod facts;
mod following;
mod reference;
mod room;
mod strategies;
