//! Many customers at once, for those who act: who they are, how they can be written to, and what
//! they ordered. The functions that take a list are for a few hundred at a time.

use crate::Error;
use base::{
    Channel, ConsentState, Currency, CustomerId, Instant, Money, OrderId, Personal, SegmentId,
};
use ledger::SubjectId;
use std::collections::HashMap;
use store::{Row, Tx};

fn id(row: &Row<'_>) -> Result<CustomerId, Error> {
    Ok(CustomerId::from_bytes(row.id("id")?))
}

/// Every customer.
///
/// # Errors
/// Those of the database.
pub fn everybody(tx: &mut Tx<'_>) -> Result<Vec<CustomerId>, Error> {
    tx.all("SELECT id FROM customers WHERE hidden = 0 ORDER BY id", &[], id)
}

/// The members of a saved segment, as insights last wrote them.
///
/// # Errors
/// Those of the database.
pub fn members(tx: &mut Tx<'_>, segment: SegmentId) -> Result<Vec<CustomerId>, Error> {
    let sql = "SELECT m.customer AS id FROM memberships m JOIN customers c ON c.id = m.customer
        WHERE m.segment = $1 AND c.hidden = 0 ORDER BY m.customer";
    tx.all(sql, &[segment.into()], id)
}

/// Somebody to show things for: the one who ordered last among those with an address.
///
/// # Errors
/// Those of the database.
pub fn somebody(tx: &mut Tx<'_>) -> Result<Option<CustomerId>, Error> {
    let sql = "SELECT id FROM customers WHERE hidden = 0 AND email IS NOT NULL
        ORDER BY coalesce(last_order_at, 0) DESC, id DESC LIMIT 1";
    tx.opt(sql, &[], id)
}

/// The address that each of these customers is written to. Who was deleted or merged away is not
/// in the answer.
///
/// # Errors
/// Those of the database.
pub fn addresses(
    tx: &mut Tx<'_>,
    customers: &[CustomerId],
) -> Result<HashMap<CustomerId, Option<Personal>>, Error> {
    let (marks, params) = store::list(1, customers);
    // `hidden` is no condition here: SQLite would take its index, which is the whole table.
    let sql = format!("SELECT id, email, hidden FROM customers WHERE id IN ({marks})");
    let mut found = HashMap::with_capacity(customers.len());
    tx.each(&sql, &params, |row| {
        if row.int("hidden")? == 0 {
            found.insert(id(row)?, row.opt_personal("email")?);
        }
        Ok::<_, Error>(())
    })?;
    Ok(found)
}

/// What stands for each of these contact points, a channel and a topic. Where nobody ever spoke,
/// there is no answer.
///
/// # Errors
/// Those of the database.
pub fn consents_of_points(
    tx: &mut Tx<'_>,
    points: &[SubjectId],
    channel: Channel,
    topic: &str,
) -> Result<HashMap<SubjectId, ConsentState>, Error> {
    let (marks, points) = store::list(3, points);
    let sql = format!(
        "SELECT subject, state FROM consents
         WHERE channel = $1 AND topic = $2 AND subject IN ({marks})"
    );
    let params = [vec![channel.as_str().into(), topic.into()], points].concat();
    let found = tx.all(&sql, &params, |row| {
        let state = ConsentState::parse(&row.text("state")?);
        Ok::<_, Error>((SubjectId(row.int("subject")?), state.unwrap_or(ConsentState::Withdrawn)))
    })?;
    Ok(found.into_iter().collect())
}

/// An order that counts: neither pending nor cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Which.
    pub order: OrderId,
    /// Whose.
    pub customer: CustomerId,
    /// When.
    pub at: Instant,
    /// Gross of tax and shipping, less what was refunded.
    pub value: Money,
}

/// The orders that count of these customers from `since` to `until`, both included, the earliest
/// first.
///
/// # Errors
/// Those of the database.
pub fn placed_within(
    tx: &mut Tx<'_>,
    customers: &[CustomerId],
    (since, until): (Instant, Instant),
) -> Result<Vec<Placed>, Error> {
    let (marks, customers) = store::list(3, customers);
    let sql = format!(
        "SELECT o.id, p.customer, o.placed_at, o.total_minor, o.refunded_minor, o.currency
         FROM persons p JOIN orders o ON o.subject = p.subject
         WHERE o.placed_at BETWEEN $1 AND $2 AND o.status NOT IN ('pending', 'cancelled')
            AND p.customer IN ({marks})
         ORDER BY o.placed_at, o.id"
    );
    let params = [vec![since.into(), until.into()], customers].concat();
    tx.all(&sql, &params, |row| {
        let currency = Currency::parse(&row.text("currency")?).unwrap_or(Currency::EUR);
        let minor = row.int("total_minor")?.saturating_sub(row.int("refunded_minor")?);
        Ok(Placed {
            order: OrderId::from_bytes(row.id("id")?),
            customer: CustomerId::from_bytes(row.id("customer")?),
            at: row.instant("placed_at")?,
            value: Money::new(minor, currency),
        })
    })
}
