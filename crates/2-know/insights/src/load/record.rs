//! One customer's rows and activities become a record.

use super::Shelf;
use crate::columns::{
    ActivityRecord, AttributeRecord, CustomerRecord, LineRecord, Name, OrderRecord, PropertyValue,
};
use crate::language::names;
use crate::rows::shop::{Line, Order, Person, Product};
use base::{Activity, Body, Channel, CustomerId, Instant, Namespace, OrderStatus, RefundFact};
use serde_json::Value as Json;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What a consent is called on the way from history to its attribute.
const CONSENTS: [(&str, &str); 2] = [("\0email", "email_consent"), ("\0sms", "sms_consent")];
/// The topic that conditions look at.
const TOPIC: &str = "marketing";
/// Longest text of a property that is kept, in bytes.
const TEXT_MAX: usize = 256;
/// Most properties of one activity that are kept.
const PROPERTIES_MAX: usize = 24;
/// Properties that no condition asks about.
const UNASKED: [&str; 3] = ["image_url", "referrer", "user_agent"];

/// The kind of an activity and its properties.
pub(super) type Told = (String, Vec<(Name, PropertyValue)>);

/// Whether activities of a kind can tell anything beyond the book's rows.
pub(super) fn is_told(kind: &str) -> bool {
    !Body::is_reserved(kind) || kind == "consent_set"
}

/// What an activity tells beyond the book's rows: its kind and properties.
pub(super) fn told(body: &Body, namespace: &Namespace) -> Option<Told> {
    match body {
        Body::Custom { name, properties } => {
            let kept = properties.iter().filter(|(name, _)| !UNASKED.contains(&name.as_str()));
            let kept =
                kept.filter_map(|(name, value)| Some((name.as_str().into(), kept_of(value)?)));
            let mut kept: Vec<_> = kept.take(PROPERTIES_MAX).collect();
            let named = |name: &str| properties.contains_key(name);
            if named("product_id") && !named("category") {
                let namespace = PropertyValue::Text(namespace.to_string());
                kept.push((NAMESPACE.into(), namespace));
            }
            Some((names::canonical(name), kept))
        }
        Body::Consent(fact) if fact.topic == TOPIC => {
            let (key, _) = CONSENTS[usize::from(fact.channel == Channel::Sms)];
            let state = PropertyValue::Text(fact.state.as_str().into());
            Some((key.into(), vec![("state".into(), state)]))
        }
        _ => None,
    }
}

/// What somebody did, as the columns keep it; nothing for what changes rows of the book.
pub(super) fn deed(activity: &Activity, shelf: &Shelf) -> Option<ActivityRecord> {
    let Body::Custom { .. } = &activity.body else { return None };
    let (kind, mut properties) = told(&activity.body, &activity.namespace)?;
    complete(&mut properties, &shelf.products);
    Some(ActivityRecord { kind: kind.as_str().into(), at: activity.at, properties })
}

/// The property that says in which namespace a product is to be looked up.
const NAMESPACE: &str = "\0namespace";

fn kept_of(value: &Json) -> Option<PropertyValue> {
    match value {
        Json::String(text) if text.len() <= TEXT_MAX => Some(PropertyValue::Text(text.clone())),
        Json::Number(number) => number.as_f64().map(PropertyValue::Number),
        Json::Bool(flag) => Some(PropertyValue::Text(flag.to_string())),
        _ => None,
    }
}

/// Values with the time from which on they hold.
type Version = (Option<Instant>, Vec<String>);

/// A customer while her parts come together.
pub(super) struct Parts {
    record: CustomerRecord,
    subjects: Vec<i64>,
    /// What holds now, by attribute.
    now: BTreeMap<String, Vec<String>>,
    /// What was said when, by attribute; absent times are as old as she is.
    words: BTreeMap<String, Vec<Version>>,
}

impl Parts {
    pub(super) fn new(person: Person) -> Self {
        let mut record = CustomerRecord::new(person.id);
        record.created_at = Some(person.since);
        let fields = person.fields.into_iter().map(|(name, values)| (name.to_owned(), values));
        let own =
            person.own.iter().map(|(name, value)| (format!("attribute.{name}"), texts(value)));
        let now = fields.chain(own).filter(|(_, values)| !values.is_empty()).collect();
        Self { record, subjects: Vec::new(), now, words: BTreeMap::new() }
    }

    pub(super) fn id(&self) -> CustomerId {
        self.record.id
    }

    pub(super) fn subjects(&self) -> &[i64] {
        &self.subjects
    }

    /// Takes in what is said of one of her identifiers.
    pub(super) fn learn(&mut self, subject: i64, sheet: &book::Sheet, undated: &HashSet<i64>) {
        self.subjects.push(subject);
        for (field, facts) in sheet.fields() {
            let name = if field == "tags" { "tag" } else { field };
            if matches!(field, "email" | "phone" | "created_at") {
                continue;
            }
            let words = self.words.entry(name.to_owned()).or_default();
            words.extend(facts.iter().map(|fact| {
                let since = Some(fact.at).filter(|at| !undated.contains(at));
                (since.map(Instant::from_micros), texts(&fact.value))
            }));
        }
    }

    /// Takes in an order with its lines and refunds.
    pub(super) fn order(
        &mut self,
        order: Order,
        lines: Vec<Line>,
        refunds: Vec<RefundFact>,
        products: &HashMap<[u8; 16], Product>,
    ) {
        let text = |name: &str, text: Option<String>| {
            text.map(|text| (Name::from(name), PropertyValue::Text(text)))
        };
        let unit = 10_f64.powi(order.currency.exponent() as i32);
        let lines = lines.into_iter().map(|line| line_record(line, unit, products)).collect();
        let coupon = text("coupon", order.coupon.clone());
        let channel = text("channel", order.channel.clone());
        self.record.orders.push(OrderRecord {
            placed_at: order.placed_at,
            currency: order.currency,
            total_minor: order.total_minor,
            states: states(&order),
            refunds,
            properties: coupon.into_iter().chain(channel).collect(),
            lines,
        });
    }

