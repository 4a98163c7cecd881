//! What callers of campaigns can tell apart.

/// A failure of campaigns.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is none of that id. The caller can mend it.
    #[error("no such campaign")]
    NoCampaign,
    /// Only a draft can be changed or sent. The caller can duplicate it.
    #[error("it is no draft any more; duplicate it to change it")]
    NotADraft,
    /// It went out, so it stays. The caller can let it be.
    #[error("it went out, so it stays in the list")]
    WentOut,
    /// There is nothing to call off.
    #[error("nothing of it is on its way")]
    NotOnItsWay,
    /// Something is missing before it can be sent. The person who sends can mend it.
    #[error("it cannot be sent yet: {}", .0.join(" "))]
    NotReady(Vec<String>),
    /// The audience could not be found.
    #[error("the audience could not be found")]
    Audience(web::Problem),
    /// Dispatch failed.
    #[error(transparent)]
    Dispatch(#[from] dispatch::Error),
    /// The book failed.
    #[error(transparent)]
    Book(#[from] book::Error),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}
