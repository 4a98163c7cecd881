//! Looks at the first rows of a file and proposes how to read it.

use super::cell::Row;
use super::field::{Field, Kind};
use super::layout::Layout;
use super::plan::{Mapping, Target, is_of_report};
use super::table::{FileError, Next, Table};
use crate::meaning::amount::{self, Decimals};
use crate::meaning::lists::fold;
use crate::meaning::when::{self, DateOrder, OrderEvidence};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Rows that are looked at.
const ROWS: usize = 1_000;
/// Values shown of each column.
const SAMPLES: usize = 3;

/// A column with what it holds and how it would be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name in the header.
    pub name: String,
    /// The first values that are not empty.
    pub samples: Vec<String>,
    /// What to know about it.
    pub note: Option<String>,
}

/// A proposal.
#[derive(Debug, Clone)]
pub struct Sniffed {
    /// What the rows are about.
    pub kind: Kind,
    /// The program that wrote the file, if it is known.
    pub layout: Option<&'static str>,
    /// The columns.
    pub columns: Vec<Column>,
    /// How they would be read.
    pub mapping: Mapping,
    /// The column whose dates can be read in two ways, and nobody has said how.
    pub question: Option<String>,
}

/// Looks at the first rows. It uses them up: open the file again for reading it. Without `kind`
/// the header decides what the rows are about.
///
/// # Errors
/// When the file cannot be read.
pub fn sniff(table: &mut Table, kind: Option<Kind>, file_name: &str) -> Result<Sniffed, FileError> {
    let mut rows = Vec::new();
    while rows.len() < ROWS {
        match table.next_row()? {
            Next::Row(row) => rows.push(row),
            Next::Bad(..) => {}
            Next::End => break,
        }
    }
    let names = table.columns().to_vec();
    if names.is_empty() {
        return Err(FileError::Empty);
    }
    let layout = Layout::of(&names).filter(|layout| kind.is_none_or(|kind| kind == layout.kind));
    let kind =
        kind.or(layout.map(|layout| layout.kind)).unwrap_or_else(|| guess(&names, file_name));
    let mut mapping = propose(kind, layout, &names);
    if let Some(consent) = layout.and_then(|layout| layout.consent_by_file(file_name)) {
        mapping.fixed.insert(Field::EmailConsent.word().into(), consent.into());
    }
    mapping.decimals = decimals(kind, &mapping, &names, &rows, table.has_semicolons());
    mapping.own = names.iter().any(|name| is_own(name));
    if !mapping.own {
        mapping.comma_columns = comma_columns(kind, &mapping, &names, &rows);
    }
    let question = date_order(kind, &mut mapping, &names, &rows);
    let unread = table.unread();
    let columns = names.iter().enumerate().map(|(place, name)| Column {
        name: name.clone(),
        samples: samples(&rows, place),
        note: note(kind, &mapping, name, unread.contains(name)),
    });
    let columns = columns.collect();
    Ok(Sniffed { kind, layout: layout.map(|layout| layout.name), columns, mapping, question })
}

/// Whether a column is one that only our exports have.
pub(super) fn is_own(name: &str) -> bool {
    fold(name) == "regularsid"
}

fn samples(rows: &[Row], place: usize) -> Vec<String> {
    let texts = rows.iter().filter_map(|row| row.cells.get(place)?.to_text());
    texts.take(SAMPLES).map(|text| text.chars().take(80).collect()).collect()
}

fn note(kind: Kind, mapping: &Mapping, name: &str, unread: bool) -> Option<String> {
    if unread {
        return Some("the type of this column cannot be read".into());
    }
    let note = match mapping.target(name, kind) {
        Target::Field(Field::EmailConsent | Field::SmsConsent) => {
            "a file never lifts a consent that was withdrawn"
        }
        Target::LeftOut => "left out: worked out here, or there is no field for it",
        Target::Attribute(_) if kind == Kind::Activities => "kept as a property",
        Target::Attribute(_) => "kept as a custom field",
        Target::Field(_) => return None,
    };
    Some(note.into())
}

fn guess(names: &[String], file_name: &str) -> Kind {
    let folded: Vec<String> = names.iter().map(|name| fold(name)).collect();
    let has = |kind: Kind, field: Field| {
        folded.iter().any(|name| name != "id" && Field::meant_by(name, kind) == Some(field))
    };
    let file = file_name.to_ascii_lowercase();
    if file.contains("suppress") && has(Kind::Suppressions, Field::Email) {
        Kind::Suppressions
    } else if has(Kind::Orders, Field::OrderId) {
        Kind::Orders
    } else if has(Kind::Activities, Field::ActivityName)
        && has(Kind::Activities, Field::At)
        && (has(Kind::Activities, Field::CustomerId) || has(Kind::Activities, Field::AnonymousId))
    {
        Kind::Activities
    } else if has(Kind::Products, Field::ProductId)
        || has(Kind::Products, Field::Price) && !has(Kind::Customers, Field::Email)
    {
        Kind::Products
    } else {
        Kind::Customers
    }
}

