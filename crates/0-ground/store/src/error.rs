//! What callers of the store can tell apart.

use std::path::{Path, PathBuf};

/// A failure of the database or of its handle.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A row with the same unique value is there already. The caller can mend it.
    #[error("{rule} must be unique")]
    NotUnique {
        /// The broken rule: the constraint's name or its columns, as the engine says it.
        rule: String,
    },
    /// No row where one must be. The caller's look-up or our own mistake.
    #[error("no such row")]
    NoRow,
    /// Too much is waiting; try again shortly.
    #[error("the database has too much to do")]
    Busy,
    /// The store is closing.
    #[error("the database is closed")]
    Closed,
    /// Another process holds the folder. The operator can mend it.
    #[error("the data folder {folder:?} is in use by another process; stop it or go through it")]
    Held {
        /// The folder.
        folder: PathBuf,
    },
    /// A file or folder cannot be used. The operator can mend it.
    #[error("cannot use {path:?}: {source}")]
    Folder {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The tables do not fit this release. The operator can mend it.
    #[error("the tables do not fit this release: {why}")]
    Schema {
        /// What differs.
        why: String,
    },
    /// A value of another kind than its column promises. Our own mistake.
    #[error("column {column} holds another kind of value")]
    Kind {
        /// The column.
        column: String,
    },
    /// A closure panicked; its transaction was undone. Our own mistake.
    #[error("the transaction stopped in the middle and was undone")]
    Panicked,
    /// SQLite failed: disk, file, or our own SQL.
    #[error("the embedded database failed: {0}")]
    Sqlite(#[source] rusqlite::Error),
    /// PostgreSQL failed: connection, server, or our own SQL.
    #[error("PostgreSQL failed: {0}")]
    Postgres(#[source] postgres::Error),
    /// A kept document does not read back. Our own mistake.
    #[error("a kept document does not read back: {0}")]
    Document(#[from] serde_json::Error),
}

impl Error {
    pub(crate) fn folder(path: &Path, source: std::io::Error) -> Self {
        Self::Folder { path: path.to_owned(), source }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        if let rusqlite::Error::SqliteFailure(failure, Some(text)) = &error {
            let unique = [
                rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE,
                rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY,
            ];
            if unique.contains(&failure.extended_code) {
                let rule = text.rsplit_once(": ").map_or(text.as_str(), |(_, rule)| rule);
                return Self::NotUnique { rule: rule.to_owned() };
            }
        }
        Self::Sqlite(error)
    }
}

impl From<postgres::Error> for Error {
    fn from(error: postgres::Error) -> Self {
        match error.as_db_error() {
            Some(db) if *db.code() == postgres::error::SqlState::UNIQUE_VIOLATION => {
                Self::NotUnique { rule: db.constraint().unwrap_or("a value").to_owned() }
            }
            _ => Self::Postgres(error),
        }
    }
}
