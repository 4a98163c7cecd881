//! Reads separated values in one pass and constant memory.
//!
//! It differs from a general reader in three ways that matter for files of people: a quote that
//! is never closed is reported with its row instead of swallowing the rest of the file, rows have
//! a limit, and bytes that are not UTF-8 are read as Windows-1252, field by field.

use super::cell::{Cell, Row};
use super::plan::is_of_report;
use super::sniff::is_own;
use super::table::{Bad, FileError, Next};
use crate::meaning::words;
use crate::reason::{Reason, Refusal};
use base::limits;
use std::io::{self, Read};

/// Bytes asked for at a time.
const CHUNK: usize = 64 * 1_024;

/// A CSV file with its header read.
pub(super) struct Csv<R> {
    records: Records<R>,
    columns: Vec<String>,
    row: u64,
    /// Whether it is one of our exports: its texts mean what they say.
    own: bool,
    /// Whether apostrophes were set before what a spreadsheet would run.
    guarded: bool,
}

/// Bytes that are shown of a row that cannot be read.
const REST_BYTES_MAX: usize = 4_096;

impl<R: Read> Csv<R> {
    /// Finds the separator and reads the header.
    pub(super) fn open(from: R) -> Result<Self, FileError> {
        let mut records = Records::new(from);
        records.separator = records.sniff()?;
        let mut row = 1;
        let mut header = records.header()?;
        // Excel writes `sep=;` into the first line where it exports with another separator.
        if header.len() <= 2 && header.first().is_some_and(|first| first.starts_with("sep=")) {
            header = records.header()?;
            row = 2;
        }
        if header.len() > limits::IMPORT_COLUMNS_MAX {
            return Err(FileError::TooManyColumns { found: header.len() });
        }
        let columns = unique(header);
        let own = columns.iter().any(|name| is_own(name));
        let guarded = own || columns.iter().any(|name| is_of_report(name));
        Ok(Self { records, columns, row, own, guarded })
    }

    /// The names in the header; nameless ones are named by their place.
    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The separator of the file.
    pub(super) fn separator(&self) -> u8 {
        self.records.separator
    }

    /// The next row.
    pub(super) fn next(&mut self) -> Result<Next, FileError> {
        let width = self.columns.len();
        loop {
            let read = self.records.next()?;
            self.row += 1;
            let number = self.row;
            let bad = |reason, detail: String| {
                let rest = decode(&self.records.unread).trim_end().to_owned();
                let refusal = Refusal::whole(reason, detail);
                Next::Bad(Bad { row: Row { number, cells: Vec::new() }, rest, refusal })
            };
            return Ok(match read {
                Outcome::End => Next::End,
                Outcome::CutQuote => {
                    bad(Reason::CutQuote, "the quote is still open at the end".into())
                }
                Outcome::TooLarge => bad(Reason::RowTooLarge, "more than 1 MB".into()),
                Outcome::Record => {
                    let fields = self.records.fields();
                    if self.is_blank(fields.clone()) {
                        continue;
                    }
                    let n_fields = fields.clone().count();
                    let extra = fields.clone().skip(width).any(|field| !field.is_empty());
                    let cells = fields.clone().take(width).map(|field| self.cell(field)).collect();
                    let row = Row { number, cells };
                    if n_fields < width || extra {
                        let detail = format!("{n_fields} columns; the header has {width}");
                        let refusal = Refusal::whole(Reason::WrongColumns, detail);
                        return Ok(Next::Bad(Bad { row, rest: self.rest(fields), refusal }));
                    }
                    Next::Row(row)
                }
            });
        }
    }

