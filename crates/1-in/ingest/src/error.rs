//! What callers of this room can tell apart.

use crate::import::{BadMapping, FileError};

/// A failure to take something in.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such import, call or refused item. The caller can mend it.
    #[error("there is no such thing")]
    NotFound,
    /// The import is in a state in which this cannot be done. The caller can mend it.
    #[error("the import is {state}; this can only be done while it is {wanted}")]
    WrongState {
        /// What it is.
        state: &'static str,
        /// What it would have to be.
        wanted: &'static str,
    },
    /// Dates in a column can be read in two ways. The caller can mend it.
    #[error(
        "dates in the column \"{column}\" can be read in two ways: say whether the day or the \
         month comes first"
    )]
    DateOrder {
        /// The column.
        column: String,
    },
    /// The file cannot be read. Whoever chose it can mend it.
    #[error(transparent)]
    File(#[from] FileError),
    /// The mapping does not fit. The caller can mend it.
    #[error(transparent)]
    Mapping(#[from] BadMapping),
    /// Somebody else is working on the same import. Nothing was written.
    #[error("the import is being worked on already")]
    Busy,
    /// It was asked to stop, and did so between two chunks. It can be continued.
    #[error("the import was interrupted and can be continued")]
    Interrupted,
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
}
