//! How many customers something holds for, now and at earlier moments.

use super::sales::COUNTS;
use super::{params, passed};
use crate::metrics::Error;
use crate::metrics::calendar::days_before;
use base::{CustomerId, Instant};
use store::{Row, Tx};

/// Customers with an order.
pub(crate) fn buyers(tx: &mut Tx<'_>) -> Result<i64, Error> {
    let sql = "SELECT count(*) AS n FROM customers WHERE hidden = 0 AND n_orders > 0";
    tx.one(sql, &[], |row| Ok(row.int("n")?))
}

/// Since when the newest customer is known, the future left out.
pub(crate) fn last_since(tx: &mut Tx<'_>, now: Instant) -> Result<Option<Instant>, Error> {
    let sql = "SELECT since FROM customers WHERE hidden = 0 AND since <= $1
        ORDER BY since DESC, id DESC LIMIT 1";
    tx.opt(sql, &[now.into()], |row| Ok(row.instant("since")?))
}

/// How many customers had at least `nth` (1 or 2) orders in the `days` days before each moment.
///
/// Each order says from when to when it is the latest one of its customer and lies, with the one
/// before if two are asked for, within the days; no order is looked at twice.
pub(crate) fn ordered(
    tx: &mut Tx<'_>,
    moments: &[Instant],
    days: u32,
    nth: u32,
) -> Result<Vec<i64>, Error> {
    let (Some(first), Some(last)) = (moments.first(), moments.last()) else {
        return Ok(Vec::new());
    };
    let n = moments.len();
    let mut params = params(moments);
    // Both ends of the days belong to them.
    let span = i64::from(days) * Instant::DAY_MICROS + 1;
    params.extend([days_before(*first, days).into(), (*last).into(), span.into()]);
    let (from, to, span) = (n + 1, n + 2, n + 3);
    let oldest = if nth == 1 { "placed_at" } else { "before_at" };
    let sql = format!(
        "WITH placed AS (
            SELECT o.placed_at, LEAD(o.placed_at) OVER hers AS next_at,
                LAG(o.placed_at) OVER hers AS before_at
            FROM orders o JOIN persons p ON p.subject = o.subject
            JOIN customers c ON c.id = p.customer AND c.hidden = 0
            WHERE o.placed_at >= ${from} AND o.placed_at <= ${to} AND {COUNTS}
            WINDOW hers AS (PARTITION BY c.id ORDER BY o.placed_at, o.id)
         ), held AS (
            SELECT placed_at, CASE WHEN next_at < {oldest} + ${span} THEN next_at
                ELSE {oldest} + ${span} END AS ended_at
            FROM placed WHERE {oldest} IS NOT NULL
         )
         SELECT {} AS low, {} AS high, count(*) AS n FROM held GROUP BY low, high",
        passed("(placed_at - 1)", n),
        passed("(ended_at - 1)", n),
    );
    spread(tx, &sql, &params, n)
}

/// How many customers agreed to marketing by email at each moment: those who agree today since
/// they said so, and those who unsubscribed themselves until they did.
pub(crate) fn reachable(tx: &mut Tx<'_>, moments: &[Instant]) -> Result<Vec<i64>, Error> {
    let n = moments.len();
    let sql = format!(
        "WITH words AS (
            SELECT c.id, c.email_consent, c.since, min(k.at) AS said_at
            FROM customers c JOIN persons p ON p.customer = c.id
            JOIN consents k ON k.subject = p.subject AND k.channel = 'email'
                AND k.topic = 'marketing' AND k.state = c.email_consent
            WHERE c.hidden = 0 AND (c.email_consent = 'granted'
                OR (c.email_consent = 'withdrawn' AND k.firsthand = 1))
            GROUP BY c.id, c.email_consent, c.since
         ), held AS (
            SELECT CASE WHEN email_consent = 'granted' THEN said_at ELSE since END AS began_at,
                CASE WHEN email_consent = 'granted' THEN CAST(${} AS BIGINT) + 1
                    ELSE said_at END AS ended_at
            FROM words
         )
         SELECT {} AS low, {} AS high, count(*) AS n FROM held GROUP BY low, high",
        n,
        passed("(began_at - 1)", n),
        passed("(ended_at - 1)", n),
    );
    spread(tx, &sql, &params(moments), n)
}

