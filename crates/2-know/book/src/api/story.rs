//! A customer's story: her orders, and everything that happened, moment by moment.

use super::Room;
use super::wire::{OrderView, ProductView, TimelineItem};
use crate::Error;
use access::{Caller, CustomersRead};
use axum::extract::State;
use base::{Body, ConsentState, CustomerId, Instant, OrderId, OrderStatus, Space};
use ledger::kinds::{self, Group};
use ledger::{Cursor, Past};
use serde::Deserialize;
use serde_json::{Map, Value};
use store::Tx;
use utoipa::IntoParams;
use web::{Answer, Json, Page, Paging, Path, Problem, Query};

/// Lists a customer's orders, latest first.
#[utoipa::path(get, path = "/customers/{id}/orders", params(("id" = String, Path), Paging),
    tag = "customers", responses((status = 200, body = Page<OrderView>)))]
pub(crate) async fn orders(
    State(room): State<Room>,
    caller: Caller<CustomersRead>,
    Path(id): Path<CustomerId>,
    paging: Paging,
) -> Answer<Json<Page<OrderView>>> {
    let after: Option<(Instant, OrderId)> = paging.after()?;
    let limit = paging.limit as i64 + 1;
    let found = room.house.store.read(caller.scope(), move |tx| {
        let id = crate::get(tx, id)?.id;
        let subjects = crate::subjects(tx, id)?;
        crate::orders_of(tx, &subjects, after, limit)
    });
    let page = Page::cut(found.await?, paging.limit, |order| (order.placed_at, order.id));
    Ok(Json(page.map(OrderView::from)))
}

/// Which parts of the story.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Parts {
    /// `orders`, `browsing`, `messages`, `profile`, joined by commas; all when absent.
    kinds: Option<String>,
}

/// Lists what happened with a customer, latest first.
#[utoipa::path(get, path = "/customers/{id}/timeline", tag = "customers",
    params(("id" = String, Path), Parts, Paging),
    responses((status = 200, body = Page<TimelineItem>)))]
pub(crate) async fn timeline(
    State(room): State<Room>,
    caller: Caller<CustomersRead>,
    Path(id): Path<CustomerId>,
    Query(parts): Query<Parts>,
    paging: Paging,
) -> Answer<Json<Page<TimelineItem>>> {
    let before: Option<Cursor> = paging.after()?;
    let kinds = kinds_of(parts.kinds.as_deref())?;
    let limit = paging.limit;
    let page = room.house.store.read(caller.scope(), move |tx| {
        let id = crate::get(tx, id)?.id;
        let subjects = crate::subjects(tx, id)?;
        let past = ledger::of_subjects(tx, &subjects, &kinds, before, limit as i64 + 1)?;
        let page = Page::cut(past, limit, |past: &Past| Cursor {
            at: past.activity.at.as_micros(),
            seq: past.seq,
        });
        let (next, mut items) = (page.next, Vec::with_capacity(page.items.len()));
        for past in page.items {
            items.push(item(tx, past)?);
        }
        Ok::<_, Error>(Page { items, next, total: None })
    });
    Ok(Json(page.await?))
}

fn kinds_of(parts: Option<&str>) -> Answer<Vec<&'static str>> {
    let mut names = Vec::new();
    for part in parts.unwrap_or_default().split(',').filter(|part| !part.is_empty()) {
        let group = match part {
            "orders" => Group::Orders,
            "browsing" => Group::Browsing,
            "messages" => Group::Messages,
            "profile" => Group::Profile,
            _ => return Err(Problem::invalid("?kinds", "no such part of a story")),
        };
        names.extend(kinds::of_group(group));
    }
    Ok(names)
}

