//! The manners of HTTP, through a real router.
#![expect(clippy::unwrap_used, reason = "a test stops loudly")]

mod keyed;
mod live;
mod manners;
mod requests;