    /// Whether nothing stands in the row, or only what a report says about another.
    fn is_blank<'a>(&self, mut fields: impl Iterator<Item = &'a [u8]>) -> bool {
        let mut columns = self.columns.iter();
        fields.all(|field| {
            let column = columns.next();
            field.is_empty() || column.is_some_and(|column| is_of_report(column))
        })
    }

    fn cell(&self, field: &[u8]) -> Cell {
        let text = decode(field);
        let text = if self.guarded { book::cells::unguard(&text) } else { &text };
        match text {
            "" => Cell::Empty,
            text if self.own => Cell::Text(text.to_owned()),
            text => Cell::text(text),
        }
    }

    /// The fields for which there is no column.
    fn rest<'a>(&self, fields: impl Iterator<Item = &'a [u8]>) -> String {
        let further: Vec<_> = fields.skip(self.columns.len()).map(decode).collect();
        let mut rest = further.join(&char::from(self.records.separator).to_string());
        let end = (0..=REST_BYTES_MAX.min(rest.len())).rev().find(|at| rest.is_char_boundary(*at));
        rest.truncate(end.unwrap_or(0));
        rest
    }
}

/// Gives every column a name of its own.
pub(super) fn unique(header: Vec<String>) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(header.len());
    for (place, name) in header.into_iter().enumerate() {
        let name = words::clean(&name);
        let name = if name.is_empty() { format!("column {}", place + 1) } else { name };
        let mut own = name.clone();
        let mut n_seen = 1;
        while names.contains(&own) {
            n_seen += 1;
            own = format!("{name} ({n_seen})");
        }
        names.push(own);
    }
    names
}

