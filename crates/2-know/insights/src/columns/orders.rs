//! The orders of all customers of a chunk, with their lines and their money.
//!
//! Orders that count now come first, in the order of rows and times, so that a window over them
//! needs no filter; those that do not (pending, cancelled) follow behind and matter only for
//! moments in the past.

use super::occurrences::{PropertiesBuilder, PropertyColumn, Runs, properties_of};
use super::record::{LineRecord, Name, OrderRecord, PropertyValue};
use arrow_buffer::ScalarBuffer;
use base::{Currency, Instant, OrderStatus, RefundFact};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The orders of a chunk.
///
/// | column | type | meaning |
/// | --- | --- | --- |
/// | `offsets` | u32, rows + 1 | the orders of a row that count now |
/// | `at` | i64 | when placed; in order within a row |
/// | `total`, `currency` | i64, u8 | what was paid, in minor units of `currencies[code]` |
/// | `status` | u8 | the latest state, by its place in `OrderStatus::ALL` |
/// | `aside` | u32 | the rows of the orders behind the counting ones, in order |
/// | `states`, `refunds` | by order and time | history; absent for orders with one plain state |
/// | `lines` | u32, orders + 1 | order `o` has the lines from `lines[o]` to `lines[o + 1]` |
#[derive(Debug, Clone, PartialEq)]
pub struct Orders {
    pub(super) offsets: ScalarBuffer<u32>,
    pub(super) at: ScalarBuffer<i64>,
    pub(super) total: ScalarBuffer<i64>,
    pub(super) currency: ScalarBuffer<u8>,
    pub(super) status: ScalarBuffer<u8>,
    pub(super) aside: ScalarBuffer<u32>,
    pub(super) currencies: Vec<Currency>,
    pub(super) states: Vec<(u32, i64, u8)>,
    pub(super) refunds: Vec<(u32, i64, i64)>,
    pub(super) lines: ScalarBuffer<u32>,
    pub(super) properties: BTreeMap<Name, PropertyColumn>,
    pub(super) line_properties: BTreeMap<Name, PropertyColumn>,
    pub(super) money: Money,
    /// The time of the latest order, state or refund.
    pub(super) settled_at: i64,
}

/// Totals and refunds of the counting orders, by row and time.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Money {
    pub(super) offsets: Vec<u32>,
    pub(super) at: Vec<i64>,
    pub(super) minor: Vec<i64>,
    pub(super) order: Vec<u32>,
    pub(super) currency: Vec<u8>,
}

/// The orders as of a moment: only those that count.
#[derive(Debug)]
pub struct OrdersAt<'a> {
    of: &'a Orders,
    offsets: Cow<'a, [u32]>,
    at: Cow<'a, [i64]>,
    /// Which order each is; absent: as they are.
    index: Option<Vec<u32>>,
    status: Cow<'a, [u8]>,
    money: Cow<'a, Money>,
}

impl<'a> OrdersAt<'a> {
    /// The counting orders of each row, by when they were placed.
    pub fn runs(&self) -> Runs<'_> {
        let rows = self.offsets.len() - 1;
        Runs { starts: &self.offsets[..rows], ends: &self.offsets[1..], at: &self.at }
    }

    /// The order that lies at a place of the runs: a key for everything else here.
    #[inline]
    pub fn order(&self, place: usize) -> usize {
        self.index.as_ref().map_or(place, |index| index[place] as usize)
    }

    /// Whether an order is the same number as its place.
    pub fn is_plain(&self) -> bool {
        self.index.is_none()
    }

    /// The totals and refunds of each row in the order of time: runs, amounts in minor units, and
    /// the code of each one's currency.
    pub fn money(&self) -> (Runs<'_>, &[i64], &[u8]) {
        let Money { offsets, at, minor, currency, .. } = &*self.money;
        let rows = offsets.len() - 1;
        (Runs { starts: &offsets[..rows], ends: &offsets[1..], at }, minor, currency)
    }

    /// The order to which each total or refund belongs.
    pub fn money_orders(&self) -> &[u32] {
        &self.money.order
    }

    /// The code of a currency in this chunk.
    pub fn currency_code(&self, currency: Currency) -> Option<u8> {
        let place = self.of.currencies.iter().position(|other| *other == currency);
        place.map(|place| place as u8)
    }

    /// The amount of an order.
    pub fn total(&self, order: usize) -> base::Money {
        let currency = self.of.currencies[self.of.currency[order] as usize];
        base::Money::new(self.of.total[order], currency)
    }

    /// The state of an order.
    pub fn status(&self, order: usize) -> OrderStatus {
        OrderStatus::ALL[self.status[order] as usize].0
    }

    /// The places of an order's lines.
    #[inline]
    pub fn lines(&self, order: usize) -> std::ops::Range<usize> {
        self.of.lines[order] as usize..self.of.lines[order + 1] as usize
    }

    /// A property of each order.
    pub fn property(&self, name: &str) -> Option<&'a PropertyColumn> {
        self.of.properties.get(name)
    }

    /// A property of each line.
    pub fn line_property(&self, name: &str) -> Option<&'a PropertyColumn> {
        self.of.line_properties.get(name)
    }
}

