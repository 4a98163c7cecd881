//! The reading half of an import: rows into translated chunks.

use super::job::Details;
use super::kept;
use super::table::Bad;
use super::{FileError, Next, Plan, Row, Table, Translated, Translator};
use crate::Error;
use std::sync::mpsc::SyncSender;

/// Rows of one chunk: large enough that a commit costs little, small enough that calls at the
/// front door need not wait long behind it.
const CHUNK: usize = 2_000;

/// Some rows on their way.
#[derive(Debug)]
pub(super) struct Chunk {
    /// Rows of the file before it.
    pub(super) start: i64,
    /// Rows of the file up to its end.
    pub(super) end: i64,
    /// How far reading has come, in bytes.
    pub(super) n_bytes: u64,
    /// What the rows say.
    pub(super) done: Vec<Translated>,
}

/// Reads the file from row `from` on, and sends its chunks until nobody receives them.
pub(super) fn feed(
    details: &Details,
    plan: Plan,
    from: i64,
    send: &SyncSender<Result<Chunk, Error>>,
) {
    let read = Feeder::open(details, plan, from).and_then(|mut feeder| {
        while let Some(chunk) = feeder.chunk()? {
            if send.send(Ok(chunk)).is_err() {
                break;
            }
        }
        Ok(())
    });
    if let Err(error) = read {
        // Nobody listening means that nobody wants to know.
        let _ = send.send(Err(error.into()));
    }
}

struct Feeder {
    table: Table,
    translator: Translator,
    rows: Vec<Row>,
    /// Bad rows with the number of good rows before each.
    bad: Vec<(usize, Bad)>,
    start: i64,
    n_read: u64,
    at_end: bool,
}

impl Feeder {
    fn open(details: &Details, plan: Plan, from: i64) -> Result<Self, FileError> {
        let table = Table::open(&details.path, &details.file_name)?;
        let translator = Translator::new(plan, table.columns());
        let (rows, bad) = (Vec::with_capacity(CHUNK), Vec::new());
        let mut feeder = Self { table, translator, rows, bad, start: 0, n_read: 0, at_end: false };
        feeder.skip(from)?;
        Ok(feeder)
    }

    /// Goes on behind row `from`: the rows just before it are translated and dropped, which
    /// brings the translator to where it was.
    fn skip(&mut self, from: i64) -> Result<(), FileError> {
        let warm = (from - Translator::ROWS_BEFORE as i64).max(0);
        while self.start < from {
            match self.table.next_row()? {
                Next::Row(row) if self.start >= warm => self.rows.push(row),
                Next::Row(_) | Next::Bad(..) => {}
                Next::End => break,
            }
            self.start += 1;
        }
        self.n_read = self.start as u64;
        let columns = self.table.columns().to_vec();
        self.translator.translate(&self.rows, &columns);
        self.rows.clear();
        Ok(())
    }

    /// The next chunk; none at the end.
    fn chunk(&mut self) -> Result<Option<Chunk>, FileError> {
        let mut wanted = CHUNK;
        loop {
            self.fill(wanted)?;
            if self.rows.is_empty() && self.bad.is_empty() {
                return Ok(None);
            }
            let columns = self.table.columns().to_vec();
            let whole = self.rows.len();
            let cut = if self.at_end { whole } else { self.translator.cut(&self.rows, &columns) };
            if cut == 0 && whole > 0 {
                wanted += CHUNK;
                continue;
            }
            let rest = self.rows.split_off(cut);
            let mut done = self.translator.translate(&self.rows, &columns);
            self.rows = rest;
            let n_bad = self.bad.iter().take_while(|(before, ..)| *before <= cut).count();
            let later = self.bad.split_off(n_bad);
            for (_, bad) in std::mem::replace(&mut self.bad, later) {
                let kept = vec![kept::of_bad(&columns, &bad)];
                let refused = Translated::refused(bad.row.number, 1, bad.refusal);
                done.push(Translated { kept, ..refused });
            }
            for (before, ..) in &mut self.bad {
                *before -= cut;
            }
            let start = self.start;
            self.start += (cut + n_bad) as i64;
            let n_bytes = self.table.position_bytes(self.n_read);
            return Ok(Some(Chunk { start, end: self.start, n_bytes, done }));
        }
    }

    fn fill(&mut self, wanted: usize) -> Result<(), FileError> {
        while !self.at_end && self.rows.len() + self.bad.len() < wanted {
            match self.table.next_row()? {
                Next::Row(row) => self.rows.push(row),
                Next::Bad(bad) => self.bad.push((self.rows.len(), bad)),
                Next::End => {
                    self.at_end = true;
                    return Ok(());
                }
            }
            self.n_read += 1;
        }
        Ok(())
    }
}
