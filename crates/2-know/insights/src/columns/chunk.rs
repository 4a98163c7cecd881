//! A chunk of customers, and its view as of a moment.

use super::NO_TIME;
use super::attribute::{AttributeAt, AttributeColumn};
use super::bitmap::Bitmap;
use super::occurrences::{Occurrences, OccurrencesAt, properties_of};
use super::orders::{Orders, OrdersAt};
use super::record::{ActivityRecord, CustomerRecord, Name};
use arrow_buffer::ScalarBuffer;
use base::{CustomerId, Instant};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// Customers in the order of their ids, one row each. Never changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Chunk {
    pub(super) ids: Vec<CustomerId>,
    /// Microseconds; [`NO_TIME`] where no source says so.
    pub(super) created_at: ScalarBuffer<i64>,
    /// The first moment at which anything was known; [`NO_TIME`]: always.
    pub(super) since: ScalarBuffer<i64>,
    /// The latest of `since`.
    pub(super) settled_at: i64,
    pub(super) attributes: BTreeMap<Name, AttributeColumn>,
    pub(super) orders: Orders,
    pub(super) activities: BTreeMap<Name, Occurrences>,
}

impl Chunk {
    /// How many customers.
    pub fn rows(&self) -> usize {
        self.ids.len()
    }

    /// The customers, in order.
    pub fn ids(&self) -> &[CustomerId] {
        &self.ids
    }

    /// The row of a customer.
    pub fn row(&self, id: CustomerId) -> Option<usize> {
        self.ids.binary_search(&id).ok()
    }

    /// The attributes that anyone has here.
    pub fn attributes(&self) -> &BTreeMap<Name, AttributeColumn> {
        &self.attributes
    }

    /// The kinds of activities that occur here.
    pub fn activities(&self) -> &BTreeMap<Name, Occurrences> {
        &self.activities
    }

    /// The orders.
    pub fn orders(&self) -> &Orders {
        &self.orders
    }

    /// The first moment at which anything was known of each customer, in microseconds, or
    /// [`NO_TIME`].
    pub fn since(&self) -> &[i64] {
        &self.since
    }

    /// The chunk as of a moment in microseconds.
    pub fn at(&self, moment: i64) -> ChunkAt<'_> {
        let exists = (moment < self.settled_at).then(|| {
            let all = Bitmap::all(self.rows());
            Bitmap::select(&all, |row| self.since[row] <= moment)
        });
        ChunkAt { chunk: self, moment, exists, orders: OnceCell::new() }
    }

    /// The customer of a row, as she was given to the builder up to the order of her lists.
    pub fn record(&self, row: usize) -> CustomerRecord {
        let attributes = self.attributes.iter();
        let time = |at: i64| (at != NO_TIME).then(|| Instant::from_micros(at));
        let mut activities = Vec::new();
        for (kind, occurrences) in &self.activities {
            activities.extend(occurrences.of_row(row).map(|(place, at)| ActivityRecord {
                kind: kind.clone(),
                at: Instant::from_micros(at),
                properties: properties_of(&occurrences.properties, place),
            }));
        }
        CustomerRecord {
            id: self.ids[row],
            known_since: time(self.since[row]),
            created_at: time(self.created_at[row]),
            attributes: attributes.flat_map(|(name, column)| column.records(name, row)).collect(),
            orders: self.orders.records(row),
            activities,
        }
    }
}

/// A chunk as of a moment: nothing later exists in it.
#[derive(Debug)]
pub struct ChunkAt<'a> {
    chunk: &'a Chunk,
    moment: i64,
    /// Absent when all do.
    exists: Option<Bitmap>,
    orders: OnceCell<OrdersAt<'a>>,
}

impl<'a> ChunkAt<'a> {
    /// How many rows, existing or not.
    pub fn rows(&self) -> usize {
        self.chunk.rows()
    }

    /// The rows among these whose customers exist by then.
    pub fn existing<'b>(&self, rows: &'b Bitmap) -> Cow<'b, Bitmap> {
        match &self.exists {
            None => Cow::Borrowed(rows),
            Some(exists) => {
                let mut rows = rows.clone();
                rows.keep(exists);
                Cow::Owned(rows)
            }
        }
    }

    /// The moment, in microseconds.
    pub fn moment(&self) -> i64 {
        self.moment
    }

    /// The chunk itself.
    pub fn chunk(&self) -> &'a Chunk {
        self.chunk
    }

    /// When each customer became known, in microseconds, or [`NO_TIME`].
    pub fn created_at(&self) -> &'a [i64] {
        &self.chunk.created_at
    }

    /// An attribute, where anyone here ever had it.
    pub fn attribute(&self, name: &str) -> Option<AttributeAt<'a>> {
        self.chunk.attributes.get(name).map(|column| column.at(self.moment))
    }

    /// The orders that count by then.
    pub fn orders(&self) -> &OrdersAt<'a> {
        self.orders.get_or_init(|| self.chunk.orders.at(self.moment))
    }

    /// A kind of activity, where it occurs here at all.
    pub fn activity(&self, kind: &str) -> Option<OccurrencesAt<'a>> {
        self.chunk.activities.get(kind).map(|occurrences| occurrences.at(self.moment))
    }
}
