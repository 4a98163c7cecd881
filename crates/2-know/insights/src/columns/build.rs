//! Makes a chunk from customers, one at a time.

use super::attribute::AttributeBuilder;
use super::chunk::Chunk;
use super::occurrences::OccurrencesBuilder;
use super::orders::OrdersBuilder;
use super::record::{AttributeRecord, CustomerRecord, Name};
use super::{NO_TIME, ROWS_MAX};
use base::{CustomerId, Instant};
use std::collections::{BTreeMap, HashMap};

/// Collects customers for one chunk.
#[derive(Debug, Default)]
pub struct ChunkBuilder {
    ids: Vec<CustomerId>,
    created_at: Vec<i64>,
    since: Vec<i64>,
    attributes: HashMap<Name, AttributeBuilder>,
    orders: OrdersBuilder,
    activities: HashMap<Name, OccurrencesBuilder>,
}

impl ChunkBuilder {
    /// Begins an empty chunk.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many customers it holds.
    pub fn rows(&self) -> usize {
        self.ids.len()
    }

    /// Whether it holds as many as a chunk may.
    pub fn is_full(&self) -> bool {
        self.rows() >= ROWS_MAX
    }

    /// Adds a customer; ids must come in rising order.
    pub fn push(&mut self, mut record: CustomerRecord) {
        debug_assert!(self.ids.last().is_none_or(|last| *last < record.id), "ids must rise");
        let row = self.rows();
        let since = record.since().map_or(NO_TIME, Instant::as_micros);
        self.ids.push(record.id);
        self.created_at.push(record.created_at.map_or(NO_TIME, Instant::as_micros));
        self.since.push(since);
        let mut by_name: BTreeMap<&Name, Vec<&AttributeRecord>> = BTreeMap::new();
        for attribute in &record.attributes {
            by_name.entry(&attribute.name).or_default().push(attribute);
        }
        for (name, mut records) in by_name {
            if !self.attributes.contains_key(name) {
                self.attributes.insert(name.clone(), AttributeBuilder::default());
            }
            if let Some(builder) = self.attributes.get_mut(name) {
                builder.push(row, &mut records, since);
            }
        }
        self.orders.push(row, &mut record.orders);
        record.activities.sort_by_key(|activity| activity.at);
        for activity in &record.activities {
            if !self.activities.contains_key(&activity.kind) {
                self.activities.insert(activity.kind.clone(), OccurrencesBuilder::default());
            }
            if let Some(builder) = self.activities.get_mut(&activity.kind) {
                builder.push(row, activity.at.as_micros(), &activity.properties);
            }
        }
    }

    /// Makes the chunk.
    pub fn finish(self) -> Chunk {
        let rows = self.ids.len();
        let attributes = self.attributes.into_iter();
        let activities = self.activities.into_iter();
        Chunk {
            ids: self.ids,
            created_at: self.created_at.into(),
            settled_at: self.since.iter().copied().max().unwrap_or(NO_TIME),
            since: self.since.into(),
            attributes: attributes.map(|(name, column)| (name, column.finish(rows))).collect(),
            orders: self.orders.finish(rows),
            activities: activities.map(|(kind, column)| (kind, column.finish(rows))).collect(),
        }
    }
}
