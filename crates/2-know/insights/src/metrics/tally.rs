//! What is counted while everybody is walked over, from which all figures of sales and of buyers
//! are folded. Two tallies over different people add up to one.

use super::calendar;
use super::sales::Sales;
use base::{Currency, Instant};
use std::collections::BTreeMap;
use std::time::Duration;

/// An order that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) at: Instant,
    pub(super) currency: Currency,
    pub(super) total_minor: i64,
}

/// Money that went back for an order that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refunded {
    pub(super) at: Instant,
    pub(super) amount_minor: i64,
    pub(super) currency: Currency,
    pub(super) placed_at: Instant,
}

/// Whether an order is a further one; nobody's count as first.
fn is_again(placed_at: Instant, first_at: Option<Instant>) -> bool {
    first_at.is_some_and(|first| placed_at > first)
}

/// When a stretch begins, when it ends, and what was sold in it.
pub(super) type Stretch = (Instant, Instant, Sales);

/// Stretches of time and what was sold in each. A stretch goes from its bound up to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bins {
    bounds: Vec<Instant>,
    home: Currency,
    sales: Vec<Sales>,
}

impl Bins {
    /// Empty ones between these bounds, which are in order.
    pub(super) fn new(bounds: Vec<Instant>, home: Currency) -> Self {
        let sales = vec![Sales::default(); bounds.len().saturating_sub(1)];
        Self { bounds, home, sales }
    }

    fn at(&mut self, at: Instant) -> Option<&mut Sales> {
        let passed = self.bounds.partition_point(|bound| *bound <= at);
        self.sales.get_mut(passed.checked_sub(1)?)
    }

    fn order(&mut self, order: &Placed, first_at: Option<Instant>, is_new: bool) {
        let home = self.home;
        let Some(sales) = self.at(order.at) else { return };
        sales.n_orders += 1;
        sales.n_new += i64::from(is_new);
        if order.currency != home {
            return *sales.foreign.entry(order.currency).or_default() += 1;
        }
        sales.n_home_orders += 1;
        if is_again(order.at, first_at) {
            sales.again_minor += order.total_minor;
        } else {
            sales.first_minor += order.total_minor;
        }
    }

    fn refund(&mut self, refund: &Refunded, first_at: Option<Instant>) {
        if refund.currency != self.home {
            return;
        }
        let Some(sales) = self.at(refund.at) else { return };
        if is_again(refund.placed_at, first_at) {
            sales.again_refunds_minor += refund.amount_minor;
        } else {
            sales.first_refunds_minor += refund.amount_minor;
        }
    }

    fn and(mut self, other: Self) -> Self {
        let sales = self.sales.into_iter().zip(&other.sales);
        self.sales = sales.map(|(one, other)| one.and(other)).collect();
        self
    }

    /// The stretches in order.
    pub(super) fn into_stretches(self) -> impl Iterator<Item = Stretch> {
        let ends: Vec<_> = self.bounds.iter().skip(1).copied().collect();
        let bins = self.bounds.into_iter().zip(ends).zip(self.sales);
        bins.map(|((start, end), sales)| (start, end, sales))
    }
}

/// Moments in order, and for how many people something held at each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grid {
    moments: Vec<Instant>,
    /// Differences to the moment before.
    steps: Vec<i64>,
}

impl Grid {
    pub(super) fn new(moments: &[Instant]) -> Self {
        Self { moments: moments.to_vec(), steps: vec![0; moments.len() + 1] }
    }

    /// It held for one more from then until that moment, which is left out; or it still holds.
    pub(super) fn hold(&mut self, from: Instant, until: Option<Instant>) {
        let place = |at: Instant| self.moments.partition_point(|moment| *moment < at);
        let (low, high) = (place(from), until.map_or(self.moments.len(), place));
        if low < high {
            self.steps[low] += 1;
            self.steps[high] -= 1;
        }
    }

    /// Both as one; they have the same moments.
    pub(super) fn and(mut self, other: &Self) -> Self {
        self.steps.iter_mut().zip(&other.steps).for_each(|(step, other)| *step += other);
        self
    }

