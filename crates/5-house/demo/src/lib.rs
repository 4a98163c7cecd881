//! A believable shop with two years of history: Kettle & Trail, which sells clothes for people
//! who are out before breakfast, and the coffee they take along.
//!
//! Everything here is made from a seed: people, orders, visits, mails and what became of them.
//! Nothing is read, written or sent; the app takes [`Shop::activities`] and appends them through
//! the front door as if the shop's systems had told them. No contact point is anyone's: addresses
//! are at example domains (RFC 2606), phones in ranges kept free for fiction.
//!
//! Start with [`Shop::new`]. [`STORIES`] says whom to look for. [`live`] makes people answer mails
//! after the start. [`picture`] draws the products.

mod buying;
mod calendar;
mod campaigns;
mod catalog;
mod draw;
mod life;
pub mod live;
mod mailing;
mod moment;
mod person;
mod phone;
mod picture;
mod places;
mod shop;
mod stories;
mod telling;
mod temper;
mod texts;
mod visits;
mod world;

pub use campaigns::PastCampaign;
pub use catalog::{Product, Shelf, Since, product, products};
pub use picture::{Shape, Tone, picture};
pub use shop::{Activities, Options, Shop};
pub use stories::{STORIES, Story};
pub use temper::Temper;
