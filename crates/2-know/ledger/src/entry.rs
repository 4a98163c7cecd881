//! An activity with its place in history, as followers see it.

use crate::{Error, Reached};
use base::{Activity, ImportId, Instant, Space};
use store::{Store, Tx};

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
    fn follow(&self, tx: &mut Tx<'_>, entries: &[Entry<'_>]) -> Followed;

    /// Folds anew what hangs on these identifiers and things, of which an import no longer says
    /// anything: its activities about them are marked as retracted already.
    ///
    /// # Errors
    /// Whatever stops it; the whole transaction is undone then.
    fn retracted(&self, tx: &mut Tx<'_>, import: ImportId, reached: &Reached) -> Followed;

    /// Begins to follow a load, in the transaction that begins it.
    ///
    /// # Errors
    /// Whatever stops it; the load does not begin then.
    fn load(&self, tx: &mut Tx<'_>) -> Followed<Box<dyn Loader>>;

    /// Brings everything up to date after a load that was killed. Blocks.
    ///
    /// # Errors
    /// Whatever stops it; it is tried again at the next start.
    fn recover(&self, store: &Store) -> Followed;
}

/// What a follower answers.
pub type Followed<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// A follower during one load: it may put off until the end what nobody reads meanwhile.
pub trait Loader: Send + std::fmt::Debug {
    /// As [`Follower::follow`].
    ///
    /// # Errors
    /// Whatever stops it; the load ends then.
    fn follow(&mut self, tx: &mut Tx<'_>, entries: &[Entry<'_>]) -> Followed;

    /// Does what was put off. Blocks.
    ///
    /// # Errors
    /// Whatever stops it; [`Follower::recover`] is due then.
    fn close(self: Box<Self>, store: &Store) -> Followed;
}

pub(crate) fn failed(
    follower: &'static str,
    source: Box<dyn std::error::Error + Send + Sync>,
) -> Error {
    Error::Follower { follower, source }
}

/// Runs one follower and says its name when it fails.
pub(crate) fn run(
    follower: &dyn Follower,
    tx: &mut Tx<'_>,
    entries: &[Entry<'_>],
) -> Result<(), Error> {
    follower.follow(tx, entries).map_err(|source| failed(follower.name(), source))
}
