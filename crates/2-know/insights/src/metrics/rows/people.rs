//! How many customers something holds for.

use crate::Error;
use base::{CustomerId, Instant};
use store::Tx;

/// Customers with an order.
pub(crate) fn buyers(tx: &mut Tx<'_>) -> Result<i64, Error> {
    let sql = "SELECT count(*) AS n FROM customers WHERE hidden = 0 AND n_orders > 0";
    tx.one(sql, &[], |row| Ok(row.int("n")?))
}

/// Hands the stretch to `take` in which each customer could be written to by email, the end left
/// out: those who agree today since they said so, and those who unsubscribed themselves from the
/// moment they were known until they did.
pub(crate) fn each_reachable(
    tx: &mut Tx<'_>,
    mut take: impl FnMut(Instant, Option<Instant>),
) -> Result<(), Error> {
    let sql = "SELECT c.id, c.email_consent, c.since, min(k.at) AS said_at
        FROM customers c JOIN persons p ON p.customer = c.id
        JOIN consents k ON k.subject = p.subject AND k.channel = 'email'
            AND k.topic = 'marketing' AND k.state = c.email_consent
        WHERE c.hidden = 0 AND (c.email_consent = 'granted'
            OR (c.email_consent = 'withdrawn' AND k.firsthand = 1))
        GROUP BY c.id, c.email_consent, c.since";
    tx.each(sql, &[], |row| {
        let said_at = row.instant("said_at")?;
        if row.text("email_consent")? == "granted" {
            take(said_at, None);
        } else {
            take(row.instant("since")?, Some(said_at));
        }
        Ok::<_, Error>(())
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
