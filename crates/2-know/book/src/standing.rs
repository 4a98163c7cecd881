//! What an activity would change if it were taken in now: the heart of a dry run.

use crate::model::facts;
use crate::model::identity::{self, Named};
use crate::rows::{consents, listing, orders, persons, products};
use crate::{CustomerRow, Error, Sheet};
use base::{Activity, Body, Channel, CustomerId, Personal, Space};
use ledger::SubjectId;
use serde_json::Value as Json;
use store::Tx;

/// What an activity would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Something that the book does not know yet.
    New,
    /// A person whom the book does not know yet, and who may be one whom it knows.
    Suspected,
    /// Something known, with other content.
    Changed,
    /// Nothing: the book says so already.
    Same,
    /// It names identifiers of two different customers; nothing would merge.
    Conflicting,
}

/// Compares an activity with the book. Writes nothing.
///
/// # Errors
/// Those of the database.
pub fn standing(tx: &mut Tx<'_>, activity: &Activity) -> Result<Standing, Error> {
    let namespace = &activity.namespace;
    match &activity.body {
        Body::Order(facts) => {
            let id = ledger::order_id(namespace, &facts.order);
            let content = orders::content(facts)?;
            Ok(of_content(orders::content_of(tx, id)?, &content))
        }
        Body::Product(facts) => {
            let id = ledger::product_id(namespace, &facts.product);
            let content = products::content(facts)?;
            Ok(of_content(products::content_of(tx, id)?, &content))
        }
        Body::Customer(facts) => {
            let (known, sheet) = whom(tx, activity)?;
            Ok(match known {
                Known::Nobody => Standing::New,
                Known::Suspected => Standing::Suspected,
                Known::Several => Standing::Conflicting,
                Known::In { all } if all && sheet.says(facts, activity.source.as_str()) => {
                    Standing::Same
                }
                Known::In { .. } => Standing::Changed,
            })
        }
        Body::Consent(fact) => {
            let point = match fact.channel {
                Channel::Email => activity.who.emails.first().map(|e| (Space::Email, e.personal())),
                Channel::Sms => activity.who.phones.first().map(|p| (Space::Phone, p.personal())),
            };
            let Some((space, value)) = point else { return Ok(Standing::New) };
            let Some(subject) = ledger::subjects_of_token(tx, &space, value)? else {
                return Ok(Standing::New);
            };
            let before = consents::state_of(tx, subject.id, fact.channel, &fact.topic)?;
            let changes = |state| fact.firsthand && fact.state != state || fact.state > state;
            Ok(match before.map(|standing| standing.state) {
                None => Standing::New,
                Some(state) if changes(state) => Standing::Changed,
                Some(_) => Standing::Same,
            })
        }
        _ => Ok(Standing::New),
    }
}

fn of_content(before: Option<Vec<u8>>, content: &[u8]) -> Standing {
    match before {
        None => Standing::New,
        Some(before) if before == content => Standing::Same,
        Some(_) => Standing::Changed,
    }
}

enum Known {
    Nobody,
    /// One customer; `all` when every identifier is hers already.
    In {
        all: bool,
    },
    Several,
    /// Identifiers of others stand beside a new leading one that joins none of them.
    Suspected,
}

fn whom(tx: &mut Tx<'_>, activity: &Activity) -> Result<(Known, Sheet), Error> {
    let mut named = Vec::new();
    let mut sheet = Sheet::default();
    for (space, value) in activity.who.in_order() {
        let subject = ledger::subjects_of_token(tx, &space, &value)?.map(|subject| subject.id);
        let person = match subject {
            Some(subject) => persons::find(tx, subject)?,
            None => None,
        };
        let customer = person.as_ref().and_then(|person| person.customer);
        let fresh = person.is_none();
        // One that was never heard of has no number yet; any that is no other's will do.
        let subject = subject.unwrap_or(SubjectId(-1 - named.len() as i64));
        named.push(Named { subject, space, customer, fresh });
        if let Some(person) = person {
            sheet.merge(&person.facts);
        }
    }
    let known = match identity::matched(&named).as_slice() {
        [] => Known::Nobody,
        customers if !joins(tx, &named, customers)? => Known::Suspected,
        [_] => Known::In { all: named.iter().all(|n| !n.fresh) },
        _ => Known::Several,
    };
    Ok((known, sheet))
}

/// Whether the leading identifier is known or would join the first of these customers.
fn joins(tx: &mut Tx<'_>, named: &[Named], customers: &[CustomerId]) -> Result<bool, Error> {
    let (Some(lead), Some(home)) = (named.iter().find(|n| n.space.identifies()), customers.first())
    else {
        return Ok(true);
    };
    if !lead.fresh {
        return Ok(true);
    }
    let plan = identity::plan(named, &persons::members(tx, *home)?);
    Ok(plan.links.iter().any(|(_, joined, _)| *joined == lead.subject))
}

/// The same for a row of our own export, which shows the customer of that id as the book has
/// her: what it repeats of her changes nothing, whoever said it.
///
/// # Errors
/// Those of the database.
pub fn standing_of(
    tx: &mut Tx<'_>,
    id: CustomerId,
    activity: &Activity,
) -> Result<Standing, Error> {
    let said = standing(tx, activity)?;
    let hers = matches!(said, Standing::New | Standing::Changed) && is_hers(tx, id, activity)?;
    let Some(row) = listing::find(tx, id)?.filter(|_| hers) else { return Ok(said) };
    let repeats = match &activity.body {
        Body::Customer(facts) => facts::fields(facts).all(|(field, value)| {
            shown(&row, &field).is_some_and(|known| text(&known) == text(&value))
        }),
        Body::Consent(fact) => match fact.channel {
            Channel::Email => row.email_consent == fact.state,
            Channel::Sms => row.sms_consent == fact.state,
        },
        _ => false,
    };
    Ok(if repeats { Standing::Same } else { said })
}

/// Whether every identifier that an activity names is this customer's.
fn is_hers(tx: &mut Tx<'_>, id: CustomerId, activity: &Activity) -> Result<bool, Error> {
    for (space, value) in activity.who.in_order() {
        let owner = match ledger::subjects_of_token(tx, &space, &value)? {
            Some(subject) => persons::customer_of(tx, subject.id)?,
            None => None,
        };
        if owner != Some(id) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What a customer's row shows for a field of her sheet.
fn shown(row: &CustomerRow, field: &str) -> Option<Json> {
    let personal = |text: &Option<Personal>| text.as_ref().map(|text| text.reveal().into());
    let plain = |text: &Option<String>| text.clone().map(Json::from);
    match field {
        "first_name" => personal(&row.first_name),
        "last_name" => personal(&row.last_name),
        "birth_date" => personal(&row.birth_date),
        "gender" => plain(&row.gender),
        "language" => plain(&row.language),
        "timezone" => plain(&row.timezone),
        "street1" => personal(&row.street1),
        "street2" => personal(&row.street2),
        "postal_code" => plain(&row.postal_code),
        "city" => plain(&row.city),
        "region" => plain(&row.region),
        "country" => plain(&row.country),
        "created_at" => Some(row.since.as_micros().into()),
        "tags" => Some(row.tags.clone().into()),
        _ => row.attributes.get(field.strip_prefix("attribute.")?).cloned(),
    }
}

/// A value as a file shows it, where types are lost.
pub(crate) fn text(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
