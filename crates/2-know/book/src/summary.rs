//! Who a customer is, in one glance, from her orders alone.

use crate::api::wire::{Bought, Liking, Summary};
use crate::rows::purchases;
use crate::{CustomerRow, Error};
use base::{Instant, Money, Shop};
use jiff::civil::Date;
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
    let shop: Shop = tx.setting("shop")?.unwrap_or_default();
    let day = |at: Instant| shop.zone.local(at).date();
    let today = day(tx.now());
    let days_since_order = row.last_order_at.map(|at| between(day(at), today));
    let usual_gap_days = usual_gap(times.into_iter().map(day).collect());
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
    days_since: Option<i64>,
    gap: Option<i64>,
    likes: Option<&Liking>,
) -> String {
    let likes = likes.map_or_else(String::new, |like| format!(", mostly {}", like.category));
    match (row.n_orders, days_since, gap) {
        (0, ..) => "Has not ordered yet.".into(),
        (1, Some(days), _) => format!("Ordered once, {}{likes}.", ago(days)),
        (n, Some(days), Some(gap)) if days > 2 * gap => format!(
            "Ordered {n} times{likes}. She usually comes back after {}; it has been {days}.",
            span(gap)
        ),
        (n, Some(days), Some(gap)) => format!(
            "Ordered {n} times, about every {}{likes}. Last order {}.",
            if gap == 1 { "day".to_owned() } else { span(gap) },
            ago(days)
        ),
        (n, Some(days), None) => {
            format!("Ordered {n} times{likes}. Last order {}.", ago(days))
        }
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

/// Gaps between days with orders from which on they are a habit: one alone may be chance.
const GAPS_MIN: usize = 2;

/// The median gap between the days on which she ordered, in days of the calendar; none where there
/// are too few of them to tell. Several orders of one day are one visit.
fn usual_gap(mut days: Vec<Date>) -> Option<i64> {
    days.sort_unstable();
    days.dedup();
    let mut gaps: Vec<i64> = days.windows(2).map(|pair| between(pair[0], pair[1])).collect();
    gaps.sort_unstable();
    (gaps.len() >= GAPS_MIN).then(|| gaps[gaps.len() / 2])
}

/// Days of the calendar from one to the other.
fn between(from: Date, to: Date) -> i64 {
    (to - from).get_days().into()
}

fn span(days: i64) -> String {
    if days == 1 { "a day".into() } else { format!("{days} days") }
}

fn ago(days: i64) -> String {
    match days {
        ..=0 => "today".into(),
        1 => "yesterday".into(),
        days => format!("{days} days ago"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(texts: &[&str]) -> Vec<Date> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn a_habit_takes_two_gaps_between_days() {
        assert_eq!(usual_gap(days(&[])), None);
        assert_eq!(usual_gap(days(&["2026-03-01", "2026-03-11"])), None);
        assert_eq!(usual_gap(days(&["2026-03-01", "2026-03-01", "2026-03-01"])), None);
        let visits = days(&["2026-03-31", "2026-03-01", "2026-03-01", "2026-03-11"]);
        assert_eq!(usual_gap(visits), Some(20));
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        let (from, to) = ("2025-12-31".parse().unwrap(), "2027-01-01".parse().unwrap());
        assert_eq!(between(from, to), 366);
        assert_eq!([ago(0), ago(1), ago(2)], ["today", "yesterday", "2 days ago"]);
    }
}
