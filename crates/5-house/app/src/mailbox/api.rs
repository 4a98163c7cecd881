//! The mailbox over HTTP. Only the demo has one; any other house knows no such address.

use super::Mailbox;
use super::kept::Mail;
use super::letter;
use access::{Caller, SignedIn};
use axum::extract::{FromRef, State};
use base::Instant;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use web::{Answer, House, Json, Page, Paging, Path, Problem, Query, Routes};

const PREFIX: &str = "mail_";

/// What the handlers here get.
#[derive(Debug, Clone, FromRef)]
pub(crate) struct Room {
    house: House,
    mailbox: Mailbox,
}

/// The routes of the mailbox.
pub(crate) fn routes(house: House, mailbox: Mailbox) -> Routes {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(get))
        .with_state(Room { house, mailbox })
}

/// A mail in the list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MailboxRow {
    id: String,
    #[schema(value_type = String)]
    at: Instant,
    to: String,
    from: String,
    subject: String,
}

/// A mail. Its HTML is as it came: show it in a frame that runs nothing.
#[derive(Serialize, ToSchema)]
#[schema(as = Mail)]
pub(crate) struct MailView {
    #[serde(flatten)]
    row: MailboxRow,
    /// Empty when it has none. Parts over 2 MiB are cut.
    html: String,
    /// Empty when it has none.
    text: String,
    /// Name and value of each header, in their order.
    #[schema(value_type = Vec<Vec<String>>)]
    headers: Vec<(String, String)>,
    /// The mail as it came over the wire.
    raw: String,
}

/// Which mails.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// A part of the sender, the recipient or the subject.
    #[serde(default)]
    q: Option<String>,
}

impl MailboxRow {
    fn of(mail: &Mail) -> Self {
        let letter::Heading { from, to, subject } = mail.heading.clone();
        Self { id: format!("{PREFIX}{:x}", mail.number), at: mail.at, to, from, subject }
    }
}

/// Lists the mails that the demo has sent, the newest first.
#[utoipa::path(get, path = "/mailbox", tag = "demo", params(Asked, Paging),
    responses((status = 200, body = Page<MailboxRow>)))]
pub(crate) async fn list(
    State(room): State<Room>,
    _: Caller<SignedIn>,
    Query(asked): Query<Asked>,
    paging: Paging,
) -> Answer<Json<Page<MailboxRow>>> {
    room.is_open()?;
    let (before, limit) = (paging.after::<u64>()?, paging.limit);
    let wanted = asked.q.unwrap_or_default();
    let mails = room.mailbox.list(&wanted, before, limit + 1);
    let page = Page::cut(mails, limit, |mail: &Arc<Mail>| mail.number);
    let page = page.map(|mail| MailboxRow::of(&mail));
    let is_all = wanted.trim().is_empty();
    let n_all = i64::try_from(room.mailbox.count()).unwrap_or(i64::MAX);
    Ok(Json(if is_all { page.with_total(n_all) } else { page }))
}

/// Shows one mail.
#[utoipa::path(get, path = "/mailbox/{id}", tag = "demo",
    params(("id" = String, Path, description = "The mail")),
    responses((status = 200, body = MailView)))]
pub(crate) async fn get(
    State(room): State<Room>,
    _: Caller<SignedIn>,
    Path(id): Path<String>,
) -> Answer<Json<MailView>> {
    room.is_open()?;
    let number = id.strip_prefix(PREFIX).and_then(|text| u64::from_str_radix(text, 16).ok());
    let mail = number.and_then(|number| room.mailbox.find(number));
    let mail = mail.ok_or_else(Problem::not_found)?;
    // A large mail takes a while to read.
    let read = move || (MailboxRow::of(&mail), letter::content(&mail.bytes));
    let (row, content) = tokio::task::spawn_blocking(read).await.map_err(Problem::internal)?;
    let letter::Content { html, text, headers, raw } = content;
    Ok(Json(MailView { row, html, text, headers, raw }))
}

impl Room {
    fn is_open(&self) -> Answer<()> {
        if self.house.demo { Ok(()) } else { Err(Problem::not_found()) }
    }
}
