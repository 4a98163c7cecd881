//! What callers of the book can tell apart.

/// A failure to read or fold the book.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such customer. The caller can mend it.
    #[error("no such customer")]
    NoCustomer,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The ledger failed.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// A kept document does not read back. Our own mistake.
    #[error("a kept document does not read back: {0}")]
    Document(#[from] serde_json::Error),
}
