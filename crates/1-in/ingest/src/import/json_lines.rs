//! Reads JSON Lines: one object per line. Columns are the keys in the order in which they first
//! come; the keys of objects inside are `outer.inner`, one level deep.

use super::cell::{Cell, Row};
use super::plan::is_of_report;
use super::table::{Bad, FileError, Next};
use crate::reason::{Reason, Refusal};
use base::limits;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};

/// Bytes that are shown of a line that cannot be read.
const REST_BYTES_MAX: usize = 4_096;

/// A JSON Lines file.
pub(super) struct JsonLines<R> {
    from: BufReader<R>,
    columns: Vec<String>,
    places: HashMap<String, usize>,
    line: u64,
    buffer: Vec<u8>,
}

impl<R: Read> JsonLines<R> {
    pub(super) fn open(from: R) -> Self {
        Self {
            from: BufReader::new(from),
            columns: Vec::new(),
            places: HashMap::new(),
            line: 0,
            buffer: Vec::new(),
        }
    }

    /// The keys seen so far.
    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    pub(super) fn next(&mut self) -> Result<Next, FileError> {
        loop {
            self.buffer.clear();
            let limit = limits::IMPORT_ROW_BYTES_MAX;
            let mut bounded = self.from.by_ref().take(limit as u64 + 1);
            let n_read = bounded.read_until(b'\n', &mut self.buffer)?;
            if n_read == 0 {
                return Ok(Next::End);
            }
            self.line += 1;
            if n_read > limit {
                self.skip_line()?;
                return Ok(self.bad(Reason::RowTooLarge, "more than 1 MB"));
            }
            let line = self.buffer.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(&self.buffer);
            if line.trim_ascii().is_empty() {
                continue;
            }
            return Ok(match serde_json::from_slice(line) {
                // What a report says about a row that it does not give.
                Ok(Value::Object(map)) if map.keys().all(|key| is_of_report(key)) => continue,
                Ok(Value::Object(map)) => self.row(map),
                Ok(_) if self.line == 1 => return Err(FileError::NotLines),
                Ok(_) => self.bad(Reason::WrongType, "a line must be a JSON object"),
                Err(_) if self.line == 1 && line.starts_with(b"[") => {
                    return Err(FileError::NotLines);
                }
                Err(error) => {
                    self.bad(Reason::NotJson, &format!("not JSON at column {}", error.column()))
                }
            });
        }
    }

    fn bad(&self, reason: Reason, detail: &str) -> Next {
        let begin = self.buffer.get(..self.buffer.len().min(REST_BYTES_MAX)).unwrap_or_default();
        let rest = String::from_utf8_lossy(begin).trim_end().to_owned();
        let row = Row { number: self.line, cells: Vec::new() };
        Next::Bad(Bad { row, rest, refusal: Refusal::whole(reason, detail) })
    }

    fn skip_line(&mut self) -> Result<(), FileError> {
        loop {
            let held = self.from.fill_buf()?;
            let (used, ends) = match held.iter().position(|byte| *byte == b'\n') {
                Some(place) => (place + 1, true),
                None => (held.len(), held.is_empty()),
            };
            self.from.consume(used);
            if ends {
                return Ok(());
            }
        }
    }

    fn row(&mut self, map: Map<String, Value>) -> Next {
        let mut cells = vec![Cell::Empty; self.columns.len()];
        for (key, value) in map {
            match value {
                Value::Object(inner) if key != "properties" => {
                    for (name, value) in inner {
                        self.put(&mut cells, format!("{key}.{name}"), value);
                    }
                }
                value => self.put(&mut cells, key, value),
            }
        }
        if self.columns.len() > limits::IMPORT_COLUMNS_MAX {
            self.forget_late_columns(&mut cells);
        }
        Next::Row(Row { number: self.line, cells })
    }

    fn put(&mut self, cells: &mut Vec<Cell>, key: String, value: Value) {
        let place = *self.places.entry(key).or_insert_with_key(|key| {
            self.columns.push(key.clone());
            self.columns.len() - 1
        });
        if cells.len() <= place {
            cells.resize(place + 1, Cell::Empty);
        }
        if let Some(cell) = cells.get_mut(place) {
            *cell = Cell::json(value);
        }
    }

    /// Keys beyond the limit are not kept: a file whose keys are values would fill the memory.
    fn forget_late_columns(&mut self, cells: &mut Vec<Cell>) {
        for name in self.columns.drain(limits::IMPORT_COLUMNS_MAX..) {
            self.places.remove(&name);
        }
        cells.truncate(limits::IMPORT_COLUMNS_MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_rows_with_growing_columns() {
        let text =
            b"\xef\xbb\xbf{\"a\":1,\"address\":{\"city\":\"Ulm\"}}\n\n{\"b\":\"x\",\"a\":null}\n";
        let mut lines = JsonLines::open(&text[..]);
        let Next::Row(first) = lines.next().unwrap() else { panic!("a row") };
        assert_eq!(first.cells, [Cell::Whole(1), Cell::Text("Ulm".into())]);
        let Next::Row(second) = lines.next().unwrap() else { panic!("a row") };
        assert_eq!(second.cells, [Cell::Empty, Cell::Empty, Cell::Text("x".into())]);
        assert_eq!(second.number, 3);
        assert_eq!(lines.columns(), ["a", "address.city", "b"]);
        assert!(matches!(lines.next().unwrap(), Next::End));
    }

    #[test]
    fn bad_lines_are_reported_one_by_one() {
        let large = "x".repeat(1_100_000);
        let text = format!("{{\"a\":1}}\n{{\"a\":\nnope\n3\n{{\"a\":\"{large}\"}}\n{{\"a\":2}}");
        let mut lines = JsonLines::open(text.as_bytes());
        let mut reasons = Vec::new();
        loop {
            match lines.next().unwrap() {
                Next::Row(row) => reasons.push((row.number, None)),
                Next::Bad(bad) => reasons.push((bad.row.number, Some(bad.refusal.reason))),
                Next::End => break,
            }
        }
        assert_eq!(
            reasons,
            [
                (1, None),
                (2, Some(Reason::NotJson)),
                (3, Some(Reason::NotJson)),
                (4, Some(Reason::WrongType)),
                (5, Some(Reason::RowTooLarge)),
                (6, None),
            ]
        );
    }

    #[test]
    fn a_json_list_is_no_file_of_lines() {
        for text in ["[{\"a\":1}]", "[\n{\"a\":1}\n]", "3"] {
            let error = JsonLines::open(text.as_bytes()).next().unwrap_err();
            assert!(matches!(error, FileError::NotLines), "{text}");
        }
    }

    #[test]
    fn keys_without_end_do_not_fill_the_memory() {
        let lines: Vec<String> = (0..2_000).map(|n| format!("{{\"k{n}\":1}}")).collect();
        let text = lines.join("\n");
        let mut lines = JsonLines::open(text.as_bytes());
        while !matches!(lines.next().unwrap(), Next::End) {}
        assert_eq!(lines.columns().len(), limits::IMPORT_COLUMNS_MAX);
    }
}