    pub(super) fn counts(&self) -> Vec<i64> {
        let steps = self.steps.iter().take(self.moments.len());
        steps
            .scan(0, |n, step| {
                *n += step;
                Some(*n)
            })
            .collect()
    }
}

/// The last orders of a customer so far.
#[derive(Debug, Clone, Copy)]
struct Latest {
    at: Instant,
    before: Option<Instant>,
}

/// Days in which somebody is active after an order.
const ACTIVE_DAYS: u32 = 90;
/// Days that the repeat purchase rate looks back on.
pub(super) const REPEAT_DAYS: u32 = 365;

/// Everything that is folded from the walk.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    pub(super) bins: [Bins; 4],
    /// With an order in the last 90 days.
    pub(super) active: Grid,
    /// With an order in the last 365 days.
    pub(super) buyers: Grid,
    /// With two of them or more.
    pub(super) repeaters: Grid,
    months: Vec<Instant>,
    /// Customers by the month of their first order and that of this one.
    cells: BTreeMap<(usize, usize), i64>,
}

impl Tally {
    /// Begins a walk over these bins, moments and months.
    pub(super) fn new(bins: [Bins; 4], moments: &[Instant], months: Vec<Instant>) -> Self {
        let grid = Grid::new(moments);
        Self {
            bins,
            active: grid.clone(),
            buyers: grid.clone(),
            repeaters: grid,
            months,
            cells: BTreeMap::new(),
        }
    }

    /// Takes the orders of a customer in the order of time. `first_at` is when she ordered first,
    /// be it before all of these.
    pub(super) fn customer(&mut self, first_at: Instant, orders: impl Iterator<Item = Placed>) {
        let mut last: Option<Latest> = None;
        for order in orders {
            let is_new = last.is_none() && order.at == first_at;
            for bins in &mut self.bins {
                bins.order(&order, Some(first_at), is_new);
            }
            if let Some(last) = last {
                self.hold(last, Some(order.at));
            }
            self.count_month(order.at, first_at, last);
            last = Some(Latest { at: order.at, before: last.map(|last| last.at) });
        }
        if let Some(last) = last {
            self.hold(last, None);
        }
    }

    /// Takes an order of nobody in the book; `first_at` is set for somebody who is out of it.
    pub(super) fn stray(&mut self, order: &Placed, first_at: Option<Instant>) {
        for bins in &mut self.bins {
            bins.order(order, first_at, false);
        }
    }

    /// Takes a refund; they come in any order.
    pub(super) fn refund(&mut self, refund: &Refunded, first_at: Option<Instant>) {
        for bins in &mut self.bins {
            bins.refund(refund, first_at);
        }
    }

    /// Both as one, over different people.
    pub(super) fn and(mut self, other: Self) -> Self {
        let mut bins = other.bins.into_iter();
        self.bins = self.bins.map(|one| match bins.next() {
            Some(other) => one.and(other),
            None => one,
        });
        self.active = self.active.and(&other.active);
        self.buyers = self.buyers.and(&other.buyers);
        self.repeaters = self.repeaters.and(&other.repeaters);
        for (cell, n) in other.cells {
            *self.cells.entry(cell).or_default() += n;
        }
        self
    }

    /// How many whose first order lies in one month ordered in another; months by their place.
    pub(super) fn cell(&self, cohort: usize, month: usize) -> i64 {
        self.cells.get(&(cohort, month)).copied().unwrap_or(0)
    }

    /// While this order is the latest: how long it, and the one before, lie within the days.
    fn hold(&mut self, last: Latest, next: Option<Instant>) {
        // Both ends of the days belong to them.
        let end = |at: Instant, days: u32| {
            let end = at.plus(calendar::DAY * days + Duration::from_micros(1));
            Some(next.map_or(end, |next| next.min(end)))
        };
        self.active.hold(last.at, end(last.at, ACTIVE_DAYS));
        self.buyers.hold(last.at, end(last.at, REPEAT_DAYS));
        if let Some(before) = last.before {
            self.repeaters.hold(last.at, end(before, REPEAT_DAYS));
        }
    }

