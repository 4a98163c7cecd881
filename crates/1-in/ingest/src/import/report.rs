//! What an import says about itself: one sentence, and one line per row that was not taken.

use super::job::{self, Import, State};
use super::run::IMPORT;
use crate::Error;
use crate::rows::problems;
use base::ImportId;
use std::io::Write;
use store::Store;

/// Lines read from the database at a time.
const PAGE: i64 = 5_000;

/// Writes the report as CSV. Blocks.
///
/// # Errors
/// Those of the database and of the writer.
pub fn write_report(store: &Store, id: ImportId, mut to: impl Write) -> Result<(), Error> {
    let broken = |error: std::io::Error| Error::File(error.into());
    to.write_all(b"row,taken,reason,column,detail,advice\r\n").map_err(broken)?;
    let mut from = 0;
    loop {
        let lines = store.read_blocking(&IMPORT, move |tx| problems::list(tx, id, from, PAGE))?;
        for line in &lines {
            let refusal = &line.refusal;
            let taken = if line.taken { "without this" } else { "no" };
            let text = format!(
                "{},{taken},{},{},{},{}\r\n",
                line.row,
                refusal.reason.code(),
                cell(&refusal.pointer),
                cell(&refusal.detail),
                cell(refusal.reason.advice()),
            );
            to.write_all(text.as_bytes()).map_err(broken)?;
        }
        if (lines.len() as i64) < PAGE {
            break;
        }
        from += PAGE;
    }
    let import = store.read_blocking(&IMPORT, move |tx| job::get(tx, id))?;
    let n_more = import.n_problems - problems::KEPT;
    if n_more > 0 {
        let text = format!(",,,,{n_more} more lines are counted but not kept,\r\n");
        to.write_all(text.as_bytes()).map_err(broken)?;
    }
    to.flush().map_err(broken)
}

/// A cell of a CSV file. One that a spreadsheet would take for a formula is made a text
/// (OWASP, CSV injection, read 2026-11-22).
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r', ';']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_are_no_formulas() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(cell("plain"), "plain");
    }
}
