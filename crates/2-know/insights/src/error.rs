//! What callers of insights can tell apart.

use crate::language::Mistake;

/// A failure to answer about customers.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The sentence has a mistake. Who wrote it can mend it.
    #[error("{mistake}")]
    Sentence {
        /// What, with advice.
        mistake: Mistake,
        /// JSON pointer into the request: `/text/12` or `/tree/of/1`.
        pointer: String,
    },
    /// No such segment. The caller can mend it.
    #[error("no such segment")]
    NoSegment,
    /// Another segment has this name. The caller can mend it.
    #[error("another segment has this name")]
    NameTaken,
    /// The name is empty or too long. The caller can mend it.
    #[error("a segment's name has 1 to 200 characters")]
    BadName,
    /// Other segments refer to this one. The caller can mend it.
    #[error("the segment {by} refers to it")]
    InUse {
        /// One of them.
        by: String,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The ledger failed.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// The book failed.
    #[error(transparent)]
    Book(#[from] book::Error),
    /// A kept document does not read back. Our own mistake.
    #[error("a kept document does not read back: {0}")]
    Document(#[from] serde_json::Error),
    /// The columns could not be kept in a file. The operator can mend it (space, permissions).
    #[error("the columns could not be kept: {0}")]
    Snapshot(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The work was cut short because the house closes.
    #[error("the house is closing")]
    Closing,
}

impl From<crate::snapshot::Broken> for Error {
    fn from(broken: crate::snapshot::Broken) -> Self {
        Self::Snapshot(Box::new(broken))
    }
}