    /// Takes in what [`told`] gave of one of her activities.
    pub(super) fn add(
        &mut self,
        kind: &str,
        at: Instant,
        mut properties: Vec<(Name, PropertyValue)>,
        shelf: &Shelf,
    ) {
        if let Some((_, name)) = CONSENTS.iter().find(|(key, _)| *key == kind) {
            let since = Some(at).filter(|at| !shelf.undated.contains(&at.as_micros()));
            let state = properties.into_iter().find_map(|(_, value)| match value {
                PropertyValue::Text(state) => Some(vec![state]),
                PropertyValue::Number(_) => None,
            });
            let words = self.words.entry((*name).to_owned()).or_default();
            words.extend(state.map(|state| (since, state)));
            return;
        }
        complete(&mut properties, &shelf.products);
        self.record.activities.push(ActivityRecord { kind: kind.into(), at, properties });
    }

    /// The record: each attribute as the book has it now, with the times of what led there.
    pub(super) fn finish(mut self) -> CustomerRecord {
        let names: HashSet<String> = self.now.keys().chain(self.words.keys()).cloned().collect();
        for name in names {
            let now = self.now.remove(&name).unwrap_or_default();
            let words = self.words.remove(&name).unwrap_or_default();
            let versions = history(now, words);
            let name: Name = name.into();
            self.record.attributes.extend(
                versions.into_iter().map(|(since, values)| AttributeRecord {
                    name: name.clone(),
                    since,
                    values,
                }),
            );
        }
        self.record
    }
}

/// What was said in the order of time, ending with what holds now. Something that holds although
/// nobody's words say so holds since the last of them.
fn history(now: Vec<String>, mut words: Vec<Version>) -> Vec<Version> {
    words.sort_by_key(|(since, _)| *since);
    words.dedup_by(|later, earlier| later.1 == earlier.1);
    let mut versions: Vec<Version> = Vec::new();
    for (since, values) in words {
        match versions.last_mut() {
            Some(last) if last.0 == since => last.1 = values,
            _ => versions.push((since, values)),
        }
    }
    match versions.last_mut() {
        Some((_, values)) => *values = now,
        None if now.is_empty() => {}
        None => versions.push((None, now)),
    }
    versions
}

fn texts(value: &Json) -> Vec<String> {
    match value {
        Json::Null | Json::Object(_) => Vec::new(),
        Json::String(text) => vec![text.clone()],
        Json::Array(values) => values.iter().flat_map(texts).collect(),
        Json::Number(number) => {
            let plain = number.as_f64().map(|number| format!("{number}"));
            vec![plain.unwrap_or_else(|| number.to_string())]
        }
        Json::Bool(flag) => vec![flag.to_string()],
    }
}

fn states(order: &Order) -> Vec<(Instant, OrderStatus)> {
    let placed = order.placed_at;
    let cancelled = order.status == OrderStatus::Cancelled;
    let open = if cancelled { OrderStatus::Placed } else { order.status };
    let mut states = match order.pending_until {
        Some(until) => vec![(placed, OrderStatus::Pending), (until, open)],
        None => vec![(placed, open)],
    };
    if cancelled {
        let at = order.cancelled_at.unwrap_or(placed);
        states.retain(|(since, _)| *since < at);
        states.push((at, OrderStatus::Cancelled));
    }
    states
}

fn line_record(line: Line, unit: f64, products: &HashMap<[u8; 16], Product>) -> LineRecord {
    let product = line.product.and_then(|id| products.get(&id)).cloned().unwrap_or_default();
    let texts = [
        ("product_id", line.product_key),
        ("sku", line.sku),
        ("name", line.name.or(product.name)),
        ("category", line.category.or(product.category)),
        ("brand", product.brand),
    ];
    let value = line.quantity * line.unit_minor as f64 - line.discount_minor as f64;
    let numbers = [("price", line.unit_minor as f64 / unit), ("value", value.round() / unit)];
    let texts = texts.into_iter().filter_map(|(name, text)| {
        Some((Name::from(name), PropertyValue::Text(text.filter(|text| !text.is_empty())?)))
    });
    let numbers = numbers.map(|(name, number)| (Name::from(name), PropertyValue::Number(number)));
    LineRecord { quantity: line.quantity, properties: texts.chain(numbers).collect() }
}

/// Adds what the catalogue knows of the product of an activity that names it.
fn complete(properties: &mut Vec<(Name, PropertyValue)>, products: &HashMap<[u8; 16], Product>) {
    let Some(place) = properties.iter().position(|(name, _)| &**name == NAMESPACE) else { return };
    let (_, namespace) = properties.swap_remove(place);
    let text = |value: &PropertyValue| match value {
        PropertyValue::Text(text) => text.clone(),
        PropertyValue::Number(number) => number.to_string(),
    };
    let key = properties.iter().find(|(name, _)| &**name == "product_id").map(|(_, v)| text(v));
    let namespace = Namespace::parse(&text(&namespace));
    let (Some(key), Ok(namespace)) = (key, namespace) else { return };
    let Some(product) = products.get(ledger::product_id(&namespace, &key).as_bytes()) else {
        return;
    };
    for (name, value) in [("category", &product.category), ("brand", &product.brand)] {
        if let Some(value) = value
            && !properties.iter().any(|(other, _)| &**other == name)
        {
            properties.push((name.into(), PropertyValue::Text(value.clone())));
        }
    }
}
