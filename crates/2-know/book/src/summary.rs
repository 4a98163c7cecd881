//! Who a customer is, in one glance, from her orders alone.

use crate::api::wire::{Bought, Liking, Summary};
use crate::{CustomerRow, Error};
use base::{Instant, Money};
use ledger::SubjectId;
use store::{Tx, Value};

/// Orders that the glance looks back on.
const ORDERS_MAX: i64 = 200;
/// Categories and products that it names.
const NAMED_MAX: usize = 4;

/// Reads the glance.
pub(crate) fn of(
    tx: &mut Tx<'_>,
    row: &CustomerRow,
    subjects: &[SubjectId],
) -> Result<Summary, Error> {
    let times = order_times(tx, subjects)?;
    let days = |from: Instant, to: Instant| to.since(from).as_secs_f64() / 86_400.0;
    let days_since_order = row.last_order_at.map(|at| days(at, tx.now()));
    let usual_gap_days = median(times.windows(2).map(|pair| days(pair[0], pair[1])).collect());
    let average = match (row.spent.first(), row.n_orders) {
        (Some(spent), n) if n > 0 && row.spent.len() == 1 => {
            Some(Money::new(spent.minor / n, spent.currency))
        }
        _ => None,
    };
    let (likes, products) = bought(tx, subjects)?;
    Ok(Summary {
        sentence: sentence(row, days_since_order, usual_gap_days, likes.first()),
        since: row.since.to_string(),
        average_order: average.map(Into::into),
        days_since_order,
        usual_gap_days,
        likes,
        products,
    })
}

/// One plain sentence: how she is doing, and why we think so.
fn sentence(
    row: &CustomerRow,
    days_since: Option<f64>,
    gap: Option<f64>,
    likes: Option<&Liking>,
) -> String {
    let likes = likes.map_or_else(String::new, |like| format!(", mostly {}", like.category));
    match (row.n_orders, days_since, gap) {
        (0, ..) => "Has not ordered yet.".into(),
        (1, Some(days), _) => format!("Ordered once, {days:.0} days ago{likes}."),
        (n, Some(days), Some(gap)) if days > 2.0 * gap.max(1.0) => format!(
            "Ordered {n} times{likes}. She usually comes back after {gap:.0} days; it has been \
             {days:.0}."
        ),
        (n, Some(days), Some(gap)) => format!(
            "Ordered {n} times, about every {gap:.0} days{likes}. Last order {days:.0} days ago."
        ),
        (n, ..) => format!("Ordered {n} times{likes}."),
    }
}

fn order_times(tx: &mut Tx<'_>, subjects: &[SubjectId]) -> Result<Vec<Instant>, Error> {
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

fn bought(tx: &mut Tx<'_>, subjects: &[SubjectId]) -> Result<(Vec<Liking>, Vec<Bought>), Error> {
    let (marks, params) = marks(subjects);
    let sql = format!(
        "SELECT coalesce(l.product_key, l.name, '') AS id,
            max(coalesce(l.name, p.name, l.product_key, '')) AS name,
            max(coalesce(l.category, p.category, '')) AS category,
            max(p.image_url) AS image_url, count(*) AS times
         FROM orders o JOIN order_lines l ON l.order_id = o.id
            LEFT JOIN products p ON p.id = l.product
         WHERE o.subject IN ({marks}) AND o.status NOT IN ('pending', 'cancelled')
            AND l.quantity > 0
         GROUP BY coalesce(l.product_key, l.name, '') ORDER BY times DESC, name LIMIT 500"
    );
    let mut categories: Vec<(String, i64)> = Vec::new();
    let mut products = tx.all(&sql, &params, |row| {
        let (category, times) = (row.text("category")?, row.int("times")?);
        match categories.iter_mut().find(|(known, _)| *known == category) {
            Some((_, total)) => *total += times,
            None => categories.push((category, times)),
        }
        let (id, name) = (row.text("id")?, row.text("name")?);
        Ok::<_, Error>(Bought { id, name, image_url: row.opt_text("image_url")?, times })
    })?;
    let total: i64 = categories.iter().map(|(_, times)| times).sum();
    categories.retain(|(category, _)| !category.is_empty());
    categories.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    products.truncate(NAMED_MAX);
    let likes = categories.into_iter().take(NAMED_MAX).map(|(category, times)| {
        let leaf = category.rsplit(" > ").next().unwrap_or(&category).to_owned();
        Liking { category: leaf, share: times as f64 / total.max(1) as f64 }
    });
    Ok((likes.collect(), products))
}

fn marks(subjects: &[SubjectId]) -> (String, Vec<Value>) {
    let marks: Vec<String> = (1..=subjects.len()).map(|n| format!("${n}")).collect();
    (marks.join(", "), subjects.iter().map(|subject| (*subject).into()).collect())
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
