//! Saved segments.

use super::Room;
use super::ask;
use super::wire::{DraftBody, History, Member, Point, Segment, asked};
use crate::{Asked, Draft, Error};
use access::{Caller, CustomersRead, SegmentsRead, SegmentsWrite};
use axum::extract::State;
use axum::http::StatusCode;
use base::{CustomerId, SegmentId};
use std::sync::Arc;
use web::{Answer, Json, Page, Paging, Path};

/// Lists all segments by name.
#[utoipa::path(get, path = "/segments", tag = "segments",
    responses((status = 200, body = Page<Segment>)))]
pub(crate) async fn list(
    State(room): State<Room>,
    _caller: Caller<SegmentsRead>,
) -> Answer<Json<Page<Segment>>> {
    let all = room.apart(|insights| {
        let saved = insights.segments();
        Ok(saved.iter().map(|saved| Segment::new(insights, saved.clone())).collect())
    });
    let all: Vec<Segment> = all.await?;
    let n = all.len() as i64;
    Ok(Json(Page::whole(all).with_total(n)))
}

fn draft(body: DraftBody) -> Answer<Draft> {
    let asked = asked(body.text.as_deref(), body.tree)?;
    Ok(Draft { name: body.name, description: body.description, asked })
}

/// Makes a segment. Who is in it is written before the answer, or within a minute when that fails;
/// nobody is told of it as an entry.
#[utoipa::path(post, path = "/segments", request_body = DraftBody, tag = "segments",
    responses((status = 201, body = Segment)))]
pub(crate) async fn create(
    State(room): State<Room>,
    caller: Caller<SegmentsWrite>,
    Json(body): Json<DraftBody>,
) -> Answer<(StatusCode, Json<Segment>)> {
    let (draft, scope) = (draft(body)?, caller.scope().clone());
    let made = room.apart(move |insights| {
        let saved = insights.save(&scope, None, draft)?;
        Ok(Segment::new(insights, saved))
    });
    Ok((StatusCode::CREATED, Json(made.await?)))
}

/// Shows a segment.
#[utoipa::path(get, path = "/segments/{id}", params(("id" = String, Path)), tag = "segments",
    responses((status = 200, body = Segment)))]
pub(crate) async fn get(
    State(room): State<Room>,
    _caller: Caller<SegmentsRead>,
    Path(id): Path<SegmentId>,
) -> Answer<Json<Segment>> {
    let shown = room.apart(move |insights| {
        Ok(Segment::new(insights, insights.segment(id).ok_or(Error::NoSegment)?))
    });
    Ok(Json(shown.await?))
}

/// Changes a segment: name, description and definition as a whole.
#[utoipa::path(put, path = "/segments/{id}", params(("id" = String, Path)), tag = "segments",
    request_body = DraftBody, responses((status = 200, body = Segment)))]
pub(crate) async fn change(
    State(room): State<Room>,
    caller: Caller<SegmentsWrite>,
    Path(id): Path<SegmentId>,
    Json(body): Json<DraftBody>,
) -> Answer<Json<Segment>> {
    let (draft, scope) = (draft(body)?, caller.scope().clone());
    let changed = room.apart(move |insights| {
        let saved = insights.save(&scope, Some(id), draft)?;
        Ok(Segment::new(insights, saved))
    });
    Ok(Json(changed.await?))
}

/// Takes a segment out; its customers stay.
#[utoipa::path(delete, path = "/segments/{id}", params(("id" = String, Path)), tag = "segments",
    responses((status = 204)))]
pub(crate) async fn delete(
    State(room): State<Room>,
    caller: Caller<SegmentsWrite>,
    Path(id): Path<SegmentId>,
) -> Answer<StatusCode> {
    let scope = caller.scope().clone();
    room.apart(move |insights| insights.delete(&scope, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists who is in a segment, each with the reason.
#[utoipa::path(get, path = "/segments/{id}/members", params(("id" = String, Path), Paging),
    tag = "segments", responses((status = 200, body = Page<Member>)))]
pub(crate) async fn members(
    State(room): State<Room>,
    _segments: Caller<SegmentsRead>,
    caller: Caller<CustomersRead>,
    Path(id): Path<SegmentId>,
    paging: Paging,
) -> Answer<Json<Page<Member>>> {
    let after: Option<CustomerId> = paging.after()?;
    let limit = paging.limit;
    let (asked, total, ids) = room
        .apart(move |insights| {
            let saved = insights.segment(id).ok_or(Error::NoSegment)?;
            let asked = Arc::new(Asked::tree(saved.tree));
            let found = insights.find(&asked, None)?;
            Ok((asked, found.count(), found.page(after, limit + 1)))
        })
        .await?;
    let page = Page::cut(ids, limit, |id| *id);
    let Page { items, next, .. } = page;
    let items = ask::members(&room, caller.scope(), (asked, None, Some(id)), items).await?;
    Ok(Json(Page { items, next, total: Some(total as i64) }))
}

/// Shows how a segment's size moved over the last twelve weeks.
#[utoipa::path(get, path = "/segments/{id}/history", params(("id" = String, Path)),
    tag = "segments", responses((status = 200, body = History)))]
pub(crate) async fn history(
    State(room): State<Room>,
    _caller: Caller<SegmentsRead>,
    Path(id): Path<SegmentId>,
) -> Answer<Json<History>> {
    let trend =
        room.apart(move |insights| insights.trend(&insights.segment(id).ok_or(Error::NoSegment)?));
    let points = trend.await?.points.clone().into_iter();
    let point = |(at, count): (base::Instant, u64)| Point { at: at.to_string(), count };
    Ok(Json(History { points: points.map(point).collect() }))
}
