//! The inspector and the quarantine over HTTP.

use super::importer::Importer;
use crate::admit::{Outcome, replay as replay_verb};
use crate::inspector::{SeenCall, seen};
use crate::meaning::Ignored;
use crate::reason::Reason;
use crate::rows::quarantine as rows;
use crate::{Error, Waiting};
use access::{Caller, IntakeRead, IntakeWrite};
use axum::extract::State;
use base::{CallId, CustomerId, Instant, Personal, QuarantineId};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Json, Page, Paging, Path, Problem, Query};

/// A call as the inspector shows it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Call)]
pub(super) struct CallBody {
    #[schema(value_type = String)]
    id: CallId,
    #[schema(value_type = String, format = DateTime)]
    at: Instant,
    source: String,
    /// `identify`, `track`, `page`, `screen`, `group` or `alias`.
    call: String,
    name: Option<String>,
    customer: Option<PersonBody>,
    /// `taken`, `duplicate` or `quarantined`.
    outcome: String,
    /// What it changed.
    changed: Vec<String>,
    /// What was left out, and why.
    ignored: Vec<IgnoredBody>,
    body: Value,
    library: Option<String>,
}

/// Whom a call is about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallCustomer)]
struct PersonBody {
    #[schema(value_type = String)]
    id: CustomerId,
    #[schema(value_type = String)]
    name: Personal,
}

/// A part that was left out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallIgnored)]
struct IgnoredBody {
    field: String,
    reason: &'static str,
}

impl From<Ignored> for IgnoredBody {
    fn from(ignored: Ignored) -> Self {
        Self { field: ignored.field, reason: ignored.why.sentence() }
    }
}

impl From<SeenCall> for CallBody {
    fn from(call: SeenCall) -> Self {
        Self {
            id: call.id,
            at: call.at,
            source: call.source,
            call: call.call,
            name: call.name,
            customer: call.customer.map(|(id, name)| PersonBody { id, name }),
            outcome: call.outcome,
            changed: call.changed,
            ignored: call.ignored.into_iter().map(IgnoredBody::from).collect(),
            body: call.body,
            library: call.library,
        }
    }
}

/// Which calls.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Filter {
    /// Only calls with this outcome.
    #[serde(default)]
    state: Option<String>,
}

/// Lists the newest calls at the front door.
#[utoipa::path(get, path = "/intake/calls", tag = "intake", params(Filter, Paging),
    responses((status = 200, body = Page<CallBody>)))]
pub(super) async fn calls(
    State(importer): State<Importer>,
    caller: Caller<IntakeRead>,
    Query(filter): Query<Filter>,
    paging: Paging,
) -> Answer<Json<Page<CallBody>>> {
    let (after, limit) = (paging.after::<(i64, usize)>()?, paging.limit);
    let look = move |tx: &mut store::Tx<'_>| seen(tx, filter.state.as_deref(), after, limit + 1);
    let found = importer.house.store.read(caller.scope(), look).await?;
    Ok(Json(Page::cut(found, limit, |call| call.place).map(CallBody::from)))
}

/// A refused item.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Refused)]
pub(super) struct RefusedBody {
    #[schema(value_type = String)]
    id: QuarantineId,
    #[schema(value_type = String, format = DateTime)]
    at: Instant,
    source: String,
    /// One of `/intake/reasons`.
    reason: &'static str,
    detail: String,
    /// What to do about it.
    advice: &'static str,
    /// What came.
    body: Value,
}

impl From<Waiting> for RefusedBody {
    fn from(waiting: Waiting) -> Self {
        let refusal = waiting.refusal;
        let text = waiting.body.reveal();
        let detail = if refusal.pointer.is_empty() {
            refusal.detail
        } else {
            format!("{}: {}", refusal.pointer, refusal.detail)
        };
        Self {
            id: waiting.id,
            at: waiting.at,
            source: waiting.source.to_string(),
            reason: refusal.reason.code(),
            detail,
            advice: refusal.reason.advice(),
            body: serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())),
        }
    }
}

/// Lists what was refused and waits to be mended, the newest first.
#[utoipa::path(get, path = "/intake/quarantine", tag = "intake", params(Paging),
    responses((status = 200, body = Page<RefusedBody>)))]
pub(super) async fn quarantine(
    State(importer): State<Importer>,
    caller: Caller<IntakeRead>,
    paging: Paging,
) -> Answer<Json<Page<RefusedBody>>> {
    let (after, limit) = (paging.after()?, paging.limit);
    let look = move |tx: &mut store::Tx<'_>| {
        Ok::<_, Error>((rows::list(tx, after, limit as i64 + 1)?, rows::count(tx)?))
    };
    let (found, total) = importer.house.store.read(caller.scope(), look).await?;
    let page = Page::cut(found, limit, |waiting| waiting.id).with_total(total);
    Ok(Json(page.map(RefusedBody::from)))
}

/// What to send again.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ReplayRequest {
    /// The mended call; absent, as it came.
    body: Option<Value>,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Replayed)]
pub(super) struct ReplayedBody {
    /// `taken`, `duplicate` or `quarantined`.
    outcome: &'static str,
    reason: Option<&'static str>,
    detail: Option<String>,
}

/// Reads a refused item again, mended or as it came, and takes it in if it passes now.
#[utoipa::path(post, path = "/intake/quarantine/{id}/replay", tag = "intake",
    params(("id" = String, Path)), request_body = ReplayRequest,
    responses((status = 200, body = ReplayedBody)))]
pub(super) async fn replay(
    State(importer): State<Importer>,
    caller: Caller<IntakeWrite>,
    Path(id): Path<QuarantineId>,
    Json(body): Json<Option<ReplayRequest>>,
) -> Answer<Json<ReplayedBody>> {
    let store = &importer.house.store;
    let (shop, ledger) = (store.shop(), importer.ledger.clone());
    let body = body.and_then(|request| request.body).map(|body| body.to_string());
    let verb = move |tx: &mut store::Tx<'_>| replay_verb(tx, &ledger, &shop, id, body);
    let outcome = store.write(caller.scope(), verb).await?;
    let (reason, detail) = match &outcome {
        Outcome::Quarantined(refusal) => {
            (Some(refusal.reason.code()), Some(refusal.detail.clone()))
        }
        Outcome::Taken | Outcome::Duplicate => (None, None),
    };
    Ok(Json(ReplayedBody { outcome: outcome.as_str(), reason, detail }))
}

/// Drops a refused item.
#[utoipa::path(delete, path = "/intake/quarantine/{id}", tag = "intake",
    params(("id" = String, Path)), responses((status = 204)))]
pub(super) async fn drop_refused(
    State(importer): State<Importer>,
    caller: Caller<IntakeWrite>,
    Path(id): Path<QuarantineId>,
) -> Answer<StatusCode> {
    let verb = move |tx: &mut store::Tx<'_>| rows::remove(tx, id);
    if importer.house.store.write(caller.scope(), verb).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found())
    }
}

/// A reason for which something can be refused.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RefusalReason)]
pub(super) struct ReasonBody {
    reason: &'static str,
    title: &'static str,
    advice: &'static str,
}

/// Lists every reason for which something can be refused.
#[utoipa::path(get, path = "/intake/reasons", tag = "intake",
    responses((status = 200, body = Page<ReasonBody>)))]
pub(super) async fn reasons(_: Caller<IntakeRead>) -> Answer<Json<Page<ReasonBody>>> {
    let body = |reason: &Reason| ReasonBody {
        reason: reason.code(),
        title: reason.title(),
        advice: reason.advice(),
    };
    Ok(Json(Page::whole(Reason::ALL.iter().map(body).collect())))
}
