//! What a customer bought, and when.

use crate::Error;
use crate::api::wire::Bought;
use base::Instant;
use ledger::SubjectId;
use store::{Tx, Value};

/// Orders that are looked back on.
const ORDERS_MAX: i64 = 200;

/// When she ordered, the earliest first.
pub(crate) fn times(tx: &mut Tx<'_>, subjects: &[SubjectId]) -> Result<Vec<Instant>, Error> {
    let (marks, mut params) = marks(subjects);
    params.push(ORDERS_MAX.into());
    let sql = format!(
        "SELECT placed_at FROM orders WHERE subject IN ({marks})
            AND status NOT IN ('pending', 'cancelled') ORDER BY placed_at DESC LIMIT ${}",
        params.len()
    );
    let mut times = tx.all(&sql, &params, |row| Ok::<_, Error>(row.instant("placed_at")?))?;
    times.reverse();
    Ok(times)
}

/// The products that she bought with their category, the most frequent first.
pub(crate) fn products(
    tx: &mut Tx<'_>,
    subjects: &[SubjectId],
) -> Result<Vec<(String, Bought)>, Error> {
    let (marks, params) = marks(subjects);
    let sql = format!(
        "SELECT coalesce(l.product_key, l.name, '') AS id,
            max(coalesce(l.name, p.name, l.product_key, '')) AS name,
            max(coalesce(l.category, p.category, '')) AS category,
            max(p.image_url) AS image_url, count(*) AS times
         FROM orders o JOIN order_lines l ON l.order_seq = o.seq
            LEFT JOIN products p ON p.id = l.product
         WHERE o.subject IN ({marks}) AND o.status NOT IN ('pending', 'cancelled')
            AND l.quantity > 0
         GROUP BY coalesce(l.product_key, l.name, '') ORDER BY times DESC, name LIMIT 500"
    );
    tx.all(&sql, &params, |row| {
        let (id, name, times) = (row.text("id")?, row.text("name")?, row.int("times")?);
        let image_url = row.opt_text("image_url")?;
        Ok((row.text("category")?, Bought { id, name, image_url, times }))
    })
}

fn marks(subjects: &[SubjectId]) -> (String, Vec<Value>) {
    let marks: Vec<String> = (1..=subjects.len()).map(|n| format!("${n}")).collect();
    (marks.join(", "), subjects.iter().map(|subject| (*subject).into()).collect())
}
