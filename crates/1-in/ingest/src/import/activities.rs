//! Rows of things that happened.

use super::cell::Cell;
use super::field::Field;
use super::reading::Reading;
use crate::meaning::fields::Fields;
use crate::meaning::names::Role;
use crate::meaning::{order, properties};
use crate::reason::{Reason, Refusal};
use crate::segment::activity_name;
use base::{Activity, Body, Identifiers, limits};
use serde_json::{Map, Value};
use std::collections::VecDeque;

/// Reads a row. Activities with an id are known by it for good; others by all that they say and
/// how often it was said just before.
///
/// # Errors
/// When it names nobody or nothing, has no time, or its properties cannot be read.
pub(super) fn read(
    reading: &mut Reading<'_>,
    echoes: &mut Echoes,
) -> Result<(String, Vec<Activity>), Refusal> {
    let who = who(reading)?;
    let missing = || Refusal::at(Reason::MissingName, "name", "no name");
    let event = reading.text(Field::ActivityName).ok_or_else(missing)?;
    let (name, role) = activity_name(&event, reading.column(Field::ActivityName))?;
    let missing = || Refusal::at(Reason::MissingTime, "at", "no time");
    let at = reading.time(Field::At)?.ok_or_else(missing)?;
    let said = said(reading)?;
    let body = match role {
        Role::Remembered | Role::EmailUnsubscribed => {
            let about = properties::is_about_a_product(&name);
            Body::Custom { name: name.into(), properties: properties::canonical(said, about) }
        }
        _ => {
            let fields = Fields { map: &said, pointer: "" };
            let facts = order::read(role, fields, at, &reading.plan.shop, &mut Vec::new())?;
            Body::Order(facts)
        }
    };
    let key = match reading.id(Field::ActivityId)? {
        Some(id) => id,
        None => {
            echoes.key(&format!("{at}|{}|{:?}|{}", body.kind(), who_text(&who), body_text(&body)))
        }
    };
    Ok((key.clone(), vec![reading.activity(key, at, who, body)]))
}

fn who(reading: &mut Reading<'_>) -> Result<Identifiers, Refusal> {
    let namespace = &reading.plan.namespace;
    let id = reading.id(Field::CustomerId)?;
    let visitor = reading.id(Field::AnonymousId)?;
    let who = Identifiers {
        ids: id.map(|id| (namespace.clone(), id)).into_iter().collect(),
        emails: reading.emails(),
        phones: reading.phones(None),
        anonymous: visitor.map(|id| (namespace.clone(), id)),
        lead: None,
    };
    if who.is_empty() {
        let bad = reading.problems.pop().map(|problem| problem.refusal);
        let nobody = || Refusal::whole(Reason::MissingCustomer, "no id, email or visitor id");
        return Err(bad.unwrap_or_else(nobody));
    }
    Ok(who)
}

/// The properties: the JSON column, and the columns of their own, which win.
fn said(reading: &Reading<'_>) -> Result<Map<String, Value>, Refusal> {
    let column = reading.column(Field::Properties);
    let bad = || Refusal::at(Reason::BadProperties, column, "not a JSON object");
    let mut said = match reading.whole_cell(Field::Properties) {
        None => Map::new(),
        Some(Cell::Json(Value::Object(map))) => map.clone(),
        Some(Cell::Text(text)) => match serde_json::from_str(text) {
            Ok(Value::Object(map)) => map,
            _ => return Err(bad()),
        },
        Some(_) => return Err(bad()),
    };
    said.extend(reading.attributes());
    if said.iter().map(weight).sum::<usize>() > limits::ACTIVITY_BYTES_MAX {
        return Err(Refusal::at(Reason::TooLarge, column, "more than 32 KB"));
    }
    Ok(said)
}

/// About how many bytes a property takes as JSON.
fn weight((name, value): (&String, &Value)) -> usize {
    let inner = match value {
        Value::String(text) => text.len(),
        Value::Array(_) | Value::Object(_) => value.to_string().len(),
        _ => 8,
    };
    name.len() + inner + 6
}

fn who_text(who: &Identifiers) -> Vec<(String, String)> {
    let text = who.in_order().into_iter();
    text.map(|(space, value)| (space.to_text(), value.reveal().to_owned())).collect()
}

fn body_text(body: &Body) -> String {
    body.to_json().unwrap_or_default()
}

/// How often the same row was said within the last rows: two equal views of a product on one day
/// are two, and the same file read again gives the same keys.
#[derive(Debug, Clone, Default)]
pub(super) struct Echoes {
    recent: VecDeque<[u8; 8]>,
}

/// Equal rows stand close together in files that are sorted by time or by person.
pub(super) const RECENT: usize = 256;

impl Echoes {
    fn key(&mut self, text: &str) -> String {
        let hash = blake3::hash(text.as_bytes());
        let short = hash.as_bytes().first_chunk().copied().unwrap_or_default();
        let n_before = self.recent.iter().filter(|known| **known == short).count();
        self.recent.push_back(short);
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
        format!("row:{}:{n_before}", hash.to_hex().get(..32).unwrap_or_default())
    }
}
