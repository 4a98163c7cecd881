//! The book over HTTP: customers, their page, their story, and what people of the shop change.

mod csv;
mod customers;
mod edit;
mod joining;
mod lens;
mod notes;
mod story;
pub(crate) mod wire;

pub use csv::customers as customers_csv;
pub use lens::{Lens, Reach, SegmentOf, Suppressed};
pub use wire::CustomerView;

use crate::Error;
use axum::extract::FromRef;
use ledger::Ledger;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use web::{House, Problem, Routes};

/// What the handlers of this room get.
#[derive(Debug, Clone, FromRef)]
pub(crate) struct Room {
    house: House,
    ledger: Ledger,
    lens: Arc<dyn Lens>,
    reach: Arc<dyn Reach>,
}

/// The routes of this room.
pub fn routes(house: House, ledger: Ledger, lens: Arc<dyn Lens>, reach: Arc<dyn Reach>) -> Routes {
    OpenApiRouter::new()
        .routes(routes!(customers::list, edit::create))
        .routes(routes!(customers::export))
        .routes(routes!(customers::get, edit::change, edit::delete))
        .routes(routes!(edit::take_back))
        .routes(routes!(joining::detach))
        .routes(routes!(joining::preview, joining::merge))
        .routes(routes!(story::orders))
        .routes(routes!(story::timeline))
        .routes(routes!(notes::write))
        .routes(routes!(notes::remove))
        .with_state(Room { house, ledger, lens, reach })
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::NoCustomer | Error::NoEdit => Self::not_found(),
            error @ Error::NoPoint => Self::invalid("/consent/channel", error.to_string()),
            error @ (Error::UsedSince | Error::OtherPoint) => Self::conflict(error.to_string()),
            Error::Taken { field, customer, name } => {
                let detail = match name.reveal() {
                    "" => "it is another customer's".to_owned(),
                    name => format!("it is {name}'s"),
                };
                let problem = Self::conflict("an address or number is another customer's");
                problem.clash(format!("/{field}"), detail, customer.to_string())
            }
            Error::Store(error) | Error::Ledger(ledger::Error::Store(error)) => error.into(),
            error @ (Error::Ledger(_) | Error::Document(_)) => Self::internal(error),
        }
    }
}
