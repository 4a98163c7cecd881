//! The rows that insights reads and writes: its segments, the memberships, and the book's rows
//! from which columns are made.

pub(crate) mod members;
pub(crate) mod segments;
pub(crate) mod shop;
