//! The append-only record of what happened. The only writer of history.
//!
//! [`Ledger::append`] takes raw activities, gives each a place in the sequence, and runs the
//! followers in the same transaction: first the book, then whoever derives from the book. So a
//! state, its activity and its jobs commit together or not at all.
//!
//! Invariants: an activity is unique by (source, key) for good, or until it is taken back, with its
//! import or by hand; rows are never changed otherwise; the sequence has no reader-visible gaps out
//! of order, since appends hold one lock. The ledger knows no customers: it keeps the *subject*,
//! the identifier as it was received, and leaves to the book whom it belongs to.

mod append;
mod entry;
mod error;
mod glance;
pub mod kinds;
mod load;
mod object;
mod read;
mod retract;
mod rows;
mod seen;

pub use entry::{Appended, Entry, Followed, Follower, Loader, SubjectId, SubjectRef};
pub use error::Error;
pub use glance::{Glance, glances};
pub use load::Load;
pub use object::{order_id, product_id};
pub use read::{
    Cursor, Past, import_touches, last_seq, of_edit, of_object, of_objects, of_subject,
    of_subjects, scan, subject_value, subject_values, subjects_of_token, subjects_of_values,
};
pub use retract::{
    Reached, Touch, are_named_since, count_of, each_together, objects_of, subjects_of, touches,
};

use std::sync::Arc;

/// The door to history, with the followers that app has wired.
#[derive(Debug, Clone)]
pub struct Ledger {
    followers: Arc<[Arc<dyn Follower>]>,
}

impl Ledger {
    /// A ledger whose appends run these followers, in this order.
    pub fn new(followers: Vec<Arc<dyn Follower>>) -> Self {
        Self { followers: followers.into() }
    }
}