/// Adds up stretches of moments, each with how many it holds for.
fn spread(
    tx: &mut Tx<'_>,
    sql: &str,
    params: &[store::Value],
    n: usize,
) -> Result<Vec<i64>, Error> {
    let mut counts = vec![0; n];
    tx.each(sql, params, |row| {
        let (low, high, held) = (row.int("low")?, row.int("high")?, row.int("n")?);
        for place in low.max(0)..high {
            if let Some(count) = counts.get_mut(place as usize) {
                *count += held;
            }
        }
        Ok::<_, Error>(())
    })?;
    Ok(counts)
}

/// Customers who ordered in one month, by the month of their first order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cell {
    /// Place of the first order's month among the bounds.
    pub(crate) cohort: usize,
    /// Place of this order's month.
    pub(crate) month: usize,
    /// How many.
    pub(crate) n: i64,
}

/// Who ordered in which month, among those whose first order lies within the bounds.
pub(crate) fn cohorts(tx: &mut Tx<'_>, bounds: &[Instant]) -> Result<Vec<Cell>, Error> {
    let n = bounds.len();
    let sql = format!(
        "SELECT {} AS cohort, {} AS month_no, count(DISTINCT c.id) AS n
         FROM orders o JOIN persons p ON p.subject = o.subject
         JOIN customers c ON c.id = p.customer AND c.hidden = 0
         WHERE o.placed_at >= $1 AND o.placed_at < ${n} AND c.first_order_at >= $1 AND {COUNTS}
         GROUP BY cohort, month_no",
        passed("c.first_order_at", n),
        passed("o.placed_at", n),
    );
    let place = |number: i64| usize::try_from(number - 1).unwrap_or(0);
    tx.all(&sql, &params(bounds), |row| {
        let (cohort, month) = (place(row.int("cohort")?), place(row.int("month_no")?));
        Ok(Cell { cohort, month, n: row.int("n")? })
    })
}

/// Bounds on customers by their orders; all ends included.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) orders: (i64, i64),
    pub(crate) spent_minor_min: i64,
    pub(crate) last_order_at: (Instant, Instant),
}

/// How many people, and how many of them agreed to emails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct People {
    pub(crate) all: i64,
    pub(crate) reachable: i64,
}

/// Customers within the bounds.
pub(crate) fn within(tx: &mut Tx<'_>, bounds: Bounds) -> Result<People, Error> {
    let sql = "SELECT count(*) AS n,
            count(CASE WHEN email_consent = 'granted' THEN 1 END) AS reachable
        FROM customers WHERE hidden = 0 AND last_order_at >= $1 AND last_order_at <= $2
            AND n_orders >= $3 AND n_orders <= $4 AND spent_minor >= $5";
    let (low, high) = bounds.last_order_at;
    let (least, most) = bounds.orders;
    let params =
        [low.into(), high.into(), least.into(), most.into(), bounds.spent_minor_min.into()];
    tx.one(sql, &params, |row: &Row<'_>| {
        Ok(People { all: row.int("n")?, reachable: row.int("reachable")? })
    })
}

/// What the customer in that place spent, the greatest spender being in place 0.
pub(crate) fn spent_at(tx: &mut Tx<'_>, place: i64) -> Result<Option<i64>, Error> {
    let sql = "SELECT spent_minor FROM customers WHERE hidden = 0 AND n_orders > 0
        ORDER BY spent_minor DESC, id DESC LIMIT 1 OFFSET $1";
    tx.opt(sql, &[place.into()], |row| Ok(row.int("spent_minor")?))
}

/// The newest customers known at a moment.
pub(crate) fn newest(
    tx: &mut Tx<'_>,
    as_of: Instant,
    limit: i64,
) -> Result<Vec<(CustomerId, Instant)>, Error> {
    let sql = "SELECT id, since FROM customers WHERE hidden = 0 AND since <= $1
        ORDER BY since DESC, id DESC LIMIT $2";
    tx.all(sql, &[as_of.into(), limit.into()], |row| {
        Ok((CustomerId::from_bytes(row.id("id")?), row.instant("since")?))
    })
}
