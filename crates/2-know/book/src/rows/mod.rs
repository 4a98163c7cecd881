//! SQL of the book, a file per table or two: first what is written, then what is read.

pub(crate) mod audience;
pub(crate) mod catalog;
pub(crate) mod consents;
pub(crate) mod customers;
pub(crate) mod derived;
pub(crate) mod links;
pub(crate) mod listing;
pub(crate) mod notes;
pub(crate) mod order_list;
pub(crate) mod orders;
pub(crate) mod persons;
pub(crate) mod products;
pub(crate) mod profile;
pub(crate) mod purchases;
pub(crate) mod search_tokens;
