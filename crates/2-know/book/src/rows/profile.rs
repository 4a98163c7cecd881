//! Reading what a customer's page shows beside her row: identity, facts, consents, suspicions.

use crate::Error;
use crate::model::facts::Sheet;
use crate::rows::{consents, persons};
use base::{Channel, ConsentState, CustomerId, Instant, Namespace, Personal, Space};
use ledger::SubjectId;
use std::collections::HashMap;
use store::Tx;

/// One identifier of a customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Identity {
    /// Its number.
    pub subject: SubjectId,
    /// Its kind.
    pub space: Space,
    /// Itself.
    pub value: Personal,
    /// Who linked it, when it was linked at all.
    pub source: Option<String>,
    /// Why it was linked.
    pub reason: Option<String>,
    /// Since when it is hers.
    pub since: Instant,
}

/// What stands for one contact point, channel and topic of a customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Consent {
    /// The address or number.
    pub point: Personal,
    /// The channel.
    pub channel: Channel,
    /// The topic.
    pub topic: String,
    /// What stands.
    pub state: ConsentState,
    /// Since when.
    pub at: Instant,
    /// How it can be shown.
    pub evidence: String,
    /// Who told us.
    pub source: String,
}

/// Somebody who may be the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspect {
    /// The other customer.
    pub customer: CustomerId,
    /// Why.
    pub reason: String,
}

/// The numbers of a customer's identifiers, the earliest first.
///
/// # Errors
/// Those of the database.
pub fn subjects(tx: &mut Tx<'_>, customer: CustomerId) -> Result<Vec<SubjectId>, Error> {
    let people = persons::members(tx, customer)?;
    Ok(people.into_iter().map(|member| member.subject).collect())
}

/// The ids that the shop itself gave to these customers, the earliest of each.
///
/// # Errors
/// Those of the database.
pub fn shop_ids(
    tx: &mut Tx<'_>,
    customers: &[CustomerId],
) -> Result<HashMap<CustomerId, Personal>, Error> {
    let mut found = HashMap::with_capacity(customers.len());
    let space = Space::Id(Namespace::shop());
    for customers in customers.chunks(store::LIST) {
        let own = persons::first_of_space(tx, customers, &space)?;
        let subjects: Vec<SubjectId> = own.values().copied().collect();
        let mut values = ledger::subject_values(tx, &subjects)?;
        for (customer, subject) in own {
            found.extend(values.remove(&subject).map(|(_, value)| (customer, value)));
        }
    }
    Ok(found)
}

/// A customer's identifiers.
///
/// # Errors
/// Those of the database.
pub fn identities(tx: &mut Tx<'_>, customer: CustomerId) -> Result<Vec<Identity>, Error> {
    let sql = "SELECT source, reason, made_at FROM links
        WHERE (a = $1 OR b = $1) AND revoked_at IS NULL ORDER BY made_at LIMIT 1";
    let mut found = Vec::new();
    for person in persons::of_customer(tx, customer)? {
        let Some((space, value)) = ledger::subject_value(tx, person.subject)? else { continue };
        let link = tx.opt(sql, &[person.subject.into()], |row| {
            Ok::<_, Error>((row.text("source")?, row.text("reason")?, row.instant("made_at")?))
        })?;
        let own_since = person.own.map(|own| own.made_at());
        let linked_at = link.as_ref().map(|(_, _, at)| *at);
        found.push(Identity {
            subject: person.subject,
            space,
            value,
            since: own_since.or(linked_at).unwrap_or(Instant::from_micros(0)),
            source: link.as_ref().map(|(source, ..)| source.clone()),
            reason: link.map(|(_, reason, _)| reason),
        });
    }
    Ok(found)
}

/// Everything that sources say of a customer, field by field.
///
/// # Errors
/// Those of the database.
pub fn sheet(tx: &mut Tx<'_>, customer: CustomerId) -> Result<Sheet, Error> {
    let mut sheet = Sheet::default();
    for person in persons::of_customer(tx, customer)? {
        sheet.merge(&person.facts);
    }
    Ok(sheet)
}

/// What stands for each of a customer's contact points.
///
/// # Errors
/// Those of the database.
pub fn consents(tx: &mut Tx<'_>, customer: CustomerId) -> Result<Vec<Consent>, Error> {
    let sql = "SELECT c.subject, c.channel, c.topic, c.state, c.at, c.firsthand, c.evidence,
            c.source
        FROM consents c JOIN persons p ON p.subject = c.subject
        WHERE p.customer = $1 ORDER BY c.channel, c.subject, c.topic";
    let rows = tx.all(sql, &[customer.into()], |row| {
        let channel = Channel::parse(&row.text("channel")?).unwrap_or(Channel::Email);
        let subject = SubjectId(row.int("subject")?);
        Ok::<_, Error>((subject, channel, row.text("topic")?, consents::map(row)?))
    })?;
    let mut found = Vec::new();
    for (subject, channel, topic, standing) in rows {
        let Some((_, point)) = ledger::subject_value(tx, subject)? else { continue };
        let (state, at, source) = (standing.state, standing.at, standing.source);
        let evidence = standing.evidence;
        found.push(Consent { point, channel, topic, state, at, evidence, source });
    }
    Ok(found)
}

/// Customers who may be the same person as this one.
///
/// # Errors
/// Those of the database.
pub fn suspects(tx: &mut Tx<'_>, customer: CustomerId) -> Result<Vec<Suspect>, Error> {
    let sql = "SELECT DISTINCT o.customer, s.reason
        FROM persons p JOIN suspects s ON s.a = p.subject OR s.b = p.subject
            JOIN persons o ON o.subject = CASE WHEN s.a = p.subject THEN s.b ELSE s.a END
        WHERE p.customer = $1 AND o.customer IS NOT NULL AND o.customer <> $1
        ORDER BY o.customer";
    tx.all(sql, &[customer.into()], |row| {
        let customer = CustomerId::from_bytes(row.id("customer")?);
        Ok(Suspect { customer, reason: row.text("reason")? })
    })
}
