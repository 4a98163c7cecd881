//! What callers of the ledger can tell apart.

/// A failure to write or read history.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A follower could not follow; nothing was written. Our own mistake, or the database's.
    #[error("{follower} could not follow: {source}")]
    Follower {
        /// Which one.
        follower: &'static str,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A kept activity does not read back. Our own mistake.
    #[error("activity {seq} does not read back: {source}")]
    Document {
        /// Its place in the sequence.
        seq: i64,
        /// Why.
        source: serde_json::Error,
    },
}
