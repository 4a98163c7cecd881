//! Lists of customers, as pages and as a file, and a customer's page.

use super::Room;
use super::wire::{
    ConsentView, CustomerView, Field, IdentityView, ProfileView, SegmentView, SuppressedView,
    SuspectView, Word,
};
use crate::{CustomerRow, Error, Identity, Listing, Sheet, Sort, summary};
use access::{Caller, CustomersRead, Export};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base::{CustomerId, SegmentId};
use ledger::SubjectId;
use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use store::{Scope, Tx};
use utoipa::IntoParams;
use web::{Answer, Page, Paging, Path, Problem, Query};

/// Which customers, in which order.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Beginnings of names, an email or a phone number.
    q: Option<String>,
    /// Members of this saved segment.
    segment: Option<String>,
    /// Members of this segment text.
    text: Option<String>,
    /// `-created_at`, `-last_order_at`, `-spent`, `-orders` or `name`; a minus is greatest first.
    sort: Option<String>,
}

impl Which {
    fn listing(self, room: &Room, after: Option<(Json, CustomerId)>) -> Answer<Listing> {
        let text = self.sort.as_deref().unwrap_or("-created_at");
        let (descending, name) = match text.strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, text),
        };
        let sort = match name {
            "created_at" => Sort::Since,
            "last_order_at" => Sort::LastOrder,
            "spent" => Sort::Spent,
            "orders" => Sort::Orders,
            "name" => Sort::Name,
            _ => return Err(Problem::invalid("?sort", "no list is sorted by that")),
        };
        let segment = self.segment.filter(|id| !id.is_empty()).map(|id| SegmentId::parse(&id));
        Ok(Listing {
            typed: self.q.filter(|q| !q.trim().is_empty()),
            segment: segment.transpose().map_err(|_| Problem::not_found())?,
            sort,
            descending,
            after,
            limit: STRIDE,
            country: room.house.store.shop().country.clone(),
        })
    }
}

/// Rows that are read at once while a list is filtered.
const STRIDE: i64 = 500;
/// Strides that one page may take; a filter that matches next to nobody ends with a cursor.
const STRIDES_MAX: usize = 400;

type Keyed = (CustomerRow, Json);

/// Reads until `limit` rows pass the filter or the list ends.
fn filtered(
    tx: &mut Tx<'_>,
    mut listing: Listing,
    filter: Option<&HashSet<CustomerId>>,
    limit: usize,
) -> Result<Vec<Keyed>, Error> {
    let mut found = Vec::new();
    if filter.is_none() {
        listing.limit = i64::try_from(limit).unwrap_or(STRIDE);
    }
    for _ in 0..STRIDES_MAX {
        let page = crate::list(tx, &listing)?;
        let last = page.last().map(|(row, key)| (key.clone(), row.id));
        let whole = page.len() as i64 == listing.limit;
        found
            .extend(page.into_iter().filter(|(row, _)| filter.is_none_or(|f| f.contains(&row.id))));
        if found.len() >= limit || !whole {
            break;
        }
        listing.after = last;
    }
    found.truncate(limit);
    Ok(found)
}

async fn rows(
    room: &Room,
    scope: &Scope,
    which: Which,
    after: Option<(Json, CustomerId)>,
    limit: usize,
) -> Answer<Vec<Keyed>> {
    let matching: Option<Arc<HashSet<CustomerId>>> = match which.text.clone() {
        Some(text) if !text.trim().is_empty() => Some(room.lens.matching(text).await?),
        _ => None,
    };
    let listing = which.listing(room, after)?;
    let found =
        room.house.store.read(scope, move |tx| filtered(tx, listing, matching.as_deref(), limit));
    Ok(found.await?)
}

/// Lists customers.
#[utoipa::path(get, path = "/customers", params(Which, Paging), tag = "customers",
    responses((status = 200, body = Page<CustomerView>)))]
pub(crate) async fn list(
    State(room): State<Room>,
    caller: Caller<CustomersRead>,
    Query(which): Query<Which>,
    paging: Paging,
) -> Answer<axum::Json<Page<CustomerView>>> {
    let everybody = which.q.is_none() && which.segment.is_none() && which.text.is_none();
    let found = rows(&room, caller.scope(), which, paging.after()?, paging.limit + 1).await?;
    let ids = found.iter().map(|(row, _)| row.id).collect();
    let mut groups = room.lens.rfm_groups(ids).await?;
    let page = Page::cut(found, paging.limit, |(row, key)| (key.clone(), row.id));
    let mut page = page.map(|(row, _)| {
        let group = groups.remove(&row.id);
        CustomerView::new(row, group)
    });
    if everybody {
        page = page.with_total(room.house.store.read(caller.scope(), crate::count).await?);
    }
    Ok(axum::Json(page))
}

/// Most rows of one file; more are taken out in parts, by segment.
const EXPORT_MAX: usize = 1_000_000;

/// Takes a list of customers out as CSV.
#[utoipa::path(get, path = "/customers.csv", params(Which), tag = "customers",
    responses((status = 200, body = String, content_type = "text/csv")))]
