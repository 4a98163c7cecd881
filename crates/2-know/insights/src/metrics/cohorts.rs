//! Retention: of those who first ordered in a month, how many came back in each month after.

use super::{Facts, words};
use jiff::civil::Date;

/// Months after the first order that are looked at.
pub(super) const MONTHS: usize = 12;
/// Months on each side of the comparison.
const SIDE: usize = 3;

/// Customers by the month of their first order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cohort {
    /// First day of the month.
    pub month: Date,
    /// How many ordered for the first time.
    pub customers: i64,
    /// How many of them ordered in the first, second, … month after; none for months that are
    /// not over.
    pub returned: Vec<Option<i64>>,
}

/// A triangle of months, oldest first. Only months that are over are in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cohorts {
    /// One row per month of first orders, from the shop's first one on.
    pub rows: Vec<Cohort>,
}

impl Cohorts {
    /// Makes the triangle of months that are over, given how many whose first order lies in one
    /// of them ordered in another; the last month has nobody's next month yet.
    pub(super) fn new(months: &[Date], find: impl Fn(usize, usize) -> i64) -> Self {
        let last = months.len().saturating_sub(1);
        let first = (0..last).find(|place| find(*place, *place) > 0).unwrap_or(last);
        let row = |cohort: usize| Cohort {
            month: months[cohort],
            customers: find(cohort, cohort),
            returned: (1..=last - first)
                .map(|after| Some(cohort + after).filter(|month| *month <= last))
                .map(|month| month.map(|month| find(cohort, month)))
                .collect(),
        };
        Self { rows: (first..last).map(row).collect() }
    }

    /// Names of the columns: the first, second, … month after.
    pub(super) fn columns(&self) -> Vec<String> {
        let n = self.rows.first().map_or(0, |row| row.returned.len());
        (1..=n).map(|n| n.to_string()).collect()
    }
}

impl Cohort {
    /// The shares that came back, from 0 to 1.
    pub(super) fn shares(&self) -> Vec<Option<f64>> {
        let share = |n: &i64| *n as f64 / self.customers as f64;
        self.returned.iter().map(|n| n.as_ref().map(share).filter(|_| self.customers > 0)).collect()
    }
}

/// Customers of several months and how many of them came back the next month.
#[derive(Debug, Clone, Copy)]
struct Side {
    from: Date,
    to: Date,
    customers: i64,
    returned: i64,
}

impl Side {
    fn of(rows: &[Cohort]) -> Option<Self> {
        let (first, last) = (rows.first()?, rows.last()?);
        Some(Self {
            from: first.month,
            to: last.month,
            customers: rows.iter().map(|row| row.customers).sum(),
            returned: rows.iter().filter_map(|row| row.returned.first().copied()?).sum(),
        })
    }

    fn share(&self) -> f64 {
        self.returned as f64 / self.customers.max(1) as f64
    }

    fn months(&self) -> String {
        if self.from == self.to {
            return format!("in {}", words::month(self.from));
        }
        format!("from {} to {}", words::month(self.from), words::month(self.to))
    }

    /// Whether the difference is larger than chance alone makes in 19 of 20 cases (two
    /// proportions, normal approximation).
    fn differs(&self, other: &Self) -> bool {
        let (n, m) = (self.customers.max(1) as f64, other.customers.max(1) as f64);
        let pooled = (self.returned + other.returned) as f64 / (n + m);
        let error = (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m)).sqrt();
        (self.share() - other.share()).abs() > 1.96 * error
    }
}

/// What the triangle says, in one sentence.
pub(super) fn finding(facts: &Facts) -> String {
    if facts.n_buyers < words::CUSTOMERS_MIN {
        return too_few(facts.n_buyers);
    }
    let rows = &facts.cohorts.rows;
    let recent = Side::of(&rows[rows.len().saturating_sub(SIDE)..]);
    let Some(recent) = recent.filter(|side| side.customers >= words::CUSTOMERS_MIN) else {
        return "Too few new customers in the last months to say how many come back.".into();
    };
    let end = rows.len().saturating_sub(SIDE);
    let earlier = Side::of(&rows[end.saturating_sub(SIDE)..end]);
    let share = words::percent(recent.share());
    let text = format!("{share} of those who first ordered {} came back the next month", {
        recent.months()
    });
    let earlier = earlier.filter(|side| side.customers >= words::CUSTOMERS_MIN);
    match earlier {
        None => format!("{text}."),
        Some(earlier) if recent.differs(&earlier) => {
            let than = format!("those {}", earlier.months());
            let points = words::points_than(recent.share() - earlier.share(), &than);
            format!("{text}, {}.", points.replace(" than ", " than of "))
        }
        Some(earlier) => {
            let before = words::percent(earlier.share());
            format!("{text}; {} it was {before}, no clear difference.", earlier.months())
        }
    }
}

/// Why nothing is said about few customers.
pub(super) fn too_few(n_buyers: i64) -> String {
    let min = words::CUSTOMERS_MIN;
    match n_buyers {
        0 => "Nobody has ordered yet.".into(),
        1 => format!("One customer has ordered so far; trends are shown from {min} on."),
        n => format!("{n} customers have ordered so far; trends are shown from {min} on."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_triangle_begins_with_the_first_customers_and_ends_with_what_is_over() {
        let months: Vec<_> = (5..=9).map(|month| date(2026, month, 1)).collect();
        let triangle = Cohorts::new(&months, |cohort, month| match (cohort, month) {
            (1, 1) => 10,
            (1, 2) => 3,
            (3, 3) => 4,
            (3, 4) => 2,
            (1, 4) => 1,
            _ => 0,
        });
        assert_eq!(triangle.columns(), ["1", "2", "3"]);
        let rows: Vec<_> =
            triangle.rows.iter().map(|row| (row.month.month(), row.customers)).collect();
        assert_eq!(rows, [(6, 10), (7, 0), (8, 4)]);
        assert_eq!(triangle.rows[0].shares(), [Some(0.3), Some(0.0), Some(0.1)]);
        assert_eq!(triangle.rows[1].shares(), [None, None, None]);
        assert_eq!(triangle.rows[2].shares(), [Some(0.5), None, None]);
        assert_eq!(Cohorts::new(&months, |_, _| 0), Cohorts::default());
    }

    #[test]
    fn a_small_difference_is_not_called_one() {
        let side = |customers, returned| Side {
            from: date(2026, 7, 1),
            to: date(2026, 9, 1),
            customers,
            returned,
        };
        assert!(!side(100, 20).differs(&side(100, 15)));
        assert!(side(1_000, 200).differs(&side(1_000, 150)));
        assert!(!side(100, 0).differs(&side(100, 0)));
        assert_eq!(side(1, 0).months(), "from July to September");
    }
}
