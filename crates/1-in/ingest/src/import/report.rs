//! What an import says about itself: one sentence, and a file of the rows that were not taken as
//! they stand.
//!
//! The file has the columns of the imported one, behind a few that say what is wrong. Mended, it
//! is imported like any other file: those columns are left out, and rows that only they are about
//! are passed over.

use super::job::{self, Import, State};
use super::plan::REPORT;
use super::run::IMPORT;
use super::{RowProblem, kept};
use crate::Error;
use crate::meaning::amount::Decimals;
use crate::reason::Reason;
use crate::rows::problems;
use base::ImportId;
use book::cells::guard;
use serde_json::{Map, Value};
use std::collections::HashSet;
use std::io::Write;
use store::Store;

/// Lines read from the database at a time.
const PAGE: i64 = 5_000;
/// What a report says of a row, in the order of its columns.
const SAID: [&str; 6] = ["row", "taken", "reason", "column", "detail", "advice"];

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For people with a spreadsheet.
    Csv,
    /// Values keep their types, as in files of that form and in Parquet.
    JsonLines,
}

impl Form {
    /// The form that the ending of a name asks for; CSV unless it says otherwise.
    pub fn of(file_name: &str) -> Self {
        let name = file_name.to_ascii_lowercase();
        let lines = [".jsonl", ".ndjson", ".json"].iter().any(|ending| name.ends_with(ending));
        if lines { Self::JsonLines } else { Self::Csv }
    }
}

/// Writes the report. Blocks.
///
/// # Errors
/// Those of the database and of the writer.
pub fn write_report(
    store: &Store,
    id: ImportId,
    form: Form,
    mut to: impl Write,
) -> Result<(), Error> {
    let import = store.read_blocking(&IMPORT, move |tx| job::get(tx, id))?;
    let mut sheet = Sheet::new(form, &import);
    let broken = |error: std::io::Error| Error::File(error.into());
    to.write_all(sheet.header().as_bytes()).map_err(broken)?;
    let mut from = 0;
    loop {
        let (lines, mut rows) = store.read_blocking(&IMPORT, move |tx| {
            let lines = problems::list(tx, id, from, PAGE)?;
            let mut numbers: Vec<i64> = lines.iter().map(|line| line.row as i64).collect();
            numbers.dedup();
            let rows = problems::kept(tx, id, &numbers)?;
            Ok::<_, Error>((lines, rows))
        })?;
        for about in lines.chunk_by(|a, b| a.row == b.row) {
            let number = about.first().map_or(0, |line| line.row);
            let cells = rows.remove(&number).filter(|_| sheet.given.insert(number));
            let text = sheet.line(&said(about), cells.unwrap_or_default());
            to.write_all(text.as_bytes()).map_err(broken)?;
        }
        if (lines.len() as i64) < PAGE {
            break;
        }
        from += PAGE;
    }
    let n_more = import.n_problems - problems::KEPT;
    if n_more > 0 {
        let mut said = [const { String::new() }; SAID.len()];
        said[4] = format!("{n_more} more lines are counted but not kept");
        to.write_all(sheet.line(&said, Map::new()).as_bytes()).map_err(broken)?;
    }
    to.flush().map_err(broken)
}

