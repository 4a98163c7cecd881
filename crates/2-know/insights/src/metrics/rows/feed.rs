//! What happened last, and orders by their number.

use super::sales::COUNTS;
use crate::Error;
use base::{Currency, CustomerId, Instant, Money, OrderId};
use std::collections::HashSet;
use store::{Row, Tx};

/// An order as the feed and the search show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) id: OrderId,
    pub(crate) number: String,
    pub(crate) placed_at: Instant,
    pub(crate) total: Money,
    pub(crate) customer: Option<CustomerId>,
}

const COLUMNS: &str = "o.id, o.number, o.placed_at, o.currency, o.total_minor, p.customer";

fn order(row: &Row<'_>) -> Result<Order, Error> {
    let currency = Currency::parse(&row.text("currency")?).unwrap_or(Currency::EUR);
    Ok(Order {
        id: OrderId::from_bytes(row.id("id")?),
        number: row.text("number")?,
        placed_at: row.instant("placed_at")?,
        total: Money::new(row.int("total_minor")?, currency),
        customer: row.opt_id("customer")?.map(CustomerId::from_bytes),
    })
}

/// The last orders that count.
pub(crate) fn orders(tx: &mut Tx<'_>, as_of: Instant, limit: i64) -> Result<Vec<Order>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM orders o LEFT JOIN persons p ON p.subject = o.subject
         WHERE o.placed_at <= $1 AND {COUNTS} ORDER BY o.placed_at DESC, o.id DESC LIMIT $2"
    );
    tx.all(&sql, &[as_of.into(), limit.into()], order)
}

/// The orders of exactly that number, latest first.
pub(crate) fn of_number(tx: &mut Tx<'_>, number: &str, limit: i64) -> Result<Vec<Order>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM orders o LEFT JOIN persons p ON p.subject = o.subject
         WHERE o.number = $1 ORDER BY o.placed_at DESC, o.id DESC LIMIT $2"
    );
    tx.all(&sql, &[number.into(), limit.into()], order)
}

/// Who said no to marketing herself, latest first.
pub(crate) fn unsubscribed(
    tx: &mut Tx<'_>,
    as_of: Instant,
    limit: i64,
) -> Result<Vec<(CustomerId, String, Instant)>, Error> {
    let sql = "SELECT p.customer, k.channel, k.at
        FROM consents k JOIN persons p ON p.subject = k.subject
        WHERE k.state = 'withdrawn' AND k.firsthand = 1 AND k.topic = 'marketing'
            AND k.at <= $1 AND p.customer IS NOT NULL
        ORDER BY k.at DESC, k.subject LIMIT $2";
    let mut said = HashSet::new();
    let mut found: Vec<(CustomerId, String, Instant)> =
        tx.all(sql, &[as_of.into(), (limit * POINTS_EACH).into()], |row| {
            let customer = CustomerId::from_bytes(row.id("customer")?);
            Ok::<_, Error>((customer, row.text("channel")?, row.instant("at")?))
        })?;
    found.retain(|(customer, channel, _)| said.insert((*customer, channel.clone())));
    found.truncate(usize::try_from(limit).unwrap_or_default());
    Ok(found)
}

/// Addresses for which one person may say no in one breath.
const POINTS_EACH: i64 = 4;
