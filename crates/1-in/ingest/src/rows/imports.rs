//! Imports and how far they are.

use crate::Error;
use crate::import::{Counts, Import, Kind, State};
use base::{ImportId, Personal};
use std::collections::BTreeMap;
use store::{Row, Tx, Value};

const COLUMNS: &str = "id, kind, state, doc, n_rows, n_bytes, n_new, n_changed, n_same,
    n_skipped, n_conflicting, n_problems, reasons, n_kept_bytes, busy_micros, first_seq,
    last_seq, problem, created_at, finished_at";

fn map(row: &Row<'_>) -> Result<Import, Error> {
    let doc = row.personal("doc")?;
    let (first, last) = (row.opt_int("first_seq")?, row.opt_int("last_seq")?);
    Ok(Import {
        id: ImportId::from_bytes(row.id("id")?),
        kind: Kind::parse(&row.text("kind")?).unwrap_or(Kind::Customers),
        state: State::parse(&row.text("state")?).unwrap_or(State::Failed),
        details: serde_json::from_str(doc.reveal())?,
        counts: Counts {
            rows: row.int("n_rows")?,
            new: row.int("n_new")?,
            changed: row.int("n_changed")?,
            same: row.int("n_same")?,
            skipped: row.int("n_skipped")?,
            conflicting: row.int("n_conflicting")?,
        },
        n_bytes: row.int("n_bytes")?,
        n_problems: row.int("n_problems")?,
        reasons: match row.opt_text("reasons")? {
            Some(json) => serde_json::from_str(&json)?,
            None => BTreeMap::new(),
        },
        n_kept_bytes: row.int("n_kept_bytes")?,
        busy_micros: row.int("busy_micros")?,
        range: first.zip(last),
        problem: row.opt_text("problem")?,
        created_at: row.instant("created_at")?,
        finished_at: row.opt_instant("finished_at")?,
    })
}

pub(crate) fn insert(tx: &mut Tx<'_>, import: &Import) -> Result<(), Error> {
    let sql = format!(
        "INSERT INTO imports ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
            $12, $13, $14, $15, $16, $17, $18, $19, $20)"
    );
    let mut params = vec![import.id.into()];
    params.extend(values(import)?);
    params.extend([import.created_at.into(), import.finished_at.into()]);
    tx.exec(&sql, &params)?;
    Ok(())
}

/// Kind to problem, in the order of the columns.
fn values(import: &Import) -> Result<Vec<Value>, Error> {
    let counts = &import.counts;
    // Samples of the file's rows are personal.
    let doc = Personal::new(serde_json::to_string(&import.details)?);
    Ok(vec![
        import.kind.as_str().into(),
        import.state.as_str().into(),
        (&doc).into(),
        counts.rows.into(),
        import.n_bytes.into(),
        counts.new.into(),
        counts.changed.into(),
        counts.same.into(),
        counts.skipped.into(),
        counts.conflicting.into(),
        import.n_problems.into(),
        serde_json::to_string(&import.reasons)?.into(),
        import.n_kept_bytes.into(),
        import.busy_micros.into(),
        import.range.map(|(first, _)| first).into(),
        import.range.map(|(_, last)| last).into(),
        import.problem.as_deref().into(),
    ])
}

/// Writes all of it in place of what was there.
pub(crate) fn put(tx: &mut Tx<'_>, import: &Import) -> Result<(), Error> {
    let sql = "UPDATE imports SET kind = $1, state = $2, doc = $3, n_rows = $4, n_bytes = $5,
            n_new = $6, n_changed = $7, n_same = $8, n_skipped = $9, n_conflicting = $10,
            n_problems = $11, reasons = $12, n_kept_bytes = $13, busy_micros = $14, first_seq = $15,
            last_seq = $16, problem = $17, finished_at = $18
        WHERE id = $19";
    let mut params = values(import)?;
    params.extend([import.finished_at.into(), import.id.into()]);
    tx.exec(sql, &params)?;
    Ok(())
}

/// Moves a running import on from one place to the next; tells whether it stood there. Two that
/// work on the same import cannot both pass.
pub(crate) fn advance(tx: &mut Tx<'_>, id: ImportId, from: i64, to: i64) -> Result<bool, Error> {
    let sql = "UPDATE imports SET n_rows = $1 WHERE id = $2 AND n_rows = $3 AND state = 'running'";
    Ok(tx.exec(sql, &[to.into(), id.into(), from.into()])? == 1)
}

/// Moves an import from one state to another; tells whether it was in the first.
pub(crate) fn turn(tx: &mut Tx<'_>, id: ImportId, from: State, to: State) -> Result<bool, Error> {
    let sql = "UPDATE imports SET state = $1 WHERE id = $2 AND state = $3";
    Ok(tx.exec(sql, &[to.as_str().into(), id.into(), from.as_str().into()])? == 1)
}

pub(crate) fn find(tx: &mut Tx<'_>, id: ImportId) -> Result<Option<Import>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM imports WHERE id = $1");
    tx.opt(&sql, &[id.into()], map)
}

/// Imports, the newest first, behind `after`.
pub(crate) fn list(
    tx: &mut Tx<'_>,
    after: Option<ImportId>,
    limit: i64,
) -> Result<Vec<Import>, Error> {
    let after = after.unwrap_or(ImportId::from_bytes([0xff; 16]));
    let sql = format!("SELECT {COLUMNS} FROM imports WHERE id < $1 ORDER BY id DESC LIMIT $2");
    tx.all(&sql, &[after.into(), limit.into()], map)
}

/// Imports that were on their way when a process ended.
pub(crate) fn on_their_way(tx: &mut Tx<'_>) -> Result<Vec<Import>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM imports WHERE state IN ('running', 'undoing', 'checking')
         ORDER BY id LIMIT 1000"
    );
    tx.all(&sql, &[], map)
}

pub(crate) fn remove(tx: &mut Tx<'_>, id: ImportId) -> Result<(), Error> {
    tx.exec("DELETE FROM imports WHERE id = $1", &[id.into()])?;
    Ok(())
}
