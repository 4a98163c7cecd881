//! What the figures read: the book's rows, in the order in which they are folded.

pub(super) mod feed;
pub(super) mod people;
pub(super) mod sales;
