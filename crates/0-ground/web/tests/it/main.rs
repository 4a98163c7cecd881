//! The manners of HTTP, through a real router.

mod keyed;
mod live;
mod manners;
mod requests;
