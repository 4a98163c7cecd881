//! The buffers of a chunk as they are, for those who keep chunks in files.

use super::attribute::{AttributeBuilder, AttributeColumn, Versions};
use super::chunk::Chunk;
use super::dictionary::{Codes, Dictionary};
use super::index::Index;
use super::occurrences::{Occurrences, PropertyColumn};
use super::orders::{Money, Orders};
use super::record::{AttributeRecord, Name};
use arrow_buffer::ScalarBuffer;
use base::{Currency, CustomerId};
use std::collections::BTreeMap;

/// What a chunk is made of.
#[derive(Debug)]
pub(crate) struct ChunkParts<'a> {
    pub(crate) ids: &'a [CustomerId],
    pub(crate) created_at: &'a ScalarBuffer<i64>,
    pub(crate) since: &'a ScalarBuffer<i64>,
    pub(crate) attributes: &'a BTreeMap<Name, AttributeColumn>,
    pub(crate) orders: &'a Orders,
    pub(crate) activities: &'a BTreeMap<Name, Occurrences>,
}

impl Chunk {
    pub(crate) fn parts(&self) -> ChunkParts<'_> {
        let Self { ids, created_at, since, attributes, orders, activities, .. } = self;
        ChunkParts { ids, created_at, since, attributes, orders, activities }
    }

    pub(crate) fn from_parts(parts: ChunkParts<'_>) -> Self {
        Self {
            ids: parts.ids.to_vec(),
            created_at: parts.created_at.clone(),
            since: parts.since.clone(),
            settled_at: parts.since.iter().copied().max().unwrap_or(super::NO_TIME),
            attributes: parts.attributes.clone(),
            orders: parts.orders.clone(),
            activities: parts.activities.clone(),
        }
    }

    /// Puts attributes beside those that are there. The records are handed over row by row.
    pub(crate) fn add_attributes(&mut self, mut rows: impl FnMut(usize) -> Vec<AttributeRecord>) {
        let mut builders: BTreeMap<Name, AttributeBuilder> = BTreeMap::new();
        for row in 0..self.rows() {
            let records = rows(row);
            let mut by_name: BTreeMap<&Name, Vec<&AttributeRecord>> = BTreeMap::new();
            for record in &records {
                by_name.entry(&record.name).or_default().push(record);
            }
            for (name, mut records) in by_name {
                let builder = builders.entry(name.clone()).or_default();
                builder.push(row, &mut records, self.since[row]);
            }
        }
        let n = self.rows();
        let made = builders.into_iter().map(|(name, builder)| (name, builder.finish(n)));
        self.attributes.extend(made);
    }
}

/// What an attribute is made of.
#[derive(Debug)]
pub(crate) struct AttributeParts<'a> {
    pub(crate) codes: &'a Codes,
    pub(crate) dictionary: &'a Dictionary,
    pub(crate) extra: &'a [(u32, u32)],
    pub(crate) versions: &'a Versions,
}

impl AttributeColumn {
    pub(crate) fn parts(&self) -> AttributeParts<'_> {
        let Self { codes, dictionary, extra, versions, .. } = self;
        AttributeParts { codes, dictionary, extra, versions }
    }

    pub(crate) fn from_parts(
        codes: Codes,
        dictionary: Dictionary,
        extra: Vec<(u32, u32)>,
        versions: Versions,
    ) -> Self {
        let settled_at = versions.at.iter().copied().max().unwrap_or(i64::MIN);
        let index = Index::new(dictionary.n_codes());
        Self { codes, dictionary, extra, versions, settled_at, index }
    }
}

impl Occurrences {
    pub(crate) fn offsets(&self) -> &ScalarBuffer<u32> {
        &self.offsets
    }

    pub(crate) fn times(&self) -> &ScalarBuffer<i64> {
        &self.at
    }

    pub(crate) fn properties(&self) -> &BTreeMap<Name, PropertyColumn> {
        &self.properties
    }

    pub(crate) fn from_parts(
        offsets: ScalarBuffer<u32>,
        at: ScalarBuffer<i64>,
        properties: BTreeMap<Name, PropertyColumn>,
    ) -> Self {
        let settled_at = at.iter().copied().max().unwrap_or(i64::MIN);
        Self { offsets, at, properties, settled_at }
    }
}

/// What orders are made of; the money of now follows from it.
#[derive(Debug)]
pub(crate) struct OrdersParts<'a> {
    pub(crate) offsets: &'a ScalarBuffer<u32>,
    pub(crate) at: &'a ScalarBuffer<i64>,
    pub(crate) total: &'a ScalarBuffer<i64>,
    pub(crate) currency: &'a ScalarBuffer<u8>,
    pub(crate) status: &'a ScalarBuffer<u8>,
    pub(crate) aside: &'a ScalarBuffer<u32>,
    pub(crate) lines: &'a ScalarBuffer<u32>,
    pub(crate) currencies: &'a [Currency],
    pub(crate) states: &'a [(u32, i64, u8)],
    pub(crate) refunds: &'a [(u32, i64, i64)],
    pub(crate) properties: &'a BTreeMap<Name, PropertyColumn>,
    pub(crate) line_properties: &'a BTreeMap<Name, PropertyColumn>,
}

impl Orders {
    pub(crate) fn parts(&self) -> OrdersParts<'_> {
        OrdersParts {
            offsets: &self.offsets,
            at: &self.at,
            total: &self.total,
            currency: &self.currency,
            status: &self.status,
            aside: &self.aside,
            lines: &self.lines,
            currencies: &self.currencies,
            states: &self.states,
            refunds: &self.refunds,
            properties: &self.properties,
            line_properties: &self.line_properties,
        }
    }

    pub(crate) fn from_parts(parts: &OrdersParts<'_>) -> Self {
        let orders = Self {
            offsets: parts.offsets.clone(),
            at: parts.at.clone(),
            total: parts.total.clone(),
            currency: parts.currency.clone(),
            status: parts.status.clone(),
            aside: parts.aside.clone(),
            lines: parts.lines.clone(),
            currencies: parts.currencies.to_vec(),
            states: parts.states.to_vec(),
            refunds: parts.refunds.to_vec(),
            properties: parts.properties.clone(),
            line_properties: parts.line_properties.clone(),
            money: Money::default(),
            settled_at: i64::MIN,
        };
        orders.settle()
    }
}
