//! Rows that go into the report as they stood in the file, to be mended and imported again.
//!
//! Kept is what importing it again can only make better: every row that was not taken, and rows
//! that were taken without a part where a row is one person, product or address. One row of an
//! order that came in would replace the order, and one activity would come a second time.

use super::cell::{Cell, Row};
use super::field::Kind;
use super::plan::REPORT;
use super::table::Bad;
use super::translate::RowProblem;
use serde_json::{Map, Number, Value};

/// The column of a report for what fits no column of the file.
pub(super) const REST: &str = "report:rest";

/// A row of the file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Kept {
    pub(crate) row: u64,
    /// Its cells by column; empty ones are left out.
    pub(crate) cells: Map<String, Value>,
}

/// Those of these rows that the problems are about and that can be mended.
pub(super) fn of(
    kind: Kind,
    columns: &[String],
    rows: &[Row],
    problems: &[RowProblem],
) -> Vec<Kept> {
    let by_itself = matches!(kind, Kind::Customers | Kind::Products | Kind::Suppressions);
    let mends =
        |problem: &&RowProblem| !problem.taken || by_itself && !problem.refusal.reason.is_remark();
    let mut kept: Vec<Kept> = Vec::new();
    for number in problems.iter().filter(mends).map(|problem| problem.row) {
        let place = rows.binary_search_by_key(&number, |row| row.number);
        let is_new = kept.iter().all(|kept| kept.row != number);
        if let Some(row) = place.ok().and_then(|place| rows.get(place)).filter(|_| is_new) {
            kept.push(Kept { row: number, cells: cells(columns, row) });
        }
    }
    kept
}

/// A row that could not be read, as far as it could.
pub(super) fn of_bad(columns: &[String], bad: &Bad) -> Kept {
    let mut cells = cells(columns, &bad.row);
    if !bad.rest.is_empty() {
        cells.insert(REST.into(), bad.rest.as_str().into());
    }
    Kept { row: bad.row.number, cells }
}

fn cells(columns: &[String], row: &Row) -> Map<String, Value> {
    let cells = columns.iter().zip(&row.cells);
    // What an earlier report said is of no more use.
    let own = cells.filter(|(column, _)| !column.starts_with(REPORT));
    own.filter_map(|(column, cell)| Some((column.clone(), value(cell)?))).collect()
}

fn value(cell: &Cell) -> Option<Value> {
    Some(match cell {
        Cell::Empty => return None,
        Cell::Text(text) => Value::String(text.clone()),
        Cell::Whole(number) => Value::from(*number),
        Cell::Number(number) => Value::Number(Number::from_f64(*number)?),
        Cell::Flag(flag) => Value::Bool(*flag),
        Cell::Json(value) => value.clone(),
        cell @ (Cell::At(_) | Cell::Local(_)) => Value::String(cell.to_text()?),
    })
}
