//! What callers of the book can tell apart.

use base::{CustomerId, Personal};

/// A failure to read or fold the book.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such customer. The caller can mend it.
    #[error("no such customer")]
    NoCustomer,
    /// No such change by hand of that customer holds. The caller can mend it.
    #[error("no such change")]
    NoEdit,
    /// The change cannot be taken back any more. The caller can mend it.
    #[error("an address or number that came in with this change has been used since")]
    UsedSince,
    /// A consent is for a channel by which nobody can reach her. The caller can mend it.
    #[error("she has no address or number for it")]
    NoPoint,
    /// A consent names an address or number that she does not have now. The caller can mend it.
    #[error("she is reached by another address or number now")]
    OtherPoint,
    /// An address or number is another customer's. The caller can mend it.
    #[error("{field} is another customer's")]
    Taken {
        /// `email` or `phone`.
        field: &'static str,
        /// Whose it is.
        customer: CustomerId,
        /// What she is called.
        name: Personal,
    },
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
