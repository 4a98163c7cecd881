//! One walk over everybody in the columns, on all cores.

use super::tally::{Grid, Placed, Refunded, Tally};
use crate::columns::{Bitmap, Chunk, OrdersAt};
use crate::engine::Columns;
use base::{ConsentState, Currency, Instant};

/// What the walk counts.
#[derive(Debug, Clone)]
pub(super) struct Everybody {
    pub(super) tally: Tally,
    /// Who had agreed to marketing by email.
    pub(super) reachable: Grid,
    /// What each customer with an order spent, refunds taken off, in minor units of the shop's
    /// currency.
    pub(super) spent_minor: Vec<i64>,
}

/// The stretch of time in which orders matter, both ends included, and the shop's currency.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) from: Instant,
    pub(super) to: Instant,
    pub(super) home: Currency,
}

impl Span {
    fn holds(self, at: Instant) -> bool {
        self.from <= at && at <= self.to
    }
}

fn placed(orders: &OrdersAt<'_>, at: i64, place: usize) -> Placed {
    let total = orders.total(orders.order(place));
    let at = Instant::from_micros(at);
    Placed { at, currency: total.currency, total_minor: total.minor }
}

impl Everybody {
    /// Walks over the columns. `empty` has the bins, moments and months to be counted in.
    pub(super) fn walk(columns: &Columns, span: Span, empty: &Self) -> Self {
        let take = |all: &mut Self, chunk: &Chunk, rows: &Bitmap| {
            all.take_orders(chunk, rows, span);
            all.take_refunds(chunk, rows, span);
            all.take_consent(chunk, rows);
        };
        columns.fold(|| empty.clone(), take, Self::and)
    }

    fn and(mut self, other: Self) -> Self {
        self.spent_minor.extend(other.spent_minor);
        Self {
            tally: self.tally.and(other.tally),
            reachable: self.reachable.and(&other.reachable),
            spent_minor: self.spent_minor,
        }
    }

    /// Orders as they stand now: what was cancelled later does not count in any stretch.
    fn take_orders(&mut self, chunk: &Chunk, rows: &Bitmap, span: Span) {
        let now = chunk.at(i64::MAX);
        let orders = now.orders();
        let (runs, (money, minor, currencies)) = (orders.runs(), orders.money());
        let home = orders.currency_code(span.home);
        for row in rows.iter() {
            let places = runs.starts[row] as usize..runs.ends[row] as usize;
            if places.is_empty() {
                continue;
            }
            let first_at = Instant::from_micros(runs.at[places.start]);
            let those = places.map(|place| placed(orders, runs.at[place], place));
            self.tally.customer(first_at, those.filter(|order| span.holds(order.at)));
            let entries = money.starts[row] as usize..money.ends[row] as usize;
            let own = entries.filter(|entry| Some(currencies[*entry]) == home);
            let spent = own.fold(0_i64, |spent, entry| spent.saturating_add(minor[entry]));
            self.spent_minor.push(spent);
        }
    }

    /// What went back, whenever it was sold.
    fn take_refunds(&mut self, chunk: &Chunk, rows: &Bitmap, span: Span) {
        let now = chunk.at(i64::MAX);
        let orders = now.orders();
        let (runs, mut row) = (orders.runs(), 0);
        // They lie in the order of orders, and those of orders that do not count lie behind.
        for (place, at, amount_minor) in chunk.orders().refunds() {
            while runs.ends.get(row).is_some_and(|end| end <= place) {
                row += 1;
            }
            if row == rows.rows() {
                break;
            }
            let at = Instant::from_micros(*at);
            if rows.get(row) && span.holds(at) {
                let order = placed(orders, runs.at[*place as usize], *place as usize);
                let (currency, placed_at) = (order.currency, order.at);
                let back = Refunded { at, amount_minor: *amount_minor, currency, placed_at };
                let first_at = Instant::from_micros(runs.at[runs.starts[row] as usize]);
                self.tally.refund(&back, Some(first_at));
            }
        }
    }

    /// Consent as it was known at each time, as a segment of that time would find it.
    fn take_consent(&mut self, chunk: &Chunk, rows: &Bitmap) {
        let Some(consent) = chunk.attributes().get("email_consent") else { return };
        let since = chunk.since();
        consent.each_stretch(rows, ConsentState::Granted.as_str(), |row, from, until| {
            let from = from.max(since[row]);
            let until = (until < i64::MAX).then(|| Instant::from_micros(until));
            self.reachable.hold(Instant::from_micros(from), until);
        });
    }
}
