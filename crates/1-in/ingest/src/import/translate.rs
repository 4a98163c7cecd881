//! Turns rows into activities, and says of each row that was not taken why.

use super::activities::{self, Echoes};
use super::cell::Row;
use super::field::{Field, Kind};
use super::kept::{self, Kept};
use super::plan::Plan;
use super::reading::{Places, Reading};
use super::{customers, orders, products, suppressions};
use crate::reason::Refusal;
use base::{Activity, CustomerId};

/// Something about a row for the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// The number of the row.
    pub row: u64,
    /// Whether the row was taken all the same, without the part that the refusal names.
    pub taken: bool,
    /// What and why; the pointer is the name of the column.
    pub refusal: Refusal,
}

/// What became of one row, or of all the rows of one order.
#[derive(Debug, Clone, PartialEq)]
pub struct Translated {
    /// The number of the first row.
    pub row: u64,
    /// How many rows it is made of.
    pub n_rows: u64,
    /// The id of the order, product, customer or activity; none when there is none.
    pub object: Option<String>,
    /// What happened; empty when the rows were refused.
    pub activities: Vec<Activity>,
    /// The row of each line of an order.
    pub line_rows: Vec<u64>,
    /// Rows to be mended and imported again.
    pub(crate) kept: Vec<Kept>,
    /// Whom a row of our own export shows.
    pub shows: Option<CustomerId>,
    /// What was left out or refused.
    pub problems: Vec<RowProblem>,
}

impl Translated {
    /// Rows that were not taken.
    pub fn refused(row: u64, n_rows: u64, refusal: Refusal) -> Self {
        let problems = vec![RowProblem { row, taken: false, refusal }];
        let (activities, line_rows, kept) = Default::default();
        Self { row, n_rows, object: None, activities, line_rows, kept, shows: None, problems }
    }
}

/// Turns the rows of one file into activities, chunk by chunk.
#[derive(Debug)]
pub struct Translator {
    plan: Plan,
    places: Places,
    echoes: Echoes,
}

impl Translator {
    /// How many rows before a position must be translated again (and dropped) when reading goes
    /// on from there, so that rows that are equal to earlier ones are told apart as before.
    pub const ROWS_BEFORE: u64 = activities::RECENT as u64;

    /// Begins with the columns as they are known so far.
    pub fn new(plan: Plan, columns: &[String]) -> Self {
        let places = Places::new(&plan, columns);
        Self { plan, places, echoes: Echoes::default() }
    }

    /// How many of these rows to translate now, so that the rows of one order stay together; the
    /// rest belongs to the next chunk.
    pub fn cut(&mut self, rows: &[Row], columns: &[String]) -> usize {
        self.learn(columns);
        match self.plan.kind {
            Kind::Orders => orders::tail_start(&self.places, rows),
            _ => rows.len(),
        }
    }

    /// Translates a chunk. `columns` are those of the table by now.
    pub fn translate(&mut self, rows: &[Row], columns: &[String]) -> Vec<Translated> {
        self.learn(columns);
        let mut done = if self.plan.kind == Kind::Orders {
            orders::read_all(&self.plan, &self.places, rows)
        } else {
            rows.iter().map(|row| self.one(row)).collect()
        };
        for one in done.iter_mut().filter(|one| !one.problems.is_empty()) {
            one.kept = kept::of(self.plan.kind, columns, rows, &one.problems);
        }
        done
    }

    /// Columns of JSON Lines grow while the file is read.
    fn learn(&mut self, columns: &[String]) {
        if columns.len() != self.places.n_columns() {
            self.places = Places::new(&self.plan, columns);
        }
    }

    fn one(&mut self, row: &Row) -> Translated {
        let mut reading = Reading::new(&self.plan, &self.places, row);
        let read = match self.plan.kind {
            Kind::Customers => customers::read(&mut reading),
            Kind::Products => products::read(&mut reading),
            Kind::Activities => activities::read(&mut reading, &mut self.echoes),
            Kind::Suppressions | Kind::Orders => suppressions::read(&mut reading),
        };
        match read {
            Ok((object, activities)) => Translated {
                row: row.number,
                n_rows: 1,
                object: Some(object),
                activities,
                line_rows: Vec::new(),
                kept: Vec::new(),
                shows: reading.text(Field::RegularsId).and_then(|id| CustomerId::parse(&id).ok()),
                problems: reading.problems,
            },
            Err(refusal) => Translated::refused(row.number, 1, refusal),
        }
    }
}

#[cfg(test)]
#[path = "translate_tests.rs"]
mod tests;
