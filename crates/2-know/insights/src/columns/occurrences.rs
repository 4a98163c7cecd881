//! One kind of activity of all customers of a chunk: a list column.

use super::dictionary::{Codes, Dictionary, DictionaryBuilder};
use super::record::{Name, PropertyValue};
use arrow_buffer::ScalarBuffer;
use std::collections::BTreeMap;

/// One kind of activity.
///
/// | column | type | meaning |
/// | --- | --- | --- |
/// | `offsets` | u32, rows + 1 | row `r` has those from `offsets[r]` to `offsets[r + 1]` |
/// | `at` | i64 | microseconds UTC; in order within a row |
/// | `properties` | by name | one value per occurrence |
#[derive(Debug, Clone, PartialEq)]
pub struct Occurrences {
    pub(super) offsets: ScalarBuffer<u32>,
    pub(super) at: ScalarBuffer<i64>,
    pub(super) properties: BTreeMap<Name, PropertyColumn>,
    /// The time of the latest occurrence.
    pub(super) settled_at: i64,
}

/// One property: texts by code, numbers, or both where sources disagree.
#[derive(Debug, Clone, PartialEq)]
pub struct PropertyColumn {
    /// Texts; 0 where the value is no text.
    pub texts: Option<(Codes, Dictionary)>,
    /// Numbers; not-a-number where the value is no number.
    pub numbers: Option<ScalarBuffer<f64>>,
}

impl PropertyColumn {
    /// The value of an occurrence.
    pub fn value(&self, place: usize) -> Option<PropertyValue> {
        if let Some(text) = self.text(place) {
            return Some(PropertyValue::Text(text.to_owned()));
        }
        let number = self.numbers.as_ref().map(|numbers| numbers[place]);
        number.filter(|number| !number.is_nan()).map(PropertyValue::Number)
    }

    /// The text of an occurrence.
    pub fn text(&self, place: usize) -> Option<&str> {
        self.texts.as_ref().and_then(|(codes, dictionary)| dictionary.text(codes.get(place)))
    }

    /// The number of an occurrence, also where a text spells one.
    pub fn number(&self, place: usize) -> Option<f64> {
        let plain = self.numbers.as_ref().map(|numbers| numbers[place]);
        let spelled = || {
            let (codes, dictionary) = self.texts.as_ref()?;
            Some(dictionary.numbers()[codes.get(place) as usize])
        };
        plain.filter(|number| !number.is_nan()).or_else(spelled).filter(|number| !number.is_nan())
    }
}

/// The occurrences of each row as of a moment: row `r` has those from `starts[r]` to `ends[r]`.
#[derive(Debug, Clone, Copy)]
pub struct Runs<'a> {
    /// Where each row's occurrences begin.
    pub starts: &'a [u32],
    /// Where they end.
    pub ends: &'a [u32],
    /// When each happened; in order within a row.
    pub at: &'a [i64],
}

impl Runs<'_> {
    /// The places of a row's occurrences.
    #[inline]
    pub fn range(&self, row: usize) -> std::ops::Range<usize> {
        self.starts[row] as usize..self.ends[row] as usize
    }

    /// Whether a row's `n`-th last occurrence passes; `n` is at least 1. Without a branch, since
    /// who has so many is as random as what happened when.
    #[inline]
    pub fn nth_last(&self, row: usize, n: u32, pass: impl Fn(i64) -> bool) -> bool {
        let (start, end) = (self.starts[row], self.ends[row]);
        let has = end - start >= n;
        let place = if has { end - n } else { 0 };
        self.at.get(place as usize).is_some_and(|at| has & pass(*at))
    }

    /// The time of a row's last occurrence.
    #[inline]
    pub fn last(&self, row: usize) -> Option<i64> {
        let range = self.range(row);
        (!range.is_empty()).then(|| self.at[range.end - 1])
    }

    /// The places of a row's occurrences from the one time to the other, both included.
    #[inline]
    pub fn within(&self, row: usize, from: i64, to: i64) -> std::ops::Range<usize> {
        let range = self.range(row);
        let at = &self.at[range.clone()];
        let last = if at.last().is_none_or(|last| *last <= to) {
            at.len()
        } else {
            at.partition_point(|at| *at <= to)
        };
        let first = at[..last].partition_point(|at| *at < from);
        range.start + first..range.start + last
    }
}

/// One kind of activity as of a moment.
#[derive(Debug)]
pub struct OccurrencesAt<'a> {
    of: &'a Occurrences,
    ends: Option<Vec<u32>>,
}