/// UTF-8, else Windows-1252.
fn decode(field: &[u8]) -> std::borrow::Cow<'_, str> {
    match std::str::from_utf8(field) {
        Ok(text) => text.into(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(field).0,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Record,
    CutQuote,
    TooLarge,
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Plain,
    Quoted,
    AfterQuote,
}

/// Cuts bytes into records. `flat` holds the unquoted bytes of the fields of the last record,
/// `ends` where each ends.
struct Records<R> {
    from: R,
    buffer: Vec<u8>,
    start: usize,
    at_end: bool,
    separator: u8,
    flat: Vec<u8>,
    ends: Vec<usize>,
    /// The beginning of a record that could not be read.
    unread: Vec<u8>,
}

impl<R: Read> Records<R> {
    fn new(from: R) -> Self {
        Self {
            from,
            buffer: Vec::new(),
            start: 0,
            at_end: false,
            separator: b',',
            flat: Vec::new(),
            ends: Vec::new(),
            unread: Vec::new(),
        }
    }

    /// Reads more; what is behind is dropped first.
    fn fill(&mut self) -> io::Result<()> {
        self.buffer.drain(..self.start);
        self.start = 0;
        let held = self.buffer.len();
        self.buffer.resize(held + CHUNK, 0);
        loop {
            match self.from.read(&mut self.buffer[held..]) {
                Ok(n) => {
                    self.buffer.truncate(held + n);
                    self.at_end = n == 0;
                    return Ok(());
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.buffer.truncate(held);
                    return Err(error);
                }
            }
        }
    }

    /// The separator that the first line has most of, outside quotes.
    fn sniff(&mut self) -> io::Result<u8> {
        while !self.at_end && self.buffer.len() < CHUNK {
            self.fill()?;
        }
        if self.buffer.starts_with(&[0xef, 0xbb, 0xbf]) {
            self.start = 3;
        }
        let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
        let mut quoted = false;
        for byte in &self.buffer[self.start..] {
            match byte {
                b'"' => quoted = !quoted,
                b'\n' if !quoted => break,
                byte if !quoted => {
                    if let Some((_, count)) = counts.iter_mut().find(|(mark, _)| mark == byte) {
                        *count += 1;
                    }
                }
                _ => {}
            }
        }
        let best = counts.iter().rev().max_by_key(|(_, count)| *count);
        Ok(best.filter(|(_, count)| *count > 0).map_or(b',', |(mark, _)| *mark))
    }

    fn header(&mut self) -> Result<Vec<String>, FileError> {
        loop {
            match self.next()? {
                Outcome::Record if self.ends.len() == 1 && self.flat.is_empty() => {}
                Outcome::Record => {
                    return Ok(self.fields().map(|field| decode(field).into_owned()).collect());
                }
                Outcome::End => return Err(FileError::Empty),
                Outcome::CutQuote | Outcome::TooLarge => return Err(FileError::NoHeader),
            }
        }
    }

    fn fields(&self) -> impl Iterator<Item = &[u8]> + Clone {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| self.flat.get(start..*end).unwrap_or_default())
    }

    /// Reads one record into `flat` and `ends`.
    fn next(&mut self) -> io::Result<Outcome> {
        self.flat.clear();
        self.ends.clear();
        let mut state = State::Start;
        let mut length = 0;
        let mut first_line = None;
        loop {
            let Some(&byte) = self.buffer.get(self.start + length) else {
                if !self.at_end {
                    self.fill()?;
                    continue;
                }
                if state == State::Quoted {
                    self.keep_unread(first_line.unwrap_or(length));
                    self.start += first_line.unwrap_or(length);
                    return Ok(Outcome::CutQuote);
                }
                self.start += length;
                if length == 0 {
                    return Ok(Outcome::End);
                }
                self.ends.push(self.flat.len());
                return Ok(Outcome::Record);
            };
            length += 1;
            if byte == b'\n' && first_line.is_none() {
                first_line = Some(length);
            }
            if length > limits::IMPORT_ROW_BYTES_MAX {
                return self.give_up(state, length, first_line);
            }
            if self.step(&mut state, byte) {
                self.start += length;
                return Ok(Outcome::Record);
            }
        }
    }

    /// Takes one byte; tells whether the record ends with it.
    fn step(&mut self, state: &mut State, byte: u8) -> bool {
        match (*state, byte) {
            (State::Quoted, b'"') => *state = State::AfterQuote,
            (State::Quoted, byte) => self.flat.push(byte),
            (State::AfterQuote, b'"') => {
                self.flat.push(b'"');
                *state = State::Quoted;
            }
            (State::Start, b'"') => *state = State::Quoted,
            (_, b'\n') => {
                if *state == State::Plain && self.flat.last() == Some(&b'\r') {
                    self.flat.pop();
                }
                self.ends.push(self.flat.len());
                return true;
            }
            // A carriage return behind a quote or an empty field belongs to the line end.
            (State::Start | State::AfterQuote, b'\r') => {}
            (_, byte) if byte == self.separator => {
                self.ends.push(self.flat.len());
                *state = State::Start;
            }
            (State::Start, b' ') => {}
            (_, byte) => {
                self.flat.push(byte);
                *state = State::Plain;
            }
        }
        false
    }

    fn keep_unread(&mut self, length: usize) {
        let record = self.buffer.get(self.start..).unwrap_or_default();
        self.unread = record.iter().take(length.min(REST_BYTES_MAX)).copied().collect();
    }

    /// A record over the limit: go on behind its first line when a quote runs away, else behind
    /// its end.
    fn give_up(
        &mut self,
        state: State,
        length: usize,
        first_line: Option<usize>,
    ) -> io::Result<Outcome> {
        self.keep_unread(first_line.unwrap_or(length));
        if let (State::Quoted, Some(line)) = (state, first_line) {
            self.start += line;
            return Ok(Outcome::CutQuote);
        }
        self.start += length;
        loop {
            let rest = self.buffer.get(self.start..).unwrap_or_default();
            if let Some(place) = rest.iter().position(|byte| *byte == b'\n') {
                self.start += place + 1;
                return Ok(Outcome::TooLarge);
            }
            self.start = self.buffer.len();
            if self.at_end {
                return Ok(Outcome::TooLarge);
            }
            self.fill()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8]) -> (Vec<String>, Vec<Result<Vec<String>, Reason>>) {
        let mut csv = Csv::open(bytes).unwrap();
        let mut rows = Vec::new();
        loop {
            match csv.next().unwrap() {
                Next::Row(row) => {
                    let text = |cell: &Cell| cell.to_text().unwrap_or_default();
                    rows.push(Ok(row.cells.iter().map(text).collect()));
                }
                Next::Bad(bad) => rows.push(Err(bad.refusal.reason)),
                Next::End => return (csv.columns().to_vec(), rows),
            }
        }
    }

    fn rows(bytes: &[u8]) -> Vec<Result<Vec<String>, Reason>> {
        check(bytes).1
    }

    #[expect(clippy::unnecessary_wraps, reason = "compared with rows that may be bad")]
    fn row(cells: &[&str]) -> Result<Vec<String>, Reason> {
        Ok(cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn separators_quotes_and_line_ends_are_understood() {
        assert_eq!(rows(b"a,b\n1,2\r\n"), [row(&["1", "2"])]);
        assert_eq!(rows(b"a;b\n\"x;\"\"y\"\"\";2"), [row(&["x;\"y\"", "2"])]);
        assert_eq!(rows(b"a\tb\n\"two\nlines\"\t2\n"), [row(&["two\nlines", "2"])]);
        assert_eq!(rows(b"a,b\n\"1\" ,\r\n"), [row(&["1", ""])]);
        assert_eq!(rows(b"sep=;\na;b\n1;2\n"), [row(&["1", "2"])]);
        assert_eq!(rows(b"a,b\n\n1,5\" disk\n\n"), [row(&["1", "5\" disk"])]);
    }

    #[test]
    fn encodings_are_understood() {
        let (columns, found) = check(b"\xef\xbb\xbfname,b\nJ\xc3\xb6rg,1\nJ\xf6rg \x80,2\n");
        assert_eq!(columns, ["name", "b"]);
        assert_eq!(found, [row(&["Jörg", "1"]), row(&["Jörg €", "2"])]);
    }

    #[test]
    fn a_cut_quote_is_reported_and_costs_one_row() {
        let found = rows(b"a,b\n1,2\n\"cut,2\n3,4\n");
        assert_eq!(found, [row(&["1", "2"]), Err(Reason::CutQuote), row(&["3", "4"])]);
        assert_eq!(rows(b"a,b\n1,2\n3,\"cut"), [row(&["1", "2"]), Err(Reason::CutQuote)]);
        let long = format!("a,b\n\"open,2\n{}", "3,4\n".repeat(400_000));
        let found = rows(long.as_bytes());
        assert_eq!((found.len(), found[0].clone()), (400_001, Err(Reason::CutQuote)));
    }

    #[test]
    fn rows_that_do_not_fit_are_reported() {
        assert_eq!(
            rows(b"a,b\n1\n1,2,3\n1,2,,\n"),
            [Err(Reason::WrongColumns), Err(Reason::WrongColumns), row(&["1", "2"])]
        );
        let wide = format!("a,b\n{}\n1,2\n", "x,".repeat(10_000));
        assert_eq!(rows(wide.as_bytes()), [Err(Reason::WrongColumns), row(&["1", "2"])]);
        let large = format!("a,b\n{},2\n1,2\n", "x".repeat(2_000_000));
        assert_eq!(rows(large.as_bytes()), [Err(Reason::RowTooLarge), row(&["1", "2"])]);
    }

    #[test]
    fn headers_are_named_and_bounded() {
        assert_eq!(check(b"a,a,,b\n").0, ["a", "a (2)", "column 3", "b"]);
        let wide = vec!["x"; 10_000].join(",");
        let error = Csv::open(wide.as_bytes()).map(|_| ()).unwrap_err();
        assert!(matches!(error, FileError::TooManyColumns { found: 10_000 }));
        assert!(matches!(Csv::open(&b""[..]).map(|_| ()), Err(FileError::Empty)));
        assert!(matches!(Csv::open(&b"\n\n"[..]).map(|_| ()), Err(FileError::Empty)));
        assert!(matches!(Csv::open(&b"\"open"[..]).map(|_| ()), Err(FileError::NoHeader)));
    }
}
