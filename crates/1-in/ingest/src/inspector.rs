//! The inspector: what each of the newest calls was, what it changed, and what of it was left
//! out and why.

use crate::Error;
use crate::admit::Outcome;
use crate::meaning::Ignored;
use crate::rows::calls;
use crate::segment::Item;
use base::{Activity, Body, CallId, CustomerFacts, CustomerId, Instant, Personal, Space};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use store::Tx;

/// Bodies that are kept of one request, in bytes; of the calls behind that only the rest is.
const BODIES_BYTES_MAX: usize = 64 * 1_024;

/// One call as it is kept.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Noted {
    id: CallId,
    call: String,
    name: Option<String>,
    outcome: String,
    /// Space and value of the identifier that leads.
    who: Option<(String, Personal)>,
    changed: Vec<String>,
    ignored: Vec<Ignored>,
    library: Option<String>,
    body: Option<Box<RawValue>>,
}

impl Noted {
    /// Notes a call with what it said and what of that was left out.
    pub(crate) fn new(
        tx: &Tx<'_>,
        item: Item,
        outcome: &Outcome,
        (activities, ignored): (&[Activity], Vec<Ignored>),
    ) -> Result<Self, Error> {
        let who = activities.first().and_then(|first| first.who.in_order().into_iter().next());
        let taken = *outcome == Outcome::Taken;
        let changed = if taken { activities.iter().flat_map(changed).collect() } else { vec![] };
        // What is not JSON is kept as a text.
        let body = match RawValue::from_string(item.body) {
            Ok(body) => body,
            Err(_) => to_raw_value("not JSON")?,
        };
        Ok(Self {
            id: CallId::new(tx.now(), tx.random()),
            call: item.call.to_owned(),
            name: item.name,
            outcome: outcome.as_str().to_owned(),
            who: who.map(|(space, value)| (space.to_text(), value)),
            changed,
            ignored,
            library: item.library,
            body: Some(body),
        })
    }
}

/// What an activity writes, in words of the house.
fn changed(activity: &Activity) -> Vec<String> {
    match &activity.body {
        Body::Customer(facts) => {
            let mut fields = fields_of(facts);
            fields.extend((!activity.who.emails.is_empty()).then(|| "email".into()));
            fields.extend((!activity.who.phones.is_empty()).then(|| "phone".into()));
            fields
        }
        Body::Order(facts) => vec![format!("order {}", facts.order)],
        Body::Product(facts) => vec![format!("product {}", facts.product)],
        Body::Consent(fact) => vec![format!("{} consent: {}", fact.channel, fact.state.as_str())],
        Body::Linked(_) => vec!["identity".into()],
        other => vec![format!("activity {}", other.kind())],
    }
}

/// The names of the facts that are stated. A few of them are objects; those are named inside.
fn fields_of(facts: &CustomerFacts) -> Vec<String> {
    let Ok(Value::Object(map)) = serde_json::to_value(facts) else { return Vec::new() };
    let mut fields = Vec::new();
    for (name, value) in map {
        match value {
            Value::Object(inner) => fields.extend(inner.into_iter().map(|(name, _)| name)),
            _ => fields.push(name),
        }
    }
    fields
}

/// The calls of one request as one document. Bodies beyond the bound are left out.
pub(crate) fn keep(mut noted: Vec<Noted>) -> Result<Personal, Error> {
    let mut room = BODIES_BYTES_MAX;
    for call in &mut noted {
        let size = call.body.as_ref().map_or(0, |body| body.get().len());
        match room.checked_sub(size) {
            Some(rest) => room = rest,
            None => call.body = None,
        }
    }
    Ok(Personal::new(serde_json::to_string(&noted)?))
}

/// One call as the inspector shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenCall {
    /// Its id.
    pub id: CallId,
    /// When it came.
    pub at: Instant,
    /// Who sent it.
    pub source: String,
    /// `track`, `identify`, …
    pub call: String,
    /// The name of what happened.
    pub name: Option<String>,
    /// Whom it is about, by now.
    pub customer: Option<(CustomerId, Personal)>,
    /// `taken`, `duplicate` or `quarantined`.
    pub outcome: String,
    /// What it changed.
    pub changed: Vec<String>,
    /// What was left out.
    pub ignored: Vec<Ignored>,
    /// The call itself; null when the request was too large to keep all of it.
    pub body: Value,
    /// What sent it.
    pub library: Option<String>,
    /// Its place: request, and call within.
    pub place: (i64, usize),
}

/// Requests that are looked through for one page.
const REQUESTS_PER_LOOK: i64 = 50;

/// The newest calls behind a place, of one outcome or of all.
///
/// # Errors
/// Those of the database.
pub fn seen(
    tx: &mut Tx<'_>,
    outcome: Option<&str>,
    after: Option<(i64, usize)>,
    limit: usize,
) -> Result<Vec<SeenCall>, Error> {
    let mut found = Vec::new();
    let mut up_to = after.map_or(i64::MAX, |(no, _)| no);
    loop {
        let requests = calls::list(tx, up_to, REQUESTS_PER_LOOK)?;
        let Some(last) = requests.last().map(|request| request.no) else { return Ok(found) };
        for request in &requests {
            let items: Vec<Noted> = serde_json::from_str(request.items.reveal())?;
            for (place, noted) in items.into_iter().enumerate().rev() {
                let place = (request.no, place);
                let behind = after.is_none_or(|after| place < after);
                if behind && outcome.is_none_or(|wanted| wanted == noted.outcome) {
                    found.push(shown(tx, request, noted, place)?);
                    if found.len() == limit {
                        return Ok(found);
                    }
                }
            }
        }
        up_to = last - 1;
    }
}

fn shown(
    tx: &mut Tx<'_>,
    request: &calls::Request,
    noted: Noted,
    place: (i64, usize),
) -> Result<SeenCall, Error> {
    let customer = match noted.who {
        Some((space, value)) => customer(tx, &space, &value)?,
        None => None,
    };
    Ok(SeenCall {
        id: noted.id,
        at: request.at,
        source: request.source.clone(),
        call: noted.call,
        name: noted.name,
        customer,
        outcome: noted.outcome,
        changed: noted.changed,
        ignored: noted.ignored,
        body: noted.body.and_then(|body| serde_json::from_str(body.get()).ok()).unwrap_or_default(),
        library: noted.library,
        place,
    })
}

/// Who it is by now: people join and part.
fn customer(
    tx: &mut Tx<'_>,
    space: &str,
    value: &Personal,
) -> Result<Option<(CustomerId, Personal)>, Error> {
    let Some(space) = Space::parse(space) else { return Ok(None) };
    let Some(subject) = ledger::subjects_of_token(tx, &space, value)? else { return Ok(None) };
    let Some(id) = book::customer_of(tx, subject.id)? else { return Ok(None) };
    Ok(book::find(tx, id)?.map(|customer| (id, customer.name())))
}
