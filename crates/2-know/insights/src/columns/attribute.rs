//! One attribute of all customers of a chunk, with its history.

use super::bitmap::Bitmap;
use super::dictionary::{Codes, Dictionary, DictionaryBuilder};
use super::index::Index;
use super::record::{AttributeRecord, Name};
use base::Instant;
use std::borrow::Cow;

/// One attribute.
///
/// | column | type | meaning |
/// | --- | --- | --- |
/// | `codes` | u8, u16 or u32 per row | the latest value, or the first of several; 0 unknown |
/// | `extra` | (row, code), by row | the further values of rows with several |
/// | `versions` | by row and time | the history of rows whose value has a time of its own |
#[derive(Debug, Clone, PartialEq)]
pub struct AttributeColumn {
    pub(super) codes: Codes,
    pub(super) dictionary: Dictionary,
    pub(super) extra: Vec<(u32, u32)>,
    pub(super) versions: Versions,
    /// The time of the latest version: from then on the latest values hold.
    pub(super) settled_at: i64,
    pub(super) index: Index,
}

/// Values with the time from which on they hold, for the rows that have such times.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Versions {
    pub(crate) rows: Vec<u32>,
    pub(crate) at: Vec<i64>,
    /// One more than versions; version `n` has the codes from `ends[n]` to `ends[n + 1]`.
    pub(crate) ends: Vec<u32>,
    pub(crate) codes: Vec<u32>,
}

impl Versions {
    fn codes_of(&self, version: usize) -> &[u32] {
        &self.codes[self.ends[version] as usize..self.ends[version + 1] as usize]
    }

    /// The versions of a row.
    fn of_row(&self, row: u32) -> std::ops::Range<usize> {
        let first = self.rows.partition_point(|other| *other < row);
        first..first + self.rows[first..].partition_point(|other| *other == row)
    }
}

/// One attribute as of a moment.
#[derive(Debug)]
pub struct AttributeAt<'a> {
    /// The code of each row's first value.
    pub codes: Cow<'a, Codes>,
    /// The further values of rows with several: (row, code), by row.
    pub extra: Cow<'a, [(u32, u32)]>,
    /// The texts of the codes.
    pub dictionary: &'a Dictionary,
    /// The rows of each code, for the latest values only.
    index: Option<&'a Index>,
}

impl AttributeAt<'_> {
    /// The wanted rows of which any value is hit.
    pub fn select(&self, wanted: &Bitmap, hits: &[bool]) -> Bitmap {
        let mut found = self.select_first(wanted, hits);
        for (row, code) in self.extra.iter() {
            if hits[*code as usize] && wanted.get(*row as usize) {
                found.insert(*row as usize);
            }
        }
        found
    }

    /// The wanted rows whose first or only value is hit; `hits[0]` stands for the unknown.
    pub fn select_first(&self, wanted: &Bitmap, hits: &[bool]) -> Bitmap {
        let indexed = self.index.and_then(|index| index.select(&self.codes, wanted, hits));
        indexed.unwrap_or_else(|| self.codes.select(wanted, hits))
    }

    /// All values of a row.
    pub fn texts(&self, row: usize) -> impl Iterator<Item = &str> {
        let first = self.extra.partition_point(|(other, _)| (*other as usize) < row);
        let more = self.extra[first..].iter().take_while(move |(other, _)| *other as usize == row);
        let codes = std::iter::once(self.codes.get(row)).chain(more.map(|(_, code)| *code));
        codes.filter_map(|code| self.dictionary.text(code))
    }
}