impl Orders {
    /// The orders as of a moment in microseconds.
    pub fn at(&self, moment: i64) -> OrdersAt<'_> {
        if moment >= self.settled_at {
            return OrdersAt {
                of: self,
                offsets: Cow::Borrowed(&self.offsets),
                at: Cow::Borrowed(&self.at),
                index: None,
                status: Cow::Borrowed(&self.status),
                money: Cow::Borrowed(&self.money),
            };
        }
        let mut status = self.status.to_vec();
        for states in self.states.chunk_by(|left, right| left.0 == right.0) {
            let known = states.iter().rev().find(|(_, at, _)| *at <= moment);
            let placed = status_code(OrderStatus::Placed);
            status[states[0].0 as usize] = known.map_or(placed, |(.., state)| *state);
        }
        let counts = |order: &usize| {
            self.at[*order] <= moment && OrderStatus::ALL[status[*order] as usize].0.counts()
        };
        let (mut offsets, mut at, mut index) = (vec![0_u32], Vec::new(), Vec::new());
        for row in 0..self.offsets.len() - 1 {
            let mut orders: Vec<_> = self.of_row(row).filter(counts).collect();
            orders.sort_by_key(|order| self.at[*order]);
            at.extend(orders.iter().map(|order| self.at[*order]));
            index.extend(orders.iter().map(|order| *order as u32));
            offsets.push(at.len() as u32);
        }
        let money = self.money_of(&offsets, &index, moment);
        OrdersAt {
            of: self,
            offsets: Cow::Owned(offsets),
            at: Cow::Owned(at),
            index: Some(index),
            status: Cow::Owned(status),
            money: Cow::Owned(money),
        }
    }

    /// All orders of a row, counting or not.
    fn of_row(&self, row: usize) -> impl Iterator<Item = usize> + '_ {
        let n_main = self.offsets[self.offsets.len() - 1] as usize;
        let first = self.aside.partition_point(|other| (*other as usize) < row);
        let n = self.aside[first..].iter().take_while(move |other| **other as usize == row).count();
        let aside = n_main + first..n_main + first + n;
        (self.offsets[row] as usize..self.offsets[row + 1] as usize).chain(aside)
    }

    /// Totals and refunds up to a moment of the orders given by row.
    fn money_of(&self, offsets: &[u32], orders: &[u32], moment: i64) -> Money {
        let mut money = Money { offsets: vec![0], ..Money::default() };
        for row in offsets.windows(2) {
            let mut entries = Vec::new();
            for order in &orders[row[0] as usize..row[1] as usize] {
                let placed = *order as usize;
                entries.push((self.at[placed], *order, self.total[placed]));
                let refunds = self.refunds_of(*order).iter().filter(|(_, at, _)| *at <= moment);
                entries.extend(refunds.map(|(_, at, minor)| (*at, *order, -minor)));
            }
            entries.sort_by_key(|(at, ..)| *at);
            for (at, order, minor) in entries {
                money.at.push(at);
                money.minor.push(minor);
                money.order.push(order);
                money.currency.push(self.currency[order as usize]);
            }
            money.offsets.push(money.at.len() as u32);
        }
        money
    }

    fn refunds_of(&self, order: u32) -> &[(u32, i64, i64)] {
        let first = self.refunds.partition_point(|(other, ..)| *other < order);
        let n = self.refunds[first..].iter().take_while(|(other, ..)| *other == order).count();
        &self.refunds[first..first + n]
    }

    /// What went back, in the order of orders: which order, when, and how much in minor units.
    pub fn refunds(&self) -> &[(u32, i64, i64)] {
        &self.refunds
    }

    /// Makes the money of now, and finds the time from which on it holds.
    pub(super) fn settle(mut self) -> Self {
        let times = self.at.iter().chain(self.states.iter().map(|(_, at, _)| at));
        let times = times.chain(self.refunds.iter().map(|(_, at, _)| at));
        self.settled_at = times.copied().max().unwrap_or(i64::MIN);
        let n_main = self.offsets[self.offsets.len() - 1];
        let all: Vec<u32> = (0..n_main).collect();
        self.money = self.money_of(&self.offsets, &all, i64::MAX);
        self.money.at.shrink_to_fit();
        self.money.minor.shrink_to_fit();
        self.money.order.shrink_to_fit();
        self.money.currency.shrink_to_fit();
        self.states.shrink_to_fit();
        self
    }

    /// The names of the properties of orders.
    pub fn property_names(&self) -> impl Iterator<Item = &Name> {
        self.properties.keys()
    }

    /// The names of the properties of lines.
    pub fn line_property_names(&self) -> impl Iterator<Item = &Name> {
        self.line_properties.keys()
    }

    /// The property of orders, or else of lines, of that name.
    pub fn any_property(&self, name: &str) -> Option<&PropertyColumn> {
        self.properties.get(name).or_else(|| self.line_properties.get(name))
    }

    /// The records from which a row was built.
    pub(super) fn records(&self, row: usize) -> Vec<OrderRecord> {
        self.of_row(row).map(|order| self.record(order)).collect()
    }

    fn record(&self, order: usize) -> OrderRecord {
        let instant = Instant::from_micros;
        let first = self.states.partition_point(|(other, ..)| (*other as usize) < order);
        let states = self.states[first..].iter().take_while(|(other, ..)| *other as usize == order);
        let mut states: Vec<_> = states
            .map(|(_, at, status)| (instant(*at), OrderStatus::ALL[*status as usize].0))
            .collect();
        if states.is_empty() {
            let status = OrderStatus::ALL[self.status[order] as usize].0;
            states.push((instant(self.at[order]), status));
        }
        let refund = |(_, at, minor): &(u32, i64, i64)| RefundFact {
            at: instant(*at),
            amount_minor: *minor,
        };
        let lines = self.lines[order] as usize..self.lines[order + 1] as usize;
        OrderRecord {
            placed_at: instant(self.at[order]),
            currency: self.currencies[self.currency[order] as usize],
            total_minor: self.total[order],
            states,
            refunds: self.refunds_of(order as u32).iter().map(refund).collect(),
            properties: properties_of(&self.properties, order),
            lines: lines.map(|line| self.line(line)).collect(),
        }
    }

    fn line(&self, line: usize) -> LineRecord {
        let mut properties = properties_of(&self.line_properties, line);
        let mut quantity = 0.0;
        properties.retain(|(name, value)| match value {
            PropertyValue::Number(number) if &**name == QUANTITY => {
                quantity = *number;
                false
            }
            _ => true,
        });
        LineRecord { quantity, properties }
    }
}

