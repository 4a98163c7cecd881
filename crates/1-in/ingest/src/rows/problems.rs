//! The report of an import: what was refused or left out, by row.

use crate::Error;
use crate::import::RowProblem;
use crate::reason::{Reason, Refusal};
use base::ImportId;
use store::{Conflict, Row, Tx, Value};

/// Lines of one report that are kept in the database.
pub(crate) const KEPT: i64 = 100_000;

/// Adds lines behind the first `before`. Those beyond the bound are only counted.
pub(crate) fn add(
    tx: &mut Tx<'_>,
    import: ImportId,
    before: i64,
    problems: &[RowProblem],
) -> Result<(), Error> {
    let columns = ["import", "problem_no", "row_no", "taken", "reason", "field", "detail"];
    let mut rows: Vec<Value> = Vec::with_capacity(problems.len() * columns.len());
    for (no, problem) in (before..KEPT).zip(problems) {
        let refusal = &problem.refusal;
        rows.extend([
            import.into(),
            no.into(),
            (problem.row as i64).into(),
            i64::from(problem.taken).into(),
            refusal.reason.code().into(),
            refusal.pointer.as_str().into(),
            refusal.detail.as_str().into(),
        ]);
    }
    tx.insert_many("import_problems", &columns, &rows, Conflict::Fail)?;
    Ok(())
}

fn map(row: &Row<'_>) -> Result<RowProblem, Error> {
    Ok(RowProblem {
        row: row.int("row_no")?.max(0) as u64,
        taken: row.int("taken")? != 0,
        refusal: Refusal {
            reason: Reason::parse(&row.text("reason")?).unwrap_or(Reason::WrongType),
            pointer: row.text("field")?,
            detail: row.text("detail")?,
        },
    })
}

/// Lines of a report from the `from`th on.
pub(crate) fn list(
    tx: &mut Tx<'_>,
    import: ImportId,
    from: i64,
    limit: i64,
) -> Result<Vec<RowProblem>, Error> {
    let sql = "SELECT row_no, taken, reason, field, detail FROM import_problems
        WHERE import = $1 AND problem_no >= $2 ORDER BY problem_no LIMIT $3";
    tx.all(sql, &[import.into(), from.into(), limit.into()], map)
}

pub(crate) fn clear(tx: &mut Tx<'_>, import: ImportId) -> Result<(), Error> {
    tx.exec("DELETE FROM import_problems WHERE import = $1", &[import.into()])?;
    Ok(())
}