impl AttributeColumn {
    /// The attribute as of a moment in microseconds.
    pub fn at(&self, moment: i64) -> AttributeAt<'_> {
        let dictionary = &self.dictionary;
        if moment >= self.settled_at {
            let (codes, extra) = (Cow::Borrowed(&self.codes), Cow::Borrowed(&self.extra[..]));
            return AttributeAt { codes, extra, dictionary, index: Some(&self.index) };
        }
        let mut codes: Vec<u32> = (0..self.codes.len()).map(|row| self.codes.get(row)).collect();
        let versions = &self.versions;
        let mut extra: Vec<_> = self
            .extra
            .iter()
            .filter(|(row, _)| versions.rows.binary_search(row).is_err())
            .copied()
            .collect();
        let mut version = 0;
        while version < versions.rows.len() {
            let row = versions.rows[version];
            let mut known: &[u32] = &[];
            while versions.rows.get(version) == Some(&row) {
                if versions.at[version] <= moment {
                    known = versions.codes_of(version);
                }
                version += 1;
            }
            codes[row as usize] = known.first().copied().unwrap_or(0);
            extra.extend(known.iter().skip(1).map(|code| (row, *code)));
        }
        extra.sort_unstable();
        let codes = Cow::Owned(Codes::new(codes, dictionary.n_codes()));
        AttributeAt { codes, extra: Cow::Owned(extra), dictionary, index: None }
    }

    /// Hands each stretch of time in which the first value of one of these rows was that text to
    /// `take`: the row, when it begins and when it ends, the end left out, in microseconds. What
    /// holds for as long as the customer is known begins before all times.
    pub fn each_stretch(&self, rows: &Bitmap, text: &str, mut take: impl FnMut(usize, i64, i64)) {
        let hits = self.dictionary.hits(|other| other == text);
        let versions = &self.versions;
        let mut version = 0;
        for row in rows.iter() {
            while versions.rows.get(version).is_some_and(|other| (*other as usize) < row) {
                version += 1;
            }
            let is_hers =
                |place: usize| versions.rows.get(place).is_some_and(|other| *other as usize == row);
            if !is_hers(version) && hits[self.codes.get(row) as usize] {
                take(row, i64::MIN, i64::MAX);
            }
            while is_hers(version) {
                let code = versions.codes_of(version).first().copied().unwrap_or(0);
                let (from, next) = (versions.at[version], version + 1);
                if hits[code as usize] {
                    take(row, from, if is_hers(next) { versions.at[next] } else { i64::MAX });
                }
                version = next;
            }
        }
    }

    /// The records from which a row was built.
    pub(super) fn records(&self, name: &Name, row: usize) -> Vec<AttributeRecord> {
        let text = |code: &u32| self.dictionary.text(*code).unwrap_or("").to_owned();
        let versions = self.versions.of_row(row as u32);
        if versions.is_empty() {
            let values: Vec<_> = self.at(i64::MAX).texts(row).map(str::to_owned).collect();
            let record = AttributeRecord { name: name.clone(), since: None, values };
            return if record.values.is_empty() { Vec::new() } else { vec![record] };
        }
        let record = |version: usize| AttributeRecord {
            name: name.clone(),
            since: Some(self.versions.at[version])
                .filter(|at| *at > i64::MIN)
                .map(Instant::from_micros),
            values: self.versions.codes_of(version).iter().map(text).collect(),
        };
        versions.map(record).collect()
    }
}

/// Collects one attribute.
#[derive(Debug, Default)]
pub(super) struct AttributeBuilder {
    dictionary: DictionaryBuilder,
    codes: Vec<u32>,
    extra: Vec<(u32, u32)>,
    versions: Versions,
}

impl AttributeBuilder {
    /// Adds a row's records, which are all of this attribute. `known_from` is the customer's first
    /// moment: what is known from then on needs no version.
    pub(super) fn push(&mut self, row: usize, records: &mut [&AttributeRecord], known_from: i64) {
        records.sort_by_key(|record| record.since.map_or(i64::MIN, Instant::as_micros));
        let Some(latest) = records.last() else { return };
        let mut codes_of = |record: &AttributeRecord| -> Vec<u32> {
            let mut codes: Vec<_> =
                record.values.iter().map(|value| self.dictionary.code(value)).collect();
            let mut seen = std::collections::HashSet::new();
            codes.retain(|code| seen.insert(*code));
            codes
        };
        self.codes.resize(row, 0);
        let codes = codes_of(latest);
        self.codes.push(codes.first().copied().unwrap_or(0));
        self.extra.extend(codes.iter().skip(1).map(|code| (row as u32, *code)));
        let since = latest.since.map_or(i64::MIN, Instant::as_micros);
        if records.len() == 1 && since <= known_from {
            return;
        }
        for record in records {
            self.versions.rows.push(row as u32);
            self.versions.at.push(record.since.map_or(i64::MIN, Instant::as_micros));
            self.versions.ends.push(self.versions.codes.len() as u32);
            self.versions.codes.extend(codes_of(record));
        }
    }

    pub(super) fn finish(mut self, rows: usize) -> AttributeColumn {
        self.codes.resize(rows, 0);
        self.versions.ends.push(self.versions.codes.len() as u32);
        self.extra.sort_unstable();
        let settled_at = self.versions.at.iter().copied().max().unwrap_or(i64::MIN);
        let dictionary = self.dictionary.finish();
        let codes = Codes::new(self.codes, dictionary.n_codes());
        AttributeColumn {
            codes,
            index: Index::new(dictionary.n_codes()),
            dictionary,
            extra: self.extra,
            versions: self.versions,
            settled_at,
        }
    }
}
