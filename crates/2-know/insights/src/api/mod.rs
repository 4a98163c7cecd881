//! Segments over HTTP: saved ones, and sentences that are asked while somebody types.

mod ask;
mod saved;
mod wire;

use crate::{Error, Insights};
use axum::extract::FromRef;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use web::{Answer, Code, House, Problem, Routes};

/// What the handlers of this room get.
#[derive(Debug, Clone, FromRef)]
pub(crate) struct Room {
    house: House,
    insights: Insights,
}

/// The routes of segments.
pub fn routes(house: House, insights: Insights) -> Routes {
    OpenApiRouter::new()
        .routes(routes!(saved::list, saved::create))
        .routes(routes!(ask::count))
        .routes(routes!(ask::preview))
        .routes(routes!(ask::vocabulary))
        .routes(routes!(saved::get, saved::change, saved::delete))
        .routes(routes!(saved::members))
        .routes(routes!(saved::history))
        .with_state(Room { house, insights })
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Sentence { mistake, pointer } => {
                Self::new(Code::SegmentText).field(pointer, mistake.to_string())
            }
            Error::NoSegment => Self::not_found(),
            Error::NameTaken => Self::conflict("another segment has this name"),
            Error::BadName => Self::invalid("/name", "1 to 200 characters"),
            Error::InUse { by } => Self::conflict(format!(
                "the segment \"{by}\" refers to this one by its name; change that one first"
            )),
            Error::Store(error)
            | Error::Ledger(ledger::Error::Store(error))
            | Error::Book(book::Error::Store(error)) => error.into(),
            Error::Closing => Self::new(Code::Unavailable),
            error @ (Error::Ledger(_)
            | Error::Book(_)
            | Error::Document(_)
            | Error::Snapshot(_)) => Self::internal(error),
        }
    }
}

impl Room {
    /// Runs work that computes or writes away from the threads that answer.
    async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Insights) -> Result<T, Error> + Send + 'static,
    ) -> Answer<T> {
        let insights = self.insights.clone();
        let done = tokio::task::spawn_blocking(move || work(&insights)).await;
        Ok(done.map_err(|_| Error::Closing)??)
    }
}
