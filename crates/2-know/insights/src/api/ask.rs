//! Sentences that are asked and not saved.

use super::Room;
use super::wire::{Count, Member, Preview, Question, Vocabulary, asked, moment};
use crate::language::print;
use crate::{Asked, Error, Insights, conditions};
use access::{Caller, CustomersRead, SegmentsRead};
use axum::extract::State;
use base::{CustomerId, Instant, SegmentId};
use book::CustomerView;
use std::collections::HashMap;
use std::sync::Arc;
use store::Scope;
use web::{Answer, Json};

/// Counts the customers for whom a sentence holds.
#[utoipa::path(post, path = "/segments/count", request_body = Question, tag = "segments",
    responses((status = 200, body = Count)))]
pub(crate) async fn count(
    State(room): State<Room>,
    _caller: Caller<SegmentsRead>,
    Json(question): Json<Question>,
) -> Answer<Json<Count>> {
    let at = moment(question.as_of.as_deref(), &room.insights)?;
    let asked = asked(question.text.as_deref(), question.tree)?;
    Ok(Json(room.apart(move |insights| counted(insights, &asked, at)).await?))
}

fn counted(insights: &Insights, asked: &Asked, at: Option<Instant>) -> Result<Count, Error> {
    let terms = insights.terms(at);
    let start = insights.now();
    let size = insights.count(asked, Some(terms.at))?;
    Ok(Count {
        count: size.count,
        of: size.of,
        took_us: insights.now().since(start).as_micros() as u64,
        as_of: terms.at.to_string(),
        tree: asked.as_tree().clone(),
        text: print(asked.as_tree()),
    })
}

/// Members that a preview shows when nobody says how many.
const PREVIEW: usize = 10;
const PREVIEW_MAX: usize = 100;

/// Counts, and shows some of those for whom it holds with the reason.
#[utoipa::path(post, path = "/segments/preview", request_body = Question, tag = "segments",
    responses((status = 200, body = Preview)))]
pub(crate) async fn preview(
    State(room): State<Room>,
    _segments: Caller<SegmentsRead>,
    caller: Caller<CustomersRead>,
    Json(question): Json<Question>,
) -> Answer<Json<Preview>> {
    let at = moment(question.as_of.as_deref(), &room.insights)?;
    let limit = question.limit.unwrap_or(PREVIEW).min(PREVIEW_MAX);
    let asked = Arc::new(asked(question.text.as_deref(), question.tree)?);
    let same = asked.clone();
    let (count, ids) = room
        .apart(move |insights| {
            let count = counted(insights, &same, at)?;
            Ok((count, insights.find(&same, at)?.page(None, limit)))
        })
        .await?;
    let members = members(&room, caller.scope(), (asked, at, None), ids).await?;
    Ok(Json(Preview { count, members }))
}

/// What the visual builder offers.
#[utoipa::path(get, path = "/segments/vocabulary", tag = "segments",
    responses((status = 200, body = Vocabulary)))]
pub(crate) async fn vocabulary(
    State(room): State<Room>,
    _caller: Caller<SegmentsRead>,
) -> Answer<Json<Vocabulary>> {
    let columns = room.insights.columns();
    let conditions = conditions::ALL.iter().flat_map(|one| one.entries(columns.names())).collect();
    Ok(Json(Vocabulary { conditions }))
}

/// A sentence, its moment, and the saved segment that it defines.
type Of = (Arc<Asked>, Option<Instant>, Option<SegmentId>);

/// Shows customers as members, each with the reason.
pub(super) async fn members(
    room: &Room,
    scope: &Scope,
    (asked, at, segment): Of,
    ids: Vec<CustomerId>,
) -> Answer<Vec<Member>> {
    let named = ids.clone();
    let (whys, groups) = room
        .apart(move |insights| {
            let (columns, plan) = insights.plan(&asked, at)?;
            Ok((columns.whys(&plan, &named), insights.groups(&named)))
        })
        .await?;
    let wanted = ids.clone();
    let (rows, since) = room
        .house
        .store
        .read(scope, move |tx| {
            let mut rows = HashMap::new();
            for id in &wanted {
                rows.extend(book::find(tx, *id)?.map(|row| (*id, row)));
            }
            let since = match segment {
                Some(segment) => crate::rows::members::since(tx, segment, &wanted)?,
                None => HashMap::new(),
            };
            Ok::<_, Error>((rows, since))
        })
        .await?;
    let (mut rows, mut groups) = (rows, groups);
    let member = |(id, why): (CustomerId, String)| {
        let customer = CustomerView::new(rows.remove(&id)?, groups.remove(&id));
        Some(Member { customer, why, since: since.get(&id).map(ToString::to_string) })
    };
    Ok(ids.into_iter().zip(whys).filter_map(member).collect())
}
