//! Who is let in and who is not, through the real routes, on both databases.
#![expect(clippy::unwrap_used, reason = "a test stops loudly")]

mod hostile;
mod keys;
mod live;
mod passwords;
mod sessions;
mod setup;
mod shop;
mod visitor;
mod way_in;
