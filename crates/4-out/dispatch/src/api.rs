//! The sender, the suppressed addresses and what was sent, over HTTP.

mod deliveries;
mod sender;
mod suppressions;

use crate::{Dispatch, Error};
use axum::extract::FromRef;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use web::{House, Problem, Routes};

/// What the handlers of this room get.
#[derive(Debug, Clone, FromRef)]
pub(crate) struct Room {
    house: House,
    dispatch: Dispatch,
}

/// The routes of this room.
pub fn routes(dispatch: Dispatch) -> Routes {
    let house = dispatch.house().clone();
    OpenApiRouter::new()
        .routes(routes!(sender::get, sender::put))
        .routes(routes!(sender::check))
        .routes(routes!(deliveries::list))
        .routes(routes!(suppressions::list, suppressions::add))
        .routes(routes!(suppressions::remove))
        .with_state(Room { house, dispatch })
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::NoMessage => Self::not_found(),
            Error::NoSender => Self::conflict("the sender is not set up; see Settings"),
            Error::Template(error) => {
                let line = error.line.map(|line| format!("line {line}: ")).unwrap_or_default();
                Self::invalid("/body", format!("{line}{}", error.message))
            }
            Error::Settings(bad) => Self::invalid(format!("/smtp/{}", bad.field), bad.advice),
            Error::Store(error)
            | Error::Ledger(ledger::Error::Store(error))
            | Error::Book(book::Error::Store(error)) => error.into(),
            error => Self::internal(error),
        }
    }
}