    fn month(&self, at: Instant) -> Option<usize> {
        let passed = self.months.partition_point(|bound| *bound <= at);
        passed.checked_sub(1).filter(|_| passed < self.months.len())
    }

    /// Counts each customer once in each month.
    fn count_month(&mut self, at: Instant, first_at: Instant, last: Option<Latest>) {
        let Some(month) = self.month(at) else { return };
        let counted = last.is_some_and(|last| self.month(last.at) == Some(month));
        if let (Some(cohort), false) = (self.month(first_at), counted) {
            *self.cells.entry((cohort, month)).or_default() += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i64) -> Instant {
        Instant::from_micros(n * Instant::DAY_MICROS)
    }

    fn placed(n: i64) -> Placed {
        Placed { at: day(n), currency: Currency::EUR, total_minor: 100 }
    }

    /// Customers by the days of their orders.
    fn walked(moments: &[Instant], months: &[Instant], customers: &[&[i64]]) -> Tally {
        let empty = || {
            let bins = [(); 4].map(|()| Bins::new(vec![day(0), day(1_000)], Currency::EUR));
            Tally::new(bins, moments, months.to_vec())
        };
        let tally = |days: &&[i64]| {
            let mut tally = empty();
            tally.customer(day(days[0]), days.iter().map(|n| placed(*n)));
            tally
        };
        customers.iter().map(tally).fold(empty(), Tally::and)
    }

    #[test]
    fn a_window_has_both_its_ends() {
        let moments = [day(10), day(100), day(100).plus(Duration::from_micros(1)), day(375)];
        let tally = walked(&moments, &[], &[&[10]]);
        assert_eq!(tally.active.counts(), [1, 1, 0, 0]);
        assert_eq!(tally.buyers.counts(), [1, 1, 1, 1]);
        assert_eq!(tally.repeaters.counts(), [0; 4]);
    }

    #[test]
    fn somebody_repeats_while_both_orders_lie_within_the_window() {
        let moments = [day(29), day(30), day(375), day(376), day(395), day(396)];
        let tally = walked(&moments, &[], &[&[10, 30]]);
        assert_eq!(tally.repeaters.counts(), [0, 1, 1, 0, 0, 0]);
        assert_eq!(tally.buyers.counts(), [1, 1, 1, 1, 1, 0]);
        let third = walked(&moments, &[], &[&[10, 30, 40]]);
        assert_eq!(third.repeaters.counts(), [0, 1, 1, 1, 1, 0]);
    }

    #[test]
    fn two_orders_at_once_are_one_new_customer() {
        let mut tally = walked(&[day(10)], &[], &[&[10, 10]]);
        tally.stray(&placed(10), None);
        assert_eq!((tally.active.counts(), tally.repeaters.counts()), (vec![1], vec![1]));
        let [bins, ..] = tally.bins;
        let (_, _, sales) = bins.into_stretches().next().unwrap();
        assert_eq!((sales.n_orders, sales.n_new, sales.first_minor), (3, 1, 300));
    }

    #[test]
    fn who_is_out_of_the_book_is_no_new_customer_and_keeps_her_first_order() {
        let mut tally = walked(&[day(10)], &[], &[]);
        tally.stray(&placed(10), Some(day(10)));
        tally.stray(&placed(20), Some(day(10)));
        let [bins, ..] = tally.bins;
        let (_, _, sales) = bins.into_stretches().next().unwrap();
        assert_eq!((sales.n_orders, sales.n_new), (2, 0));
        assert_eq!((sales.first_minor, sales.again_minor), (100, 100));
        assert_eq!(tally.active.counts(), [0]);
    }

    #[test]
    fn months_count_each_customer_once() {
        let months = [day(0), day(30), day(60)];
        let tally = walked(&[], &months, &[&[1, 2, 31, 40], &[5, 60]]);
        assert_eq!((tally.cell(0, 0), tally.cell(0, 1), tally.cell(1, 1)), (2, 1, 0));
    }
}
