//! A person's own sign-ins: listed, ended.

use crate::model::Session;
use crate::{Caller, SignedIn, session};
use axum::extract::State;
use base::{Instant, SessionId};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Answer, House, Json, Page, Path, Problem};

/// One sign-in that is not over.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SessionRow {
    #[schema(value_type = String)]
    id: SessionId,
    /// Browser and system.
    agent: String,
    /// Whether it is the one that asks.
    current: bool,
    #[schema(value_type = String, format = DateTime)]
    created_at: Instant,
    #[schema(value_type = String, format = DateTime)]
    last_used_at: Instant,
    #[schema(value_type = String, format = DateTime)]
    ends_at: Instant,
}

impl SessionRow {
    fn new(session: Session, current: SessionId) -> Self {
        Self {
            id: session.id,
            agent: session.agent,
            current: session.id == current,
            created_at: session.created_at,
            last_used_at: session.seen_at,
            ends_at: session.ends_at,
        }
    }
}

/// Lists one's own sessions, the last used first.
#[utoipa::path(get, path = "/sessions", tag = "access",
    responses((status = 200, body = Page<SessionRow>)))]
pub(super) async fn list(
    State(house): State<House>,
    caller: Caller<SignedIn>,
) -> Answer<Json<Page<SessionRow>>> {
    let (staff, current) = caller.signed_in()?;
    let rows = house.store.read(caller.scope(), move |tx| session::list(tx, staff)).await?;
    Ok(Json(Page::whole(rows).map(|row| SessionRow::new(row, current))))
}

/// Ends all of one's own sessions but this.
#[utoipa::path(delete, path = "/sessions", tag = "access", responses((status = 204)))]
pub(super) async fn end_others(
    State(house): State<House>,
    caller: Caller<SignedIn>,
) -> Answer<StatusCode> {
    let (staff, current) = caller.signed_in()?;
    let end = move |tx: &mut store::Tx<'_>| session::end_all(tx, staff, Some(current));
    house.store.write(caller.scope(), end).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends one of one's own sessions.
#[utoipa::path(delete, path = "/sessions/{id}", tag = "access", params(("id" = String, Path)),
    responses((status = 204)))]
pub(super) async fn end(
    State(house): State<House>,
    caller: Caller<SignedIn>,
    Path(id): Path<SessionId>,
) -> Answer<StatusCode> {
    let (staff, _) = caller.signed_in()?;
    if house.store.write(caller.scope(), move |tx| session::end(tx, staff, id)).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found())
    }
}
