//! An activity with its place in history, as followers see it.

use crate::Error;
use base::{Activity, Instant, Space};
use store::Tx;

/// The number of an identifier as it was received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectId(pub i64);

impl From<SubjectId> for store::Value {
    fn from(subject: SubjectId) -> Self {
        Self::Int(subject.0)
    }
}

/// A subject as an activity names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectRef {
    /// Its number.
    pub id: SubjectId,
    /// Its kind.
    pub space: Space,
    /// The time of the first activity that named it.
    pub made_at: Instant,
    /// A keyed hash of space and value; derived ids begin with it.
    pub token: [u8; 16],
}

/// An activity that has just been given its place.
#[derive(Debug)]
pub struct Entry<'a> {
    /// Its place; later ones are greater.
    pub seq: i64,
    /// When the house took it in.
    pub received_at: Instant,
    /// Whom it names, the leading identifier first. Empty for products.
    pub subjects: Vec<SubjectRef>,
    /// The activity itself.
    pub activity: &'a Activity,
}

impl Entry<'_> {
    /// The identifier that leads.
    pub fn subject(&self) -> Option<&SubjectRef> {
        self.subjects.first()
    }
}

/// What became of one activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// It is history now.
    Taken {
        /// Its place.
        seq: i64,
    },
    /// It was there already; nothing was written.
    Duplicate,
}

/// Keeps a state that follows from history, in the transaction that writes history.
pub trait Follower: Send + Sync + std::fmt::Debug {
    /// Its name, for errors.
    fn name(&self) -> &'static str;

    /// Takes in what has just been appended, in order.
    ///
    /// # Errors
    /// Whatever stops it; the whole transaction is undone then.
    fn follow(
        &self,
        tx: &mut Tx<'_>,
        entries: &[Entry<'_>],
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>>;
}

/// Runs one follower and says its name when it fails.
pub(crate) fn run(
    follower: &dyn Follower,
    tx: &mut Tx<'_>,
    entries: &[Entry<'_>],
) -> Result<(), Error> {
    let name = follower.name();
    follower.follow(tx, entries).map_err(|source| Error::Follower { follower: name, source })
}