fn item(tx: &mut Tx<'_>, past: Past) -> Result<TimelineItem, Error> {
    let kind = past.activity.body.kind().to_owned();
    let known = kinds::find(&kind);
    let title = known.map_or_else(|| own_title(&kind), |known| known.title.to_owned());
    let mut item = TimelineItem {
        id: past.seq.to_string(),
        at: past.activity.at.to_string(),
        kind,
        group: known.map_or(Group::Other, |known| known.group),
        title,
        detail: None,
        source: past.activity.source.to_string(),
        order: None,
        products: Vec::new(),
        properties: Map::new(),
    };
    match &past.activity.body {
        Body::Order(facts) => {
            let id = ledger::order_id(&past.activity.namespace, &facts.order);
            item.title = order_title(&facts.order, facts.status);
            item.order = crate::find_order(tx, id)?.map(OrderView::from);
        }
        Body::Consent(fact) => {
            item.title = match fact.state {
                ConsentState::Granted => format!("Agreed to {} by {}", fact.topic, fact.channel),
                ConsentState::Withdrawn => format!("No more {} by {}", fact.topic, fact.channel),
                ConsentState::Never => format!("No consent to {} by {}", fact.topic, fact.channel),
            };
            item.detail = Some(fact.evidence.clone());
        }
        Body::Customer(_) => item.detail = Some(learned(&past)?),
        Body::Linked(link) | Body::Unlinked(link) => {
            item.detail = Some(format!("{} · {}", link.value.reveal(), link.reason));
        }
        Body::Custom { properties, .. } => describe(tx, &past, properties, &mut item)?,
        Body::CustomerDeleted
        | Body::Product(_)
        | Body::ImportUndone(_)
        | Body::EditTakenBack(_) => {}
    }
    Ok(item)
}

/// `waitlist_joined` reads as *Waitlist joined*.
fn own_title(kind: &str) -> String {
    let words = kind.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn order_title(number: &str, status: Option<OrderStatus>) -> String {
    let word = match status {
        None | Some(OrderStatus::Placed) => "placed",
        Some(OrderStatus::Pending) => "begun",
        Some(OrderStatus::Paid) => "paid",
        Some(OrderStatus::PartiallyShipped) => "shipped in part",
        Some(OrderStatus::Shipped) => "shipped",
        Some(OrderStatus::Delivered) => "delivered",
        Some(OrderStatus::Cancelled) => "cancelled",
        Some(OrderStatus::PartiallyRefunded) => "refunded in part",
        Some(OrderStatus::Refunded) => "refunded",
    };
    format!("Order {number} {word}")
}

/// The names of the fields that the activity speaks of.
fn learned(past: &Past) -> Result<String, Error> {
    let json: Map<String, Value> = serde_json::from_str(&past.activity.body.to_json()?)?;
    let mut names: Vec<String> = Vec::new();
    for (name, value) in &json {
        match (name.as_str(), value.as_object()) {
            ("address" | "attributes", Some(inner)) => names.extend(inner.keys().cloned()),
            ("cleared", _) => {}
            _ => names.push(name.clone()),
        }
    }
    let points = past.subjects.iter().skip(1).filter_map(|subject| match subject.space {
        Space::Email => Some("email".to_owned()),
        Space::Phone => Some("phone".to_owned()),
        _ => None,
    });
    names.extend(points);
    Ok(names.join(", ").replace('_', " "))
}

/// Products named in the properties, and a line of what else matters.
fn describe(
    tx: &mut Tx<'_>,
    past: &Past,
    properties: &Map<String, Value>,
    item: &mut TimelineItem,
) -> Result<(), Error> {
    let text = |name: &str| match properties.get(name) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    if let Some(key) = text("product_id").or_else(|| text("sku")) {
        let id = ledger::product_id(&past.activity.namespace, &key);
        let known = crate::find_product(tx, id)?;
        let name = text("name").unwrap_or_else(|| key.clone());
        item.products.push(match known {
            Some(product) => ProductView {
                id: product.key,
                name: product.name,
                image_url: product.image_url,
                price: product.price.map(Into::into),
            },
            None => ProductView { id: key, name, image_url: text("image_url"), price: None },
        });
    }
    let told =
        ["subject", "campaign", "query", "title", "path", "url", "segment", "reason", "text"];
    let own = kinds::find(&item.kind).and_then(|kind| kind.tells);
    item.detail = own
        .and_then(text)
        .or_else(|| told.iter().find_map(|name| text(name)))
        .or_else(|| item.products.first().map(|product| product.name.clone()));
    if properties.get("simulated") == Some(&Value::Bool(true)) {
        let told = item.detail.take().map(|detail| detail + " · ").unwrap_or_default();
        item.detail = Some(told + "simulated");
    }
    item.properties.clone_from(properties);
    Ok(())
}
