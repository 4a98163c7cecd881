//! The one walk over orders and refunds from which all figures of sales and of buyers are folded.

use super::calendar;
use super::sales::Sales;
use base::{Currency, CustomerId, Instant};
use std::collections::HashMap;
use std::time::Duration;

/// An order that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) at: Instant,
    /// None for a text that is no code.
    pub(super) currency: Option<Currency>,
    pub(super) total_minor: i64,
    /// When its customer ordered first; none where nobody is known.
    pub(super) first_at: Option<Instant>,
    /// Its customer, unless she is out of the book.
    pub(super) customer: Option<CustomerId>,
}

/// Money that went back for an order that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refunded {
    pub(super) at: Instant,
    pub(super) amount_minor: i64,
    pub(super) currency: Option<Currency>,
    pub(super) placed_at: Instant,
    pub(super) first_at: Option<Instant>,
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

    fn order(&mut self, order: &Placed, is_new: bool) {
        let home = self.home;
        let Some(sales) = self.at(order.at) else { return };
        sales.n_orders += 1;
        sales.n_new += i64::from(is_new);
        match order.currency {
            Some(currency) if currency == home => {}
            Some(currency) => return *sales.foreign.entry(currency).or_default() += 1,
            None => return,
        }
        sales.n_home_orders += 1;
        if is_again(order.at, order.first_at) {
            sales.again_minor += order.total_minor;
        } else {
            sales.first_minor += order.total_minor;
        }
    }

    fn refund(&mut self, refund: &Refunded) {
        if refund.currency != Some(self.home) {
            return;
        }
        let Some(sales) = self.at(refund.at) else { return };
        if is_again(refund.placed_at, refund.first_at) {
            sales.again_refunds_minor += refund.amount_minor;
        } else {
            sales.first_refunds_minor += refund.amount_minor;
        }
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
    cells: HashMap<(usize, usize), i64>,
    latest: HashMap<CustomerId, Latest>,
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
            cells: HashMap::new(),
            latest: HashMap::new(),
        }
    }

    /// Takes the next order; they come in the order of time.
    pub(super) fn order(&mut self, order: &Placed) {
        let last = order.customer.and_then(|customer| self.latest.get(&customer).copied());
        let is_first = order.customer.is_some() && order.first_at == Some(order.at);
        let is_new = is_first && last.is_none();
        for bins in &mut self.bins {
            bins.order(order, is_new);
        }
        let Some(customer) = order.customer else { return };
        if let Some(last) = last {
            self.hold(last, Some(order.at));
        }
        self.count_month(order, last);
        let latest = Latest { at: order.at, before: last.map(|last| last.at) };
        self.latest.insert(customer, latest);
    }

    /// Takes a refund; they come in any order.
    pub(super) fn refund(&mut self, refund: &Refunded) {
        for bins in &mut self.bins {
            bins.refund(refund);
        }
    }

    /// Ends the walk: nobody ordered again.
    pub(super) fn end(&mut self) {
        for last in std::mem::take(&mut self.latest).into_values() {
            self.hold(last, None);
        }
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
    fn count_month(&mut self, order: &Placed, last: Option<Latest>) {
        let (Some(first_at), Some(month)) = (order.first_at, self.month(order.at)) else { return };
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

    fn placed(n: i64, first: i64, who: u8) -> Placed {
        Placed {
            at: day(n),
            currency: Some(Currency::EUR),
            total_minor: 100,
            first_at: Some(day(first)),
            customer: Some(CustomerId::from_bytes([who; 16])),
        }
    }

    fn walked(moments: &[Instant], months: Vec<Instant>, orders: &[Placed]) -> Tally {
        let bins = [(); 4].map(|()| Bins::new(vec![day(0), day(1_000)], Currency::EUR));
        let mut tally = Tally::new(bins, moments, months);
        for order in orders {
            tally.order(order);
        }
        tally.end();
        tally
    }

    #[test]
    fn a_window_has_both_its_ends() {
        let moments = [day(10), day(100), day(100).plus(Duration::from_micros(1)), day(375)];
        let tally = walked(&moments, vec![], &[placed(10, 10, 1)]);
        assert_eq!(tally.active.counts(), [1, 1, 0, 0]);
        assert_eq!(tally.buyers.counts(), [1, 1, 1, 1]);
        assert_eq!(tally.repeaters.counts(), [0; 4]);
    }

    #[test]
    fn somebody_repeats_while_both_orders_lie_within_the_window() {
        let moments = [day(29), day(30), day(375), day(376), day(395), day(396)];
        let orders = [placed(10, 10, 1), placed(30, 10, 1)];
        let tally = walked(&moments, vec![], &orders);
        assert_eq!(tally.repeaters.counts(), [0, 1, 1, 0, 0, 0]);
        assert_eq!(tally.buyers.counts(), [1, 1, 1, 1, 1, 0]);
        let third = walked(&moments, vec![], &[orders[0], orders[1], placed(40, 10, 1)]);
        assert_eq!(third.repeaters.counts(), [0, 1, 1, 1, 1, 0]);
    }

    #[test]
    fn two_orders_at_once_are_one_new_customer() {
        let nobody = Placed { first_at: None, customer: None, ..placed(10, 10, 9) };
        let tally = walked(&[day(10)], vec![], &[placed(10, 10, 1), placed(10, 10, 1), nobody]);
        assert_eq!((tally.active.counts(), tally.repeaters.counts()), (vec![1], vec![1]));
        let [bins, ..] = tally.bins;
        let (_, _, sales) = bins.into_stretches().next().unwrap();
        assert_eq!((sales.n_orders, sales.n_new, sales.first_minor), (3, 1, 300));
    }

    #[test]
    fn months_count_each_customer_once() {
        let months = vec![day(0), day(30), day(60)];
        let orders = [
            placed(1, 1, 1),
            placed(2, 1, 1),
            placed(5, 5, 2),
            placed(31, 1, 1),
            placed(40, 1, 1),
            placed(60, 5, 2),
        ];
        let tally = walked(&[], months, &orders);
        assert_eq!((tally.cell(0, 0), tally.cell(0, 1), tally.cell(1, 1)), (2, 1, 0));
    }
}
