//! The routes of access: session, setup, shop, keys, live updates.

mod entry;
mod keys;
mod live;
mod sessions;
mod shop;

use crate::Error;
use crate::door::Door;
use crate::password::Gate;
use axum::extract::FromRef;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use web::{Code, House, Problem, Routes};

/// What the handlers of access need.
#[derive(Debug, Clone, FromRef)]
struct Room {
    house: House,
    door: Door,
    streams: live::Streams,
}

/// The routes of access, behind `/api/v1`.
pub fn routes(house: House) -> Routes {
    let door = Door { store: house.store.clone(), gate: Gate::default() };
    let streams = live::Streams::default();
    OpenApiRouter::new()
        .routes(routes!(entry::show, entry::sign_in, entry::sign_out))
        .routes(routes!(entry::change_password))
        .routes(routes!(entry::reset))
        .routes(routes!(entry::needs_setup, entry::set_up))
        .routes(routes!(sessions::list, sessions::end_others))
        .routes(routes!(sessions::end))
        .routes(routes!(shop::show, shop::put))
        .routes(routes!(keys::list, keys::create))
        .routes(routes!(keys::end))
        .routes(routes!(live::follow))
        .with_state(Room { house, door, streams })
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let text = error.to_string();
        match error {
            Error::WrongSignIn | Error::WrongToken => Self::new(Code::NotSignedIn).detail(text),
            Error::Weak(weakness) => Self::invalid("/password", weakness.to_string()),
            Error::Email(_) => Self::invalid("/email", text),
            Error::SetUp => Self::conflict(text),
            Error::NoSuchStaff => Self::not_found(),
            Error::TooMany { wait } => Self::too_many(wait),
            Error::Store(error) => error.into(),
            Error::Hash(_) | Error::Stopped => Self::internal(error),
        }
    }
}
