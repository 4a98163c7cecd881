//! Who a customer is, in one glance, from her orders alone.

use crate::api::wire::{Bought, Liking, Summary};
use crate::rows::purchases;
use crate::{CustomerRow, Error};
use base::{Instant, Money};
use ledger::SubjectId;
use store::Tx;

/// Categories and products that it names.
const NAMED_MAX: usize = 4;

/// Reads the glance.
pub(crate) fn of(
    tx: &mut Tx<'_>,
    row: &CustomerRow,
    subjects: &[SubjectId],
) -> Result<Summary, Error> {
    let times = purchases::times(tx, subjects)?;
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

/// What she likes, and what she bought most often.
fn bought(tx: &mut Tx<'_>, subjects: &[SubjectId]) -> Result<(Vec<Liking>, Vec<Bought>), Error> {
    let mut categories: Vec<(String, i64)> = Vec::new();
    let mut products = Vec::new();
    for (category, product) in purchases::products(tx, subjects)? {
        match categories.iter_mut().find(|(known, _)| *known == category) {
            Some((_, total)) => *total += product.times,
            None => categories.push((category, product.times)),
        }
        products.push(product);
    }
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

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
