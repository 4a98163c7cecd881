//! The report of an import: what was refused or left out, by row, and the rows themselves.

use crate::Error;
use crate::import::{Kept, RowProblem};
use crate::reason::{Reason, Refusal};
use base::{ImportId, Personal, limits};
use serde_json::{Map, Value as Json};
use std::collections::HashMap;
use store::{Conflict, Row, Tx, Value};

/// Lines of one report that are kept in the database.
pub(crate) const KEPT: i64 = 100_000;
/// Bytes of the rows that one report gives: a file in which every row is wrong is not kept twice.
const KEPT_BYTES_MAX: i64 = 16 * 1_024 * 1_024;

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

/// Keeps rows for the report, behind the first `n_bytes` of such; says how many bytes it is then.
/// Those beyond the bound are left out.
pub(crate) fn keep(
    tx: &mut Tx<'_>,
    import: ImportId,
    mut n_bytes: i64,
    kept: &[Kept],
) -> Result<i64, Error> {
    let mut rows: Vec<Value> = Vec::new();
    for one in kept {
        let doc = serde_json::to_string(&one.cells)?;
        let size = doc.len();
        if size > limits::IMPORT_ROW_BYTES_MAX || n_bytes + size as i64 > KEPT_BYTES_MAX {
            continue;
        }
        n_bytes += size as i64;
        rows.extend([import.into(), (one.row as i64).into(), (&Personal::new(doc)).into()]);
    }
    tx.insert_many("import_rows", &["import", "row_no", "doc"], &rows, Conflict::Keep)?;
    Ok(n_bytes)
}

/// Those of these rows that are kept, by their numbers.
pub(crate) fn kept(
    tx: &mut Tx<'_>,
    import: ImportId,
    numbers: &[i64],
) -> Result<HashMap<u64, Map<String, Json>>, Error> {
    let mut found = HashMap::new();
    for numbers in numbers.chunks(store::LIST) {
        let (marks, values) = store::list(2, numbers);
        let sql = format!(
            "SELECT row_no, doc FROM import_rows WHERE import = $1 AND row_no IN ({marks})"
        );
        let params: Vec<Value> = std::iter::once(import.into()).chain(values).collect();
        tx.each(&sql, &params, |row| {
            let doc = row.personal("doc")?;
            found.insert(row.int("row_no")?.max(0) as u64, serde_json::from_str(doc.reveal())?);
            Ok::<_, Error>(())
        })?;
    }
    Ok(found)
}

/// Forgets the rows; the lines about them stay.
pub(crate) fn forget_rows(tx: &mut Tx<'_>, import: ImportId) -> Result<(), Error> {
    tx.exec("DELETE FROM import_rows WHERE import = $1", &[import.into()])?;
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

/// The first lines of a report for one reason.
pub(crate) fn first_of(
    tx: &mut Tx<'_>,
    import: ImportId,
    reason: Reason,
    limit: i64,
) -> Result<Vec<RowProblem>, Error> {
    let sql = "SELECT row_no, taken, reason, field, detail FROM import_problems
        WHERE import = $1 AND reason = $2 ORDER BY problem_no LIMIT $3";
    tx.all(sql, &[import.into(), reason.code().into(), limit.into()], map)
}

/// What the report says for one reason, as far as it is kept.
pub(crate) fn details_of(
    tx: &mut Tx<'_>,
    import: ImportId,
    reason: Reason,
) -> Result<Vec<String>, Error> {
    let sql = "SELECT detail FROM import_problems WHERE import = $1 AND reason = $2";
    tx.all(sql, &[import.into(), reason.code().into()], |row| Ok(row.text("detail")?))
}

pub(crate) fn clear(tx: &mut Tx<'_>, import: ImportId) -> Result<(), Error> {
    tx.exec("DELETE FROM import_problems WHERE import = $1", &[import.into()])?;
    forget_rows(tx, import)
}
