//! What conditions are compiled against: a moment, the shop, and the names that exist.

use crate::columns::{Chunk, Name};
use crate::language::{Tree, names};
use crate::rfm::Cutoffs;
use base::{Currency, Zone};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that gives a sentence its meaning besides the columns.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The moment of evaluation, in microseconds UTC; nothing later exists.
    pub at: i64,
    /// The shop's zone: where days begin.
    pub zone: &'a Zone,
    /// The shop's currency: what a plain number of money means.
    pub currency: Currency,
    /// The names that exist.
    pub names: &'a Names,
    /// The saved segments by name in lower case.
    pub segments: &'a BTreeMap<String, Tree>,
    /// Where the fifths of RFM part at this moment.
    pub rfm: &'a Cutoffs,
}

/// The names that occur in the columns: what can be asked about beyond the common words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Kinds of activities with the properties that occur.
    pub kinds: BTreeMap<Name, BTreeSet<Name>>,
    /// The shop's own attributes, without `attribute.`.
    pub attributes: BTreeSet<Name>,
    /// Properties of orders that occur.
    pub order_properties: BTreeSet<Name>,
    /// Properties of lines that occur.
    pub line_properties: BTreeSet<Name>,
    /// The values of attributes that have few of them, by full name.
    pub values: BTreeMap<Name, BTreeSet<String>>,
}

/// An attribute with more values than this is not offered as a list.
const VALUES_MAX: usize = 100;

/// What the shop's own attributes begin with.
pub(crate) const OWN: &str = "attribute.";

impl Names {
    /// Adds the names that occur in a chunk.
    pub fn add(&mut self, chunk: &Chunk) {
        for (kind, occurrences) in chunk.activities() {
            let properties = self.kinds.entry(kind.clone()).or_default();
            properties.extend(occurrences.property_names().cloned());
        }
        self.order_properties.extend(chunk.orders().property_names().cloned());
        self.line_properties.extend(chunk.orders().line_property_names().cloned());
        for (name, column) in chunk.attributes() {
            self.attributes.extend(name.strip_prefix(OWN).map(Name::from));
            let texts = column.at(i64::MAX).dictionary.texts();
            let values = self.values.entry(name.clone()).or_default();
            if values.len() <= VALUES_MAX {
                values.extend(texts.iter().flatten().take(VALUES_MAX + 1).map(str::to_owned));
            }
        }
    }

    /// The values of an attribute, when there are few.
    pub(crate) fn few_values(&self, name: &str) -> Vec<String> {
        let values = self.values.get(name).filter(|values| values.len() <= VALUES_MAX);
        values.map(|values| values.iter().cloned().collect()).unwrap_or_default()
    }

    /// Every activity that can be named.
    pub(crate) fn activity_names(&self) -> impl Iterator<Item = &str> {
        let own = self.kinds.keys().map(|kind| &**kind);
        let known = names::KNOWN.iter().map(|(name, ..)| *name);
        std::iter::once(names::ORDER).chain(known).chain(own)
    }

    /// Every name that a condition can begin with.
    pub(crate) fn all(&self) -> impl Iterator<Item = &str> {
        let fields = super::attribute::FIELDS.iter().map(|(name, ..)| *name);
        let more = [
            "age",
            "birth_date",
            "created_at",
            "first_order_at",
            "last_order_at",
            "email_consent",
            "sms_consent",
            "rfm_group",
            "rfm_recency",
            "rfm_frequency",
            "rfm_monetary",
            "days_since_order",
        ];
        let own = self.attributes.iter().map(|name| &**name);
        fields
            .chain(more)
            .chain(names::BUILT_IN)
            .chain(names::AGGREGATES)
            .chain(own)
            .chain(self.activity_names().skip(1))
    }
}
