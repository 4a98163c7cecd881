//! What callers of access can tell apart.

use crate::password::Weakness;
use base::NotAnEmail;
use std::time::Duration;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such account, or another password; nobody is told which. The caller can mend it.
    #[error("the email address or the password is wrong")]
    WrongSignIn,
    /// The token is wrong, used or over. The caller can ask for another.
    #[error("the token is wrong, used or too old")]
    WrongToken,
    /// The password is too easy to guess. The caller can choose another.
    #[error("the password {0}")]
    Weak(#[from] Weakness),
    /// The email address is none. The caller can mend it.
    #[error(transparent)]
    Email(#[from] NotAnEmail),
    /// The first owner is there already. Nothing to mend.
    #[error("the shop is set up already")]
    SetUp,
    /// Nobody signs in with that address. The operator can mend it.
    #[error("nobody signs in with this email address")]
    NoSuchStaff,
    /// Too many tries; wait.
    #[error("too many tries")]
    TooMany {
        /// How long to wait.
        wait: Duration,
    },
    /// Argon2 refused its parameters. Our own mistake.
    #[error("the password could not be hashed: {0}")]
    Hash(argon2::Error),
    /// A stopped task. Our own mistake.
    #[error("the work stopped in the middle")]
    Stopped,
    /// The database failed, or has too much to do.
    #[error(transparent)]
    Store(#[from] store::Error),
}