impl<'a> OccurrencesAt<'a> {
    /// The occurrences of each row.
    pub fn runs(&self) -> Runs<'_> {
        let offsets = &self.of.offsets;
        let rows = offsets.len() - 1;
        let ends = self.ends.as_deref().unwrap_or(&offsets[1..]);
        Runs { starts: &offsets[..rows], ends, at: &self.of.at }
    }

    /// A property of each occurrence.
    pub fn property(&self, name: &str) -> Option<&'a PropertyColumn> {
        self.of.properties.get(name)
    }
}

impl Occurrences {
    /// The occurrences up to a moment in microseconds.
    pub fn at(&self, moment: i64) -> OccurrencesAt<'_> {
        let late = moment < self.settled_at;
        let rows = self.offsets.windows(2).map(|pair| (pair[0] as usize, pair[1] as usize));
        let end = |(start, end): (usize, usize)| {
            (start + self.at[start..end].partition_point(|at| *at <= moment)) as u32
        };
        OccurrencesAt { of: self, ends: late.then(|| rows.map(end).collect()) }
    }

    /// The names of its properties.
    pub fn property_names(&self) -> impl Iterator<Item = &Name> {
        self.properties.keys()
    }

    /// The property of that name.
    pub fn property(&self, name: &str) -> Option<&PropertyColumn> {
        self.properties.get(name)
    }
}

/// The properties of one occurrence, line or order.
pub(super) fn properties_of(
    columns: &BTreeMap<Name, PropertyColumn>,
    place: usize,
) -> Vec<(Name, PropertyValue)> {
    let value =
        |(name, column): (&Name, &PropertyColumn)| Some((name.clone(), column.value(place)?));
    columns.iter().filter_map(value).collect()
}

/// Collects the properties of occurrences, lines or orders.
#[derive(Debug, Default)]
pub(super) struct PropertiesBuilder {
    columns: BTreeMap<Name, PropertyBuilder>,
}

#[derive(Debug, Default)]
struct PropertyBuilder {
    dictionary: DictionaryBuilder,
    codes: Vec<u32>,
    numbers: Vec<f64>,
}

impl PropertiesBuilder {
    /// Adds the properties of the occurrence at `place`; places come in order.
    pub(super) fn push(&mut self, place: usize, properties: &[(Name, PropertyValue)]) {
        for (name, value) in properties {
            if !self.columns.contains_key(name) {
                self.columns.insert(name.clone(), PropertyBuilder::default());
            }
            let Some(column) = self.columns.get_mut(name) else { continue };
            match value {
                PropertyValue::Text(text) => {
                    column.codes.resize(place, 0);
                    column.codes.push(column.dictionary.code(text));
                }
                PropertyValue::Number(number) => {
                    column.numbers.resize(place, f64::NAN);
                    column.numbers.push(*number);
                }
            }
        }
    }

    pub(super) fn finish(self, n: usize) -> BTreeMap<Name, PropertyColumn> {
        let finish = |(name, mut column): (Name, PropertyBuilder)| {
            column.codes.resize(n, 0);
            let texts = (!column.dictionary.is_empty()).then(|| {
                let dictionary = column.dictionary.finish();
                (Codes::new(column.codes, dictionary.n_codes()), dictionary)
            });
            let numbers = (!column.numbers.is_empty()).then(|| {
                column.numbers.resize(n, f64::NAN);
                column.numbers.shrink_to_fit();
                ScalarBuffer::from(column.numbers)
            });
            (name, PropertyColumn { texts, numbers })
        };
        self.columns.into_iter().map(finish).collect()
    }
}

/// Collects one kind of activity.
#[derive(Debug, Default)]
pub(super) struct OccurrencesBuilder {
    starts: Vec<u32>,
    at: Vec<i64>,
    properties: PropertiesBuilder,
}

impl OccurrencesBuilder {
    /// Adds an occurrence of a row; rows come in order, times in order within a row.
    pub(super) fn push(&mut self, row: usize, at: i64, properties: &[(Name, PropertyValue)]) {
        let place = self.at.len();
        self.starts.resize(row + 1, place as u32);
        self.at.push(at);
        self.properties.push(place, properties);
    }

    pub(super) fn finish(mut self, rows: usize) -> Occurrences {
        self.starts.resize(rows + 1, self.at.len() as u32);
        self.at.shrink_to_fit();
        let settled_at = self.at.iter().copied().max().unwrap_or(i64::MIN);
        let properties = self.properties.finish(self.at.len());
        let (offsets, at) = (self.starts.into(), self.at.into());
        Occurrences { offsets, at, properties, settled_at }
    }
}

impl Occurrences {
    /// The places of a row's occurrences with their times.
    pub(super) fn of_row(&self, row: usize) -> impl Iterator<Item = (usize, i64)> + '_ {
        let range = self.offsets[row] as usize..self.offsets[row + 1] as usize;
        range.map(|place| (place, self.at[place]))
    }
}
