//! Segment's public HTTP shapes, read into activities. Pure: bytes in, verdicts out.
//!
//! [`open`] takes the body of a request apart and finds the write key in it; [`Parcel::read`]
//! then judges each item by itself, so that one bad item of a batch never costs the others.
//! Shapes and limits are those of the Segment specification (read 2026-11-22).

mod context;
mod envelope;
mod item;
mod settings;

pub use envelope::{Call, Parcel, Unreadable, open};
pub(crate) use item::activity_name;
pub use item::{Door, Item, Verdict, read_again};
pub use settings::settings;
