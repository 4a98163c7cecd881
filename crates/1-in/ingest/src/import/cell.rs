//! One row of a file, whatever its format: numbered, with one cell for each column.

use base::Instant;
use jiff::civil::DateTime;
use serde_json::Value;

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing, or only white space.
    Empty,
    /// A text as it stands in the file.
    Text(String),
    /// A whole number of a typed format.
    Whole(i64),
    /// A number of a typed format.
    Number(f64),
    /// A flag of a typed format.
    Flag(bool),
    /// A time with its offset.
    At(Instant),
    /// A time without offset: local to the shop.
    Local(DateTime),
    /// An object or a list.
    Json(Value),
}

/// A row of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its number as a spreadsheet or an editor shows it; the header of a CSV file is row 1.
    pub number: u64,
    /// Its cells in the order of the columns; missing ones at the end are empty.
    pub cells: Vec<Cell>,
}

/// Texts that exports write for nothing.
const EMPTY: [&str; 4] = ["", "\\N", "#N/A", "NaN"];

impl Cell {
    /// Takes a text, or nothing when nothing is in it.
    pub(crate) fn text(text: &str) -> Self {
        if EMPTY.contains(&text.trim()) { Self::Empty } else { Self::Text(text.to_owned()) }
    }

    /// Takes a JSON value.
    pub(crate) fn json(value: Value) -> Self {
        match value {
            Value::Null => Self::Empty,
            Value::String(text) => Self::text(&text),
            Value::Bool(flag) => Self::Flag(flag),
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => Self::Whole(whole),
                (None, Some(float)) => Self::Number(float),
                (None, None) => Self::text(&number.to_string()),
            },
            other => Self::Json(other),
        }
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::Empty
    }

    /// The value as a text that a person can read; whole floats without their point.
    pub fn to_text(&self) -> Option<String> {
        Some(match self {
            Self::Empty => return None,
            Self::Text(text) => text.trim().to_owned(),
            Self::Whole(number) => number.to_string(),
            Self::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
                format!("{number:.0}")
            }
            Self::Number(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::At(at) => at.to_string(),
            Self::Local(local) => local.to_string(),
            Self::Json(value) => value.to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_read_as_people_read_them() {
        for (cell, want) in [
            (Cell::text("  "), None),
            (Cell::text("\\N"), None),
            (Cell::text(" a "), Some("a")),
            (Cell::Number(12.0), Some("12")),
            (Cell::Number(1.5), Some("1.5")),
            (Cell::json(Value::Bool(true)), Some("true")),
        ] {
            assert_eq!(cell.to_text().as_deref(), want);
        }
    }
}
