//! What an activity would change if it were taken in now: the heart of a dry run.

use crate::rows::{consents, orders, persons, products};
use crate::{Error, Sheet};
use base::{Activity, Body, Channel, Space};
use store::Tx;

/// What an activity would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Something that the book does not know yet.
    New,
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
}

fn whom(tx: &mut Tx<'_>, activity: &Activity) -> Result<(Known, Sheet), Error> {
    let mut customers = Vec::new();
    let mut all = true;
    let mut sheet = Sheet::default();
    for (space, value) in activity.who.in_order() {
        let subject = ledger::subjects_of_token(tx, &space, &value)?;
        let person = match subject {
            Some(subject) => persons::find(tx, subject.id)?,
            None => None,
        };
        let Some(person) = person else {
            all = false;
            continue;
        };
        sheet.merge(&person.facts);
        match person.customer {
            Some(customer) if !customers.contains(&customer) => customers.push(customer),
            _ => {}
        }
    }
    let known = match customers.len() {
        0 => Known::Nobody,
        1 => Known::In { all },
        _ => Known::Several,
    };
    Ok((known, sheet))
}
