//! Campaigns over HTTP.

mod looks;
mod verbs;
mod wire;

use crate::{Campaigns, Error};
use axum::extract::FromRef;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use web::{Code, House, Problem, Routes};

/// What the handlers of this room get.
#[derive(Debug, Clone, FromRef)]
pub(crate) struct Room {
    house: House,
    campaigns: Campaigns,
}

/// The routes of this room.
pub fn routes(campaigns: Campaigns) -> Routes {
    let house = campaigns.dispatch.house().clone();
    OpenApiRouter::new()
        .routes(routes!(verbs::list, verbs::create))
        .routes(routes!(verbs::get, verbs::put, verbs::remove))
        .routes(routes!(verbs::duplicate))
        .routes(routes!(verbs::send))
        .routes(routes!(verbs::schedule))
        .routes(routes!(verbs::cancel))
        .routes(routes!(looks::audience))
        .routes(routes!(looks::preview))
        .routes(routes!(looks::test))
        .routes(routes!(looks::results))
        .routes(routes!(looks::people))
        .with_state(Room { house, campaigns })
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let text = error.to_string();
        match error {
            Error::NoCampaign => Self::not_found(),
            Error::NotADraft | Error::WentOut | Error::NotOnItsWay => Self::conflict(text),
            Error::NotReady(problems) => problems
                .into_iter()
                .fold(Self::new(Code::Invalid).detail(text), |problem, one| problem.field("", one)),
            Error::Audience(problem) => problem,
            Error::Dispatch(error) => error.into(),
            Error::Book(error) => error.into(),
            Error::Store(error) => error.into(),
        }
    }
}
