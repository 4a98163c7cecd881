//! Two customers who are one, and identifiers that are somebody else's, by the word of a person of
//! the shop.

use super::Room;
use super::customers::fields_of;
use super::edit::{Whom, append, by_hand, lead_of, take_apart};
use super::wire::Field;
use crate::Error;
use access::{Caller, CustomersRead, CustomersWrite};
use axum::extract::State;
use base::{Body, CustomerId, Identifiers, Link};
use ledger::SubjectId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, Json, Path, Problem, Query};

/// Which identifier is not hers.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Detach {
    subject: i64,
}

/// The customer that the identifier belongs to now; none for a visitor.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Detached {
    customer: Option<String>,
}

/// Takes an identifier away from a customer; what it brought goes with it.
#[utoipa::path(post, path = "/customers/{id}/detach", params(("id" = String, Path)),
    request_body = Detach, tag = "customers", responses((status = 200, body = Detached)))]
pub(crate) async fn detach(
    State(room): State<Room>,
    caller: Caller<CustomersWrite>,
    Path(id): Path<CustomerId>,
    Json(detach): Json<Detach>,
) -> Answer<Json<Detached>> {
    let away = SubjectId(detach.subject);
    let ledger = room.ledger.clone();
    let customer = room.house.store.write(caller.scope(), move |tx| {
        let id = crate::get(tx, id)?.id;
        if crate::customer_of(tx, away)? != Some(id) {
            return Err(Error::NoCustomer);
        }
        take_apart(tx, &ledger, away)?;
        crate::customer_of(tx, away)
    });
    Ok(Json(Detached { customer: customer.await?.map(|id| id.to_string()) }))
}

/// What two customers would be as one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Joined {
    /// Every field, with the word that would hold first and the others behind it.
    fields: Vec<Field>,
}

/// Shows what two customers would be as one; changes nothing.
#[utoipa::path(get, path = "/customers/{id}/merge", tag = "customers",
    params(("id" = String, Path), ("other" = String, Query)),
    responses((status = 200, body = Joined)))]
pub(crate) async fn preview(
    State(room): State<Room>,
    caller: Caller<CustomersRead>,
    Path(id): Path<CustomerId>,
    Query(merge): Query<Merge>,
) -> Answer<Json<Joined>> {
    let other = merge.other()?;
    let fields = room.house.store.read(caller.scope(), move |tx| {
        let (id, other) = (crate::get(tx, id)?.id, crate::get(tx, other)?.id);
        let mut sheet = crate::sheet(tx, id)?;
        sheet.merge(&crate::sheet(tx, other)?);
        let identities = [crate::identities(tx, id)?, crate::identities(tx, other)?].concat();
        Ok::<_, Error>(fields_of(&sheet, &identities))
    });
    Ok(Json(Joined { fields: fields.await? }))
}

/// With whom.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Merge {
    other: String,
}

impl Merge {
    fn other(&self) -> Answer<CustomerId> {
        CustomerId::parse(&self.other).map_err(|_| Problem::invalid("/other", "not a customer"))
    }
}

/// Makes two customers one. It can be taken back.
#[utoipa::path(post, path = "/customers/{id}/merge", params(("id" = String, Path)),
    request_body = Merge, tag = "customers", responses((status = 200, body = Whom)))]
pub(crate) async fn merge(
    State(room): State<Room>,
    caller: Caller<CustomersWrite>,
    Path(id): Path<CustomerId>,
    Json(merge): Json<Merge>,
) -> Answer<Json<Whom>> {
    let other = merge.other()?;
    let ledger = room.ledger.clone();
    let merged = room.house.store.write(caller.scope(), move |tx| {
        let (id, other) = (crate::get(tx, id)?.id, crate::get(tx, other)?.id);
        let (lead, (space, value)) = (lead_of(tx, id)?, lead_of(tx, other)?);
        let reason = "joined by hand".to_owned();
        let link = Link { space: space.to_text(), value, reason };
        let linked = by_hand(tx, Identifiers::led_by(lead), Body::Linked(link));
        let edit = append(tx, &ledger, &[linked])?;
        Ok::<_, Error>((crate::resolve(tx, id)?, edit))
    });
    let (id, edit) = merged.await?;
    Ok(Json(Whom::new(id, edit)))
}
