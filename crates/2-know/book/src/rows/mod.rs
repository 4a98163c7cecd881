//! SQL of the book, a file per table or two.

pub(crate) mod consents;
pub(crate) mod customers;
pub(crate) mod links;
pub(crate) mod orders;
pub(crate) mod persons;
pub(crate) mod products;
