//! What callers of the figures can tell apart.

/// A failure to read the figures. Ours or the operator's to mend.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The ledger failed.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// The book failed.
    #[error(transparent)]
    Book(#[from] book::Error),
}
