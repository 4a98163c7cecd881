//! Orders and refunds by stretches of time.

use super::{params, passed};
use crate::metrics::Error;
use crate::metrics::sales::Sales;
use base::{Currency, Instant};
use store::{Row, Tx};

/// What was sold between each bound and the next, the former included. A further order is one
/// placed after the customer's first; nobody's orders count as first.
pub(crate) fn by_bin(
    tx: &mut Tx<'_>,
    bounds: &[Instant],
    home: Currency,
) -> Result<Vec<Sales>, Error> {
    let mut bins = vec![Sales::default(); bounds.len().saturating_sub(1)];
    let n = bounds.len();
    let params = params(bounds);
    let sql = format!(
        "SELECT {} AS bin, o.currency, {AGAIN} AS again, count(*) AS n,
            CAST(sum(o.total_minor) AS BIGINT) AS minor,
            count(DISTINCT CASE WHEN c.hidden = 0 AND c.first_order_at = o.placed_at
                THEN c.id END) AS n_new
         FROM orders o {OWNER}
         WHERE o.placed_at >= $1 AND o.placed_at < ${n} AND {COUNTS}
         GROUP BY bin, o.currency, again",
        passed("o.placed_at", n),
    );
    tx.each(&sql, &params, |row| {
        let Some(sales) = bin(&mut bins, row)? else { return Ok(()) };
        let (n, minor) = (row.int("n")?, row.int("minor")?);
        sales.n_orders += n;
        sales.n_new += row.int("n_new")?;
        match (currency(row)?, row.int("again")?) {
            (Some(currency), _) if currency != home => {
                *sales.foreign.entry(currency).or_default() += n;
                return Ok(());
            }
            (_, 0) => sales.first_minor += minor,
            _ => sales.again_minor += minor,
        }
        sales.n_home_orders += n;
        Ok::<_, Error>(())
    })?;
    let sql = format!(
        "SELECT {} AS bin, o.currency, {AGAIN} AS again,
            CAST(sum(r.amount_minor) AS BIGINT) AS minor
         FROM refunds r JOIN orders o ON o.id = r.order_id {OWNER}
         WHERE r.at >= $1 AND r.at < ${n} AND {COUNTS}
         GROUP BY bin, o.currency, again",
        passed("r.at", n),
    );
    tx.each(&sql, &params, |row| {
        let Some(sales) = bin(&mut bins, row)? else { return Ok(()) };
        match (currency(row)? == Some(home), row.int("again")?) {
            (false, _) => {}
            (true, 0) => sales.first_refunds_minor += row.int("minor")?,
            (true, _) => sales.again_refunds_minor += row.int("minor")?,
        }
        Ok::<_, Error>(())
    })?;
    Ok(bins)
}

/// Whose an order is; merges and undone merges are in `persons`.
const OWNER: &str = "LEFT JOIN persons p ON p.subject = o.subject
    LEFT JOIN customers c ON c.id = p.customer";
const AGAIN: &str = "CAST(CASE WHEN o.placed_at > c.first_order_at THEN 1 ELSE 0 END AS BIGINT)";
/// Which orders count.
pub(super) const COUNTS: &str = "o.status NOT IN ('pending', 'cancelled')";

fn bin<'a>(bins: &'a mut [Sales], row: &Row<'_>) -> Result<Option<&'a mut Sales>, Error> {
    let passed = usize::try_from(row.int("bin")?).unwrap_or(0);
    Ok(passed.checked_sub(1).and_then(|bin| bins.get_mut(bin)))
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
