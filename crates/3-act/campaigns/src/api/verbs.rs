//! Making, changing, sending and calling off.

use super::wire::{CampaignDraft, CampaignName, CampaignView, checked_name};
use crate::model::{Campaign, State};
use crate::results::{Attributed, attributed};
use crate::{Campaigns, Error};
use access::{Caller, CampaignsRead, CampaignsSend, CampaignsWrite};
use axum::extract::State as Given;
use axum::http::StatusCode;
use axum::response::Response;
use base::{CampaignId, Instant};
use dispatch::results::{Figures, figures};
use serde::Deserialize;
use store::Tx;
use utoipa::ToSchema;
use web::{Answer, Json, Keyed, Page, Paging, Path, Problem};

/// Figures of a campaign that anybody may have got.
pub(super) fn became(
    tx: &mut Tx<'_>,
    campaign: &Campaign,
) -> Result<Option<(Figures, Attributed)>, Error> {
    if matches!(campaign.state, State::Draft | State::Scheduled) {
        return Ok(None);
    }
    Ok(Some((figures(tx, campaign.id.into())?, attributed(tx, campaign.id)?)))
}

fn shown(tx: &mut Tx<'_>, campaign: Campaign) -> Result<CampaignView, Error> {
    let became = became(tx, &campaign)?;
    Ok(CampaignView::new(campaign, became))
}

pub(super) fn id(text: &str) -> Result<CampaignId, Problem> {
    CampaignId::parse(text).map_err(|_| Problem::not_found())
}

/// Lists campaigns, the latest change first.
#[utoipa::path(get, path = "/campaigns", tag = "messages", params(Paging),
    responses((status = 200, body = Page<CampaignView>)))]
pub(crate) async fn list(
    Given(campaigns): Given<Campaigns>,
    caller: Caller<CampaignsRead>,
    paging: Paging,
) -> Answer<Json<Page<CampaignView>>> {
    let (after, limit) = (paging.after::<(i64, CampaignId)>()?, paging.limit);
    let after = after.map(|(at, id)| (Instant::from_micros(at), id));
    let wanted = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let look = move |tx: &mut Tx<'_>| {
        let mut rows = Vec::new();
        for campaign in crate::list(tx, after, wanted)? {
            let key = (campaign.updated_at.as_micros(), campaign.id);
            rows.push((key, shown(tx, campaign)?));
        }
        Ok::<_, Error>(rows)
    };
    let rows = campaigns.store().read(caller.scope(), look).await?;
    Ok(Json(Page::cut(rows, limit, |(key, _)| *key).map(|(_, campaign)| campaign)))
}

/// Begins a draft.
#[utoipa::path(post, path = "/campaigns", tag = "messages", request_body = CampaignName,
    responses((status = 201, body = CampaignView)))]
pub(crate) async fn create(
    Given(campaigns): Given<Campaigns>,
    caller: Caller<CampaignsWrite>,
    keyed: Keyed<CampaignName>,
) -> Answer<Response> {
    let verb = |tx: &mut Tx<'_>, draft: CampaignName| {
        let name = checked_name(draft.name).map_err(Error::Audience)?;
        let campaign = crate::create(tx, &name)?;
        shown(tx, campaign)
    };
    keyed.write(campaigns.store(), caller.scope(), StatusCode::CREATED, verb).await
}

/// Shows a campaign.
#[utoipa::path(get, path = "/campaigns/{id}", tag = "messages",
    params(("id" = String, Path, description = "The campaign")),
    responses((status = 200, body = CampaignView)))]
pub(crate) async fn get(
    Given(campaigns): Given<Campaigns>,
    caller: Caller<CampaignsRead>,
    Path(text): Path<String>,
) -> Answer<Json<CampaignView>> {
    let id = id(&text)?;
    let look = move |tx: &mut Tx<'_>| {
        let campaign = crate::get(tx, id)?;
        shown(tx, campaign)
    };
    Ok(Json(campaigns.store().read(caller.scope(), look).await?))
}

/// Changes a draft.
#[utoipa::path(put, path = "/campaigns/{id}", tag = "messages", request_body = CampaignDraft,
    params(("id" = String, Path, description = "The campaign")),
    responses((status = 200, body = CampaignView)))]
pub(crate) async fn put(
    Given(campaigns): Given<Campaigns>,
    caller: Caller<CampaignsWrite>,
    Path(text): Path<String>,
    Json(draft): Json<CampaignDraft>,
) -> Answer<Json<CampaignView>> {
    let id = id(&text)?;
    let (content, audience) = draft.checked()?;
    let verb = move |tx: &mut Tx<'_>| {
        let campaign = crate::change(tx, id, content, audience)?;
        shown(tx, campaign)
    };
    Ok(Json(campaigns.store().write(caller.scope(), verb).await?))
}