/// Own words first, then what the program of the file means, then other names, in the order of
/// the columns. A field that takes one column is given once.
fn propose(kind: Kind, layout: Option<&Layout>, names: &[String]) -> Mapping {
    let mut mapping = Mapping::default();
    let mut given: Vec<Field> = Vec::new();
    let mut give = |mapping: &mut Mapping, name: &str, word: &str| {
        if mapping.columns.contains_key(name) {
            return;
        }
        if let Some(field) = Field::parse(word, kind) {
            if given.contains(&field) && !field.takes_many() {
                return;
            }
            given.push(field);
        }
        mapping.columns.insert(name.into(), word.into());
    };
    for name in names.iter().filter(|name| is_of_report(name)) {
        give(&mut mapping, name, "");
    }
    for name in names {
        if let Some(word) = layout.and_then(|layout| layout.word_of(&fold(name))) {
            give(&mut mapping, name, word);
        }
    }
    for name in names.iter().filter(|name| Field::parse(name, kind).is_some()) {
        give(&mut mapping, name, name);
    }
    for name in names.iter().filter(|name| name.starts_with("attribute:")) {
        give(&mut mapping, name, name);
    }
    for name in names {
        let inner = name.rsplit('.').next().unwrap_or(name);
        let meant = Field::meant_by(&fold(name), kind);
        if let Some(field) = meant.or_else(|| Field::meant_by(&fold(inner), kind)) {
            give(&mut mapping, name, field.word());
        }
    }
    for name in names {
        give(&mut mapping, name, "attribute");
    }
    mapping
}

fn texts_of<'a>(
    kind: Kind,
    mapping: &'a Mapping,
    names: &'a [String],
    rows: &'a [Row],
    wanted: impl Fn(Field) -> bool + 'a,
) -> impl Iterator<Item = (&'a str, String)> + 'a {
    let is_wanted = move |name: &str| match mapping.target(name, kind) {
        Target::Field(field) => wanted(field),
        Target::Attribute(_) | Target::LeftOut => false,
    };
    let columns = names.iter().enumerate().filter(move |(_, name)| is_wanted(name));
    columns.flat_map(move |(place, name)| {
        let cells = rows.iter().filter_map(move |row| row.cells.get(place)?.to_text());
        cells.map(move |text| (name.as_str(), text))
    })
}

fn decimals(
    kind: Kind,
    mapping: &Mapping,
    names: &[String],
    rows: &[Row],
    semicolons: bool,
) -> Decimals {
    let wanted = |field: Field| field.is_money() || field == Field::Quantity;
    let mut votes = 0_i64;
    for (_, text) in texts_of(kind, mapping, names, rows, wanted) {
        match amount::evidence(&text) {
            Some(Decimals::Point) => votes += 1,
            Some(Decimals::Comma) => votes -= 1,
            None => {}
        }
    }
    match votes {
        0 if semicolons => Decimals::Comma,
        votes if votes < 0 => Decimals::Comma,
        _ => Decimals::Point,
    }
}

/// The columns of the shop's own that hold numbers with a decimal comma.
fn comma_columns(
    kind: Kind,
    mapping: &Mapping,
    names: &[String],
    rows: &[Row],
) -> BTreeSet<String> {
    let own = names.iter().enumerate().filter(|(place, name)| {
        let texts: Vec<String> =
            rows.iter().filter_map(|row| row.cells.get(*place)?.to_text()).collect();
        matches!(mapping.target(name, kind), Target::Attribute(_))
            && amount::are_with_comma(texts.iter().map(String::as_str))
    });
    own.map(|(_, name)| name.clone()).collect()
}

/// Sets the order of dates where the rows are certain; else names the column to ask about.
fn date_order(kind: Kind, mapping: &mut Mapping, names: &[String], rows: &[Row]) -> Option<String> {
    let mut certain: Vec<DateOrder> = Vec::new();
    let mut open = None;
    for (name, text) in texts_of(kind, mapping, names, rows, Field::is_time) {
        match when::evidence(&text) {
            OrderEvidence::Certain(order) if !certain.contains(&order) => certain.push(order),
            OrderEvidence::Open if open.is_none() => open = Some(name.to_owned()),
            _ => {}
        }
    }
    match certain.as_slice() {
        [order] => {
            mapping.date_order = Some(*order);
            None
        }
        _ => open,
    }
}

#[cfg(test)]
#[path = "sniff_tests.rs"]
mod tests;
