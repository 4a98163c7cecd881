//! What tests stand on: a fresh database on either engine whose statements can be made to fail, a
//! clock that tests move, and a seeded generator. It knows no room, so that no room is compiled
//! twice beside it.
//!
//! A database test is written once and runs on both engines:
//!
//! ```ignore
//! testkit::on_both! {
//!     fn a_setting_is_kept(house) {
//!         house.store.write_blocking(&house.scope, |tx| tx.put_setting("a", &1)).unwrap();
//!     }
//! }
//! ```
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a kit for tests stops loudly")]

mod database;
mod digest;
mod effects;
mod fault;

pub use database::{House, Throwaway, postgres_url};
pub use digest::Digest;
pub use effects::{TestClock, TestRandom};
pub use fault::{Failed, Fault};

/// Writes each test once and runs it on SQLite and on PostgreSQL.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* fn $name:ident($house:ident) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;

            fn body($house: &$crate::House) $body

            #[test]
            fn sqlite() {
                body(&$crate::House::sqlite());
            }

            #[test]
            fn postgres() {
                body(&$crate::House::postgres());
            }
        }
    )*};
}
