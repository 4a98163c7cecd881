//! Orders and refunds whose customer the columns do not have: of nobody, and of customers out of
//! the book.

use crate::Error;
use crate::metrics::tally::{Placed, Refunded};
use base::{Currency, Instant};
use store::{Row, Tx};

/// Which orders count.
pub(super) const COUNTS: &str = "o.status NOT IN ('pending', 'cancelled')";

/// Orders that no customer of the columns has.
struct Stray {
    first_order_at: &'static str,
    from: &'static str,
    filter: &'static str,
}

/// Each stray order is of one kind. Merges and undone merges are in `persons`.
const STRAYS: [Stray; 2] = [
    Stray {
        first_order_at: "CAST(NULL AS BIGINT)",
        from: "orders o LEFT JOIN persons p ON p.subject = o.subject",
        filter: "o.anonymous = 1 AND p.customer IS NULL",
    },
    Stray {
        first_order_at: "c.first_order_at",
        from: "customers c JOIN persons p ON p.customer = c.id
            JOIN orders o ON o.subject = p.subject",
        filter: "c.hidden = 1",
    },
];

/// Hands every stray order that counts to `take`, both ends included, with when its customer
/// ordered first.
pub(crate) fn each_stray(
    tx: &mut Tx<'_>,
    (from, to): (Instant, Instant),
    mut take: impl FnMut(&Placed, Option<Instant>),
) -> Result<(), Error> {
    for Stray { first_order_at, from: tables, filter } in STRAYS {
        let sql = format!(
            "SELECT o.placed_at, o.currency, o.total_minor, {first_order_at} AS first_order_at
             FROM {tables}
             WHERE {filter} AND o.placed_at >= $1 AND o.placed_at <= $2 AND {COUNTS}"
        );
        tx.each(&sql, &[from.into(), to.into()], |row| {
            take(&placed(row)?, row.opt_instant("first_order_at")?);
            Ok::<_, Error>(())
        })?;
    }
    Ok(())
}

/// Hands every refund of a stray order that counts to `take`, both ends included, with when its
/// customer ordered first.
pub(crate) fn each_stray_refund(
    tx: &mut Tx<'_>,
    (from, to): (Instant, Instant),
    mut take: impl FnMut(&Refunded, Option<Instant>),
) -> Result<(), Error> {
    for Stray { first_order_at, from: tables, filter } in STRAYS {
        let sql = format!(
            "SELECT r.at, r.amount_minor, o.placed_at, o.currency,
                {first_order_at} AS first_order_at
             FROM {tables} JOIN refunds r ON r.order_seq = o.seq
             WHERE {filter} AND o.refunded_minor <> 0 AND r.at >= $1 AND r.at <= $2 AND {COUNTS}"
        );
        tx.each(&sql, &[from.into(), to.into()], |row| {
            let refund = Refunded {
                at: row.instant("at")?,
                amount_minor: row.int("amount_minor")?,
                currency: currency(row)?,
                placed_at: row.instant("placed_at")?,
            };
            take(&refund, row.opt_instant("first_order_at")?);
            Ok::<_, Error>(())
        })?;
    }
    Ok(())
}

fn placed(row: &Row<'_>) -> Result<Placed, Error> {
    Ok(Placed {
        at: row.instant("placed_at")?,
        currency: currency(row)?,
        total_minor: row.int("total_minor")?,
    })
}

/// As the columns read it.
fn currency(row: &Row<'_>) -> Result<Currency, Error> {
    Ok(Currency::parse(&row.text("currency")?).unwrap_or(Currency::EUR))
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