/// The property of lines that holds their pieces.
pub(super) const QUANTITY: &str = "quantity";

fn status_code(status: OrderStatus) -> u8 {
    OrderStatus::ALL.iter().position(|(other, _)| *other == status).unwrap_or(0) as u8
}

/// Collects the orders of a chunk.
#[derive(Debug, Default)]
pub(super) struct OrdersBuilder {
    main: Part,
    aside: Part,
}

/// Orders with the row of each.
#[derive(Debug, Default)]
struct Part {
    rows: Vec<u32>,
    at: Vec<i64>,
    total: Vec<i64>,
    currency: Vec<Currency>,
    status: Vec<u8>,
    states: Vec<(u32, i64, u8)>,
    refunds: Vec<(u32, i64, i64)>,
    properties: Vec<Vec<(Name, PropertyValue)>>,
    lines: Vec<Vec<LineRecord>>,
}

impl Part {
    fn push(&mut self, row: usize, record: &mut OrderRecord) {
        let order = self.rows.len() as u32;
        let states = &record.states;
        let status = states.last().map_or(OrderStatus::Placed, |(_, status)| *status);
        self.rows.push(row as u32);
        self.at.push(record.placed_at.as_micros());
        self.total.push(record.total_minor);
        self.currency.push(record.currency);
        self.status.push(status_code(status));
        let is_plain = match &states[..] {
            [] => true,
            [(at, _)] => *at <= record.placed_at,
            _ => false,
        };
        if !is_plain {
            let state = |(at, status): &(Instant, _)| (order, at.as_micros(), status_code(*status));
            self.states.extend(states.iter().map(state));
        }
        let refund = |refund: &RefundFact| (order, refund.at.as_micros(), refund.amount_minor);
        let first = self.refunds.len();
        self.refunds.extend(record.refunds.iter().map(refund));
        self.refunds[first..].sort_unstable_by_key(|(_, at, _)| *at);
        self.properties.push(std::mem::take(&mut record.properties));
        self.lines.push(std::mem::take(&mut record.lines));
    }
}

