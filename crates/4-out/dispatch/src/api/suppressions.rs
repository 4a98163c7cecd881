//! Addresses that nothing is sent to.

use crate::{Dispatch, rows, suppress, unsuppress};
use access::{Caller, CustomersRead, CustomersWrite};
use axum::extract::State;
use axum::http::StatusCode;
use base::{EmailAddress, Instant};
use ledger::SubjectId;
use serde::{Deserialize, Serialize};
use store::Tx;
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Json, Page, Paging, Path, Problem, Query};

/// A suppressed address.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SuppressionRow {
    email: String,
    reason: String,
    #[schema(value_type = String)]
    at: Instant,
    source: String,
}

impl From<crate::Suppression> for SuppressionRow {
    fn from(row: crate::Suppression) -> Self {
        let email = row.email.reveal().to_owned();
        Self { email, reason: row.reason, at: row.at, source: row.source }
    }
}

/// Which ones.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// A whole address.
    #[serde(default)]
    q: Option<String>,
}

/// An address to suppress.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SuppressionDraft {
    email: String,
    #[serde(default)]
    reason: Option<String>,
}

/// Lists suppressed addresses, the latest first.
#[utoipa::path(get, path = "/suppressions", tag = "messages", params(Asked, Paging),
    responses((status = 200, body = Page<SuppressionRow>)))]
pub(crate) async fn list(
    State(dispatch): State<Dispatch>,
    caller: Caller<CustomersRead>,
    Query(asked): Query<Asked>,
    paging: Paging,
) -> Answer<Json<Page<SuppressionRow>>> {
    if let Some(typed) = asked.q.filter(|text| !text.trim().is_empty()) {
        let Ok(email) = EmailAddress::parse(&typed) else {
            return Ok(Json(Page::whole(Vec::new())));
        };
        let find = move |tx: &mut Tx<'_>| rows::suppressions::find(tx, &email);
        let found = dispatch.store().read(caller.scope(), find).await?;
        return Ok(Json(Page::whole(found.into_iter().map(Into::into).collect())));
    }
    let (after, limit) = (paging.after::<(i64, i64)>()?, paging.limit);
    let after = after.map(|(at, number)| (Instant::from_micros(at), SubjectId(number)));
    let wanted = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let find = move |tx: &mut Tx<'_>| rows::suppressions::list(tx, after, wanted);
    let found = dispatch.store().read(caller.scope(), find).await?;
    let key = |row: &crate::Suppression| (row.at.as_micros(), row.subject.0);
    Ok(Json(Page::cut(found, limit, key).map(SuppressionRow::from)))
}

/// Suppresses an address.
#[utoipa::path(post, path = "/suppressions", tag = "messages", request_body = SuppressionDraft,
    responses((status = 204)))]
pub(crate) async fn add(
    State(dispatch): State<Dispatch>,
    caller: Caller<CustomersWrite>,
    Json(draft): Json<SuppressionDraft>,
) -> Answer<StatusCode> {
    let email = parsed(&draft.email)?;
    let reason = draft.reason.unwrap_or_else(|| "by hand".into());
    let ledger = dispatch.ledger().clone();
    let verb = move |tx: &mut Tx<'_>| suppress(tx, &ledger, &email, &reason);
    dispatch.store().write(caller.scope(), verb).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets an address get mails again.
#[utoipa::path(delete, path = "/suppressions/{email}", tag = "messages",
    params(("email" = String, Path, description = "The address")),
    responses((status = 204)))]
pub(crate) async fn remove(
    State(dispatch): State<Dispatch>,
    caller: Caller<CustomersWrite>,
    Path(email): Path<String>,
) -> Answer<StatusCode> {
    let email = EmailAddress::parse(&email).map_err(|_| Problem::not_found())?;
    let ledger = dispatch.ledger().clone();
    let verb = move |tx: &mut Tx<'_>| unsuppress(tx, &ledger, &email);
    let was_there = dispatch.store().write(caller.scope(), verb).await?;
    if was_there { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}

fn parsed(text: &str) -> Result<EmailAddress, Problem> {
    EmailAddress::parse(text)
        .map_err(|_| Problem::invalid("/email", "an address such as anna@example.com"))
}
