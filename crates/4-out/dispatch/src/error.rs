//! What callers of dispatch can tell apart.

use crate::{DkimError, TemplateError};

/// A failure of dispatch.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such message. The caller can mend it.
    #[error("no such message")]
    NoMessage,
    /// The sender is not set up. The person at the settings can mend it.
    #[error("the sender is not set up")]
    NoSender,
    /// Something in the message is wrong. Its author can mend it.
    #[error("the message cannot be made: {0}")]
    Template(#[from] TemplateError),
    /// A setting of the mail server does not fit. The person at the settings can mend it.
    #[error(transparent)]
    Settings(#[from] channels::BadSettings),
    /// Signing failed: a damaged key.
    #[error(transparent)]
    Dkim(#[from] DkimError),
    /// A mail that was kept cannot be packed or read. Our own mistake, or a damaged database.
    #[error("a kept mail cannot be used: {0}")]
    Kept(#[source] std::io::Error),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The book failed.
    #[error(transparent)]
    Book(#[from] book::Error),
    /// The ledger failed.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// A task of our own stopped in the middle.
    #[error("a worker stopped in the middle")]
    Stopped(#[from] tokio::task::JoinError),
}