impl OrdersBuilder {
    /// Adds the orders of a row; rows come in order.
    pub(super) fn push(&mut self, row: usize, records: &mut [OrderRecord]) {
        records.sort_by_key(|record| record.placed_at);
        for record in records {
            record.states.sort_by_key(|(at, _)| *at);
            let latest = record.states.last().map_or(OrderStatus::Placed, |(_, status)| *status);
            let part = if latest.counts() { &mut self.main } else { &mut self.aside };
            part.push(row, record);
        }
    }

    pub(super) fn finish(self, rows: usize) -> Orders {
        let Self { main, aside } = self;
        let n_main = main.rows.len() as u32;
        let mut offsets = vec![0_u32; rows + 1];
        main.rows.iter().for_each(|row| offsets[*row as usize + 1] += 1);
        for row in 0..rows {
            offsets[row + 1] += offsets[row];
        }
        let mut currencies: Vec<_> = main.currency.iter().chain(&aside.currency).copied().collect();
        currencies.sort_unstable();
        currencies.dedup();
        let code = |currency: &Currency| currencies.binary_search(currency).unwrap_or(0) as u8;
        let (mut properties, mut line_properties) =
            (PropertiesBuilder::default(), PropertiesBuilder::default());
        let mut lines = vec![0_u32];
        let quantity: Name = QUANTITY.into();
        let mut n_lines = 0;
        let n_orders = main.rows.len() + aside.rows.len();
        for (order, found) in main.properties.iter().chain(&aside.properties).enumerate() {
            properties.push(order, found);
        }
        for found in main.lines.iter().chain(&aside.lines) {
            for line in found {
                let pieces = [(quantity.clone(), PropertyValue::Number(line.quantity))];
                line_properties.push(n_lines, &pieces);
                line_properties.push(n_lines, &line.properties);
                n_lines += 1;
            }
            lines.push(n_lines as u32);
        }
        let states = aside.states.iter().map(|(o, at, status)| (o + n_main, *at, *status));
        let refunds = aside.refunds.iter().map(|(o, at, minor)| (o + n_main, *at, *minor));
        let orders = Orders {
            offsets: offsets.into(),
            currency: main.currency.iter().chain(&aside.currency).map(code).collect(),
            at: main.at.into_iter().chain(aside.at).collect(),
            total: main.total.into_iter().chain(aside.total).collect(),
            status: main.status.into_iter().chain(aside.status).collect(),
            aside: aside.rows.into(),
            states: main.states.iter().copied().chain(states).collect(),
            refunds: main.refunds.iter().copied().chain(refunds).collect(),
            currencies,
            lines: lines.into(),
            properties: properties.finish(n_orders),
            line_properties: line_properties.finish(n_lines),
            money: Money::default(),
            settled_at: i64::MIN,
        };
        orders.settle()
    }
}