pub(crate) async fn export(
    State(room): State<Room>,
    caller: Caller<Export>,
    Query(which): Query<Which>,
) -> Answer<Response> {
    let found = rows(&room, caller.scope(), which, None, EXPORT_MAX).await?;
    let rows: Vec<CustomerRow> = found.into_iter().map(|(row, _)| row).collect();
    let ids: Vec<CustomerId> = rows.iter().map(|row| row.id).collect();
    let shop_ids = room.house.store.read(caller.scope(), move |tx| crate::shop_ids(tx, &ids));
    let file = super::csv::customers(&rows, &shop_ids.await?)?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"customers.csv\""),
    ];
    Ok((headers, file).into_response())
}

/// A customer's page: everything but her story.
#[utoipa::path(get, path = "/customers/{id}", params(("id" = String, Path)), tag = "customers",
    responses((status = 200, body = ProfileView)))]
pub(crate) async fn get(
    State(room): State<Room>,
    caller: Caller<CustomersRead>,
    Path(id): Path<CustomerId>,
) -> Answer<axum::Json<ProfileView>> {
    Ok(axum::Json(profile(&room, caller.scope(), id).await?))
}

/// Reads the page of a customer, wherever a merge has taken her.
pub(super) async fn profile(room: &Room, scope: &Scope, id: CustomerId) -> Answer<ProfileView> {
    let mut page = room.house.store.read(scope, move |tx| read(tx, id)).await?;
    let id = CustomerId::parse(&page.row.id).map_err(Problem::internal)?;
    let segments = room.lens.segments_of(id).await?;
    page.segments = segments
        .into_iter()
        .map(|segment| SegmentView {
            id: segment.id.to_string(),
            name: segment.name,
            since: segment.since.to_string(),
            why: segment.why,
        })
        .collect();
    let emails = page.identities.iter().filter(|identity| identity.space == "email");
    let points = emails.map(|identity| SubjectId(identity.subject)).collect();
    let suppressed = room.reach.suppressed(points).await?;
    page.suppressed = suppressed
        .into_iter()
        .map(|row| SuppressedView {
            point: row.point.reveal().to_owned(),
            reason: row.reason,
            at: row.at.to_string(),
            source: row.source,
        })
        .collect();
    page.row.rfm_group = room.lens.rfm_groups(vec![id]).await?.remove(&id);
    Ok(page)
}

fn read(tx: &mut Tx<'_>, id: CustomerId) -> Result<ProfileView, Error> {
    let row = crate::get(tx, id)?;
    let id = row.id;
    let identities = crate::identities(tx, id)?;
    let subjects: Vec<SubjectId> = identities.iter().map(|identity| identity.subject).collect();
    let mut suspected = Vec::new();
    for suspect in crate::suspects(tx, id)? {
        if let Some(other) = crate::find(tx, suspect.customer)? {
            suspected.push(SuspectView {
                id: other.id.to_string(),
                name: other.name().reveal().to_owned(),
                reason: suspect.reason,
            });
        }
    }
    let consents = crate::consents(tx, id)?.into_iter().map(|consent| ConsentView {
        channel: consent.channel.as_str(),
        point: consent.point.reveal().to_owned(),
        topic: consent.topic,
        state: consent.state.as_str(),
        at: consent.at.to_string(),
        evidence: consent.evidence,
        source: consent.source,
    });
    Ok(ProfileView {
        fields: fields_of(&crate::sheet(tx, id)?, &identities),
        consents: consents.collect(),
        suppressed: Vec::new(),
        summary: summary::of(tx, &row, &subjects)?,
        notes: super::notes::of(tx, &subjects)?,
        row: CustomerView::new(row, None),
        identities: identity_views(identities),
        segments: Vec::new(),
        suspected,
    })
}

pub(super) fn fields_of(sheet: &Sheet, identities: &[Identity]) -> Vec<Field> {
    // Emails and phones are kept as numbers of identifiers; here they are shown.
    let values: HashMap<i64, &str> =
        identities.iter().map(|i| (i.subject.0, i.value.reveal())).collect();
    let show = |field: &str, fact| {
        let mut word = Word::new(field, fact);
        if let ("email" | "phone", Some(number)) = (field, word.value.as_i64()) {
            word.value = values.get(&number).map_or(Json::Null, |value| (*value).into());
        }
        word
    };
    let mut fields = Vec::new();
    for (name, facts) in sheet.fields() {
        let mut words = facts.into_iter().map(|fact| show(name, fact));
        let Some(Word { value, provenance }) = words.next() else { continue };
        fields.push(Field { name: name.to_owned(), value, provenance, others: words.collect() });
    }
    fields
}

fn identity_views(identities: Vec<Identity>) -> Vec<IdentityView> {
    let alone = identities.len() == 1;
    identities
        .into_iter()
        .map(|identity| IdentityView {
            subject: identity.subject.0,
            space: identity.space.to_text(),
            value: identity.value.reveal().to_owned(),
            source: identity.source,
            since: identity.since.to_string(),
            linked_by: identity.reason,
            can_detach: !alone,
        })
        .collect()
}