/// What is said about one row, in the order of [`SAID`].
fn said(about: &[RowProblem]) -> [String; SAID.len()] {
    let Some(first) = about.first() else { return Default::default() };
    let joined = |pick: &dyn Fn(&RowProblem) -> String| {
        let mut parts: Vec<String> = Vec::new();
        for part in about.iter().map(pick).filter(|part| !part.is_empty()) {
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        parts.join("; ")
    };
    let reason = |line: &RowProblem| line.refusal.reason;
    let taken = if about.iter().any(|line| !line.taken) {
        "no"
    } else if about.iter().all(|line| reason(line).is_remark()) {
        "yes"
    } else {
        "without this"
    };
    [
        first.row.to_string(),
        taken.into(),
        joined(&|line| reason(line).code().into()),
        joined(&|line| line.refusal.pointer.clone()),
        joined(&|line| line.refusal.detail.clone()),
        joined(&|line| Reason::advice(reason(line)).into()),
    ]
}

/// The lines of one report as text.
struct Sheet {
    form: Form,
    columns: Vec<String>,
    separator: char,
    /// Rows whose cells were given: a row that is there twice would be imported twice.
    given: HashSet<u64>,
}

impl Sheet {
    fn new(form: Form, import: &Import) -> Self {
        let details = &import.details;
        let columns = details.columns.iter().map(|column| column.name.clone());
        let columns = columns.filter(|name| !name.starts_with(REPORT)).collect();
        // A semicolon is what tells that the comma is decimal where numbers do not.
        let comma = details.mapping.decimals == Decimals::Comma;
        Self { form, columns, separator: if comma { ';' } else { ',' }, given: HashSet::new() }
    }

    fn header(&self) -> String {
        if self.form == Form::JsonLines {
            return String::new();
        }
        let said = SAID.iter().map(|name| format!("{REPORT}{name}"));
        let columns = said.chain(self.columns.iter().cloned()).chain([kept::REST.to_owned()]);
        self.record(columns)
    }

    fn line(&self, said: &[String; SAID.len()], mut cells: Map<String, Value>) -> String {
        let named = SAID.iter().zip(said);
        if self.form == Form::JsonLines {
            let named = named.filter(|(_, text)| !text.is_empty());
            cells
                .extend(named.map(|(name, text)| (format!("{REPORT}{name}"), text.clone().into())));
            return format!("{}\n", Value::Object(cells));
        }
        let own: Vec<String> =
            self.columns.iter().map(|name| text(cells.remove(name).unwrap_or_default())).collect();
        let mut rest = cells.remove(kept::REST).map(text).unwrap_or_default();
        if !cells.is_empty() {
            // Columns that were not there when the file was looked at.
            rest = Value::Object(cells).to_string();
        }
        self.record(said.iter().cloned().chain(own).chain([rest]))
    }

    fn record(&self, cells: impl Iterator<Item = String>) -> String {
        let cells: Vec<String> = cells.map(|text| cell(&text)).collect();
        format!("{}\r\n", cells.join(&self.separator.to_string()))
    }
}

fn cell(text: &str) -> String {
    let text = guard(text);
    let is_plain = !text.contains(['"', '\n', '\r', ',', ';']) && text.trim() == text.as_ref();
    if is_plain { text.into_owned() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}

fn text(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        value => value.to_string(),
    }
}

/// One sentence about where an import stands.
pub fn story(import: &Import) -> String {
    let counts = &import.counts;
    let things = match import.kind {
        super::Kind::Suppressions => "addresses",
        kind => kind.as_str(),
    };
    let mut parts = Vec::new();
    for (n, what) in [
        (counts.new, "new"),
        (counts.changed, "changed"),
        (counts.same, "known already"),
        (counts.conflicting, "of which we cannot tell whose they are"),
    ] {
        if n > 0 {
            parts.push(format!("{n} {what}"));
        }
    }
    let found = if parts.is_empty() { "nothing".into() } else { parts.join(", ") };
    let skipped = match counts.skipped {
        0 => String::new(),
        1 => " One row could not be taken.".into(),
        n => format!(" {n} rows could not be taken."),
    };
    match import.state {
        State::Draft => format!("Ready to look at: {}.", import.details.file_name),
        State::Checking => format!("Looking: {} rows so far.", counts.rows),
        State::Checked => format!("Would bring {things}: {found}.{skipped}"),
        State::Running => format!("Bringing in {things}: {found} so far.{skipped}"),
        State::Done => format!("Brought in {things}: {found}.{skipped}"),
        State::Failed => {
            let why = import.problem.as_deref().unwrap_or("it stopped");
            format!("Stopped after {} rows: {why}. Continue it or take it back.", counts.rows)
        }
        State::Undoing => "Taking it back.".into(),
        State::Undone => "Taken back: nothing of it holds any more.".into(),
    }
}