/// Takes a draft away.
#[utoipa::path(delete, path = "/campaigns/{id}", tag = "messages",
    params(("id" = String, Path, description = "The campaign")),
    responses((status = 204)))]
pub(crate) async fn remove(
    Given(campaigns): Given<Campaigns>,
    caller: Caller<CampaignsWrite>,
    Path(text): Path<String>,
) -> Answer<StatusCode> {
    let id = id(&text)?;
    campaigns.store().write(caller.scope(), move |tx| crate::remove(tx, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a fresh draft of it.
#[utoipa::path(post, path = "/campaigns/{id}/duplicate", tag = "messages",
    params(("id" = String, Path, description = "The campaign")),
    responses((status = 201, body = CampaignView)))]
pub(crate) async fn duplicate(
    Given(campaigns): Given<Campaigns>,
    caller: Caller<CampaignsWrite>,
    Path(text): Path<String>,
) -> Answer<(StatusCode, Json<CampaignView>)> {
    let id = id(&text)?;
    let verb = move |tx: &mut Tx<'_>| {
        let campaign = crate::duplicate(tx, id)?;
        shown(tx, campaign)
    };
    let copy = campaigns.store().write(caller.scope(), verb).await?;
    Ok((StatusCode::CREATED, Json(copy)))
}

/// Makes sure that nothing stands against sending a draft.
async fn ready(
    campaigns: &Campaigns,
    caller: &Caller<CampaignsSend>,
    id: CampaignId,
) -> Result<(), Problem> {
    let find = move |tx: &mut Tx<'_>| crate::get(tx, id);
    let campaign = campaigns.store().read(caller.scope(), find).await?;
    // What is no draft any more is refused for that, whatever it says.
    if campaign.state != State::Draft {
        return Ok(());
    }
    let problems = campaigns.problems(caller.scope(), &campaign).await?;
    if problems.is_empty() { Ok(()) } else { Err(Error::NotReady(problems).into()) }
}

/// Sends it now.
#[utoipa::path(post, path = "/campaigns/{id}/send", tag = "messages",
    params(("id" = String, Path, description = "The campaign")),
    responses((status = 200, body = CampaignView)))]
pub(crate) async fn send(
    Given(campaigns): Given<Campaigns>,
    caller: Caller<CampaignsSend>,
    Path(text): Path<String>,
) -> Answer<Json<CampaignView>> {
    let id = id(&text)?;
    ready(&campaigns, &caller, id).await?;
    let verb = move |tx: &mut Tx<'_>| {
        let campaign = crate::send(tx, id, None)?;
        shown(tx, campaign)
    };
    Ok(Json(campaigns.store().write(caller.scope(), verb).await?))
}

/// When it goes out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Schedule {
    #[schema(value_type = String)]
    at: Instant,
}

/// Sends it later.
#[utoipa::path(post, path = "/campaigns/{id}/schedule", tag = "messages", request_body = Schedule,
    params(("id" = String, Path, description = "The campaign")),
    responses((status = 200, body = CampaignView)))]
pub(crate) async fn schedule(
    Given(campaigns): Given<Campaigns>,
    caller: Caller<CampaignsSend>,
    Path(text): Path<String>,
    Json(schedule): Json<Schedule>,
) -> Answer<Json<CampaignView>> {
    let id = id(&text)?;
    let now = campaigns.store().clock().now();
    if schedule.at <= now {
        return Err(Problem::invalid("/at", "a time in the future"));
    }
    ready(&campaigns, &caller, id).await?;
    let verb = move |tx: &mut Tx<'_>| {
        let campaign = crate::send(tx, id, Some(schedule.at))?;
        shown(tx, campaign)
    };
    Ok(Json(campaigns.store().write(caller.scope(), verb).await?))
}

/// Calls it off.
#[utoipa::path(post, path = "/campaigns/{id}/cancel", tag = "messages",
    params(("id" = String, Path, description = "The campaign")),
    responses((status = 200, body = CampaignView)))]
pub(crate) async fn cancel(
    Given(campaigns): Given<Campaigns>,
    caller: Caller<CampaignsSend>,
    Path(text): Path<String>,
) -> Answer<Json<CampaignView>> {
    let id = id(&text)?;
    let verb = move |tx: &mut Tx<'_>| {
        let campaign = crate::cancel(tx, id)?;
        shown(tx, campaign)
    };
    Ok(Json(campaigns.store().write(caller.scope(), verb).await?))
}
