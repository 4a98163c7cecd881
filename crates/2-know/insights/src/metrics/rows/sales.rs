//! Orders and refunds as they happened.

use crate::Error;
use crate::metrics::tally::{Placed, Refunded};
use base::{Currency, CustomerId, Instant};
use store::{Row, Tx};

/// Whose an order is; merges and undone merges are in `persons`.
const OWNER: &str = "LEFT JOIN persons p ON p.subject = o.subject
    LEFT JOIN customers c ON c.id = p.customer";
/// Which orders count.
pub(super) const COUNTS: &str = "o.status NOT IN ('pending', 'cancelled')";

/// Hands every order that counts to `take`, in the order of time, both ends included.
pub(crate) fn each_order(
    tx: &mut Tx<'_>,
    (from, to): (Instant, Instant),
    mut take: impl FnMut(&Placed),
) -> Result<(), Error> {
    let sql = format!(
        "SELECT o.placed_at, o.currency, o.total_minor, c.id, c.first_order_at, c.hidden
         FROM orders o {OWNER}
         WHERE o.placed_at >= $1 AND o.placed_at <= $2 AND {COUNTS} ORDER BY o.placed_at"
    );
    tx.each(&sql, &[from.into(), to.into()], |row| {
        let is_known = row.opt_int("hidden")? == Some(0);
        let id = if is_known { row.opt_id("id")? } else { None };
        take(&Placed {
            at: row.instant("placed_at")?,
            currency: currency(row)?,
            total_minor: row.int("total_minor")?,
            first_at: row.opt_instant("first_order_at")?,
            customer: id.map(CustomerId::from_bytes),
        });
        Ok::<_, Error>(())
    })
}

/// Hands every refund of an order that counts to `take`, both ends included.
pub(crate) fn each_refund(
    tx: &mut Tx<'_>,
    (from, to): (Instant, Instant),
    mut take: impl FnMut(&Refunded),
) -> Result<(), Error> {
    let sql = format!(
        "SELECT r.at, r.amount_minor, o.placed_at, o.currency, c.first_order_at
         FROM refunds r JOIN orders o ON o.seq = r.order_seq {OWNER}
         WHERE r.at >= $1 AND r.at <= $2 AND {COUNTS}"
    );
    tx.each(&sql, &[from.into(), to.into()], |row| {
        take(&Refunded {
            at: row.instant("at")?,
            amount_minor: row.int("amount_minor")?,
            currency: currency(row)?,
            placed_at: row.instant("placed_at")?,
            first_at: row.opt_instant("first_order_at")?,
        });
        Ok::<_, Error>(())
    })
}

fn currency(row: &Row<'_>) -> Result<Option<Currency>, Error> {
    Ok(Currency::parse(&row.text("currency")?).ok())
}

/// The first order that counts.
pub(crate) fn first_at(tx: &mut Tx<'_>) -> Result<Option<Instant>, Error> {
    let sql =
        format!("SELECT o.placed_at FROM orders o WHERE {COUNTS} ORDER BY o.placed_at LIMIT 1");
    tx.opt(&sql, &[], |row| Ok(row.instant("placed_at")?))
}

/// The last order of any kind that is not in the future.
pub(crate) fn last_at(tx: &mut Tx<'_>, now: Instant) -> Result<Option<Instant>, Error> {
    let sql = "SELECT placed_at FROM orders WHERE placed_at <= $1
        ORDER BY placed_at DESC LIMIT 1";
    tx.opt(sql, &[now.into()], |row| Ok(row.instant("placed_at")?))
}
