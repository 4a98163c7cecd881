//! The customer book: identity, profile, consent, orders and segment membership, in rows.
//!
//! The book follows the ledger ([`Book`] is a follower) and is written by nothing else, except
//! for notes, which people of the shop write, and memberships, which insights writes. Everything
//! else here can be emptied and folded again from the ledger with an equal result.
//!
//! Where to start: [`follow`](follow) takes activities in; `model/identity.rs` decides who is
//! who; `model/facts.rs` folds what sources say of a person; `refold.rs` makes the one row that
//! lists and search read.

mod api;
pub mod cells;
mod error;
mod folding;
mod follow;
mod found;
mod gathered;
mod load;
mod model;
mod reach;
mod rebuild;
mod refold;
mod rows;
mod search;
mod standing;
mod summary;
mod taking_back;
mod undo;

pub use api::{CustomerView, Lens, Reach, SegmentOf, Suppressed, customers_csv, routes};
pub use error::Error;
pub use follow::Book;
pub use found::refresh_search;
pub use model::consent::Standing as ConsentStanding;
pub use model::facts::{Fact, Sheet};
pub use reach::reached_by_import;
pub use rebuild::{rebuild, rebuild_check};
pub use rows::audience::{
    Placed, addresses, consents_of_points, everybody, members, placed_within, somebody,
};
pub use rows::catalog::{
    Product, exists as has_products, find as find_product, known as known_products,
};
pub use rows::consents::state_of as consent_of_point;
pub use rows::derived::checksum;
pub use rows::listing::{CustomerRow, Listing, Sort, count, find, get, list, resolve};
pub use rows::order_list::{Order, OrderLine, find as find_order, list_of as orders_of};
pub use rows::persons::customer_of;
pub use rows::profile::{
    Consent, Identity, Suspect, consents, identities, sheet, shop_ids, subjects, suspects,
};
pub use standing::{Standing, standing, standing_of};
pub use taking_back::take_back;
pub use undo::{Undoing, WEIGHT as UNDO_WEIGHT};
