//! Addresses that nothing is sent to, by their subject.

use crate::Error;
use base::{EmailAddress, ImportId, Instant, Personal, Space};
use ledger::SubjectId;
use std::collections::HashSet;
use store::{Row, Tx, Value};

/// An entry of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The subject of the address.
    pub subject: SubjectId,
    /// The address.
    pub email: Personal,
    /// Why.
    pub reason: String,
    /// Who says so.
    pub source: String,
    /// Since when.
    pub at: Instant,
}

/// What puts an address on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stop {
    pub(crate) reason: String,
    pub(crate) source: String,
    pub(crate) at: Instant,
    pub(crate) import: Option<ImportId>,
}

/// Puts an address on the list; what put it there first stays.
pub(crate) fn put(tx: &mut Tx<'_>, point: SubjectId, stop: &Stop) -> Result<(), Error> {
    let sql = "INSERT INTO suppressions (subject, reason, source, at, import)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (subject) DO NOTHING";
    let params = [
        point.into(),
        (&stop.reason).into(),
        (&stop.source).into(),
        stop.at.into(),
        stop.import.into(),
    ];
    tx.exec(sql, &params)?;
    Ok(())
}

/// Takes an address off the list.
pub(crate) fn remove(tx: &mut Tx<'_>, point: SubjectId) -> Result<(), Error> {
    tx.exec("DELETE FROM suppressions WHERE subject = $1", &[point.into()])?;
    Ok(())
}

/// Empties the list, to be folded again.
pub(crate) fn clear(tx: &mut Tx<'_>) -> Result<(), Error> {
    tx.exec("DELETE FROM suppressions", &[])?;
    Ok(())
}

/// Those of these addresses that are on the list because of an import.
pub(crate) fn of_import(
    tx: &mut Tx<'_>,
    import: ImportId,
    points: &[SubjectId],
) -> Result<Vec<SubjectId>, Error> {
    let mut found = Vec::new();
    for points in points.chunks(store::LIST) {
        let (marks, values) = store::list(2, points);
        let sql = format!(
            "SELECT subject FROM suppressions WHERE import = $1 AND subject IN ({marks})
             ORDER BY subject"
        );
        let params: Vec<Value> = std::iter::once(import.into()).chain(values).collect();
        found.extend(tx.all(&sql, &params, |row| Ok::<_, Error>(SubjectId(row.int("subject")?)))?);
    }
    Ok(found)
}

/// The whole list, to be compared with another.
pub(crate) fn all(tx: &mut Tx<'_>) -> Result<Vec<(SubjectId, Stop)>, Error> {
    let sql = "SELECT subject, reason, source, at, import FROM suppressions ORDER BY subject";
    tx.all(sql, &[], |row| {
        let stop = Stop {
            reason: row.text("reason")?,
            source: row.text("source")?,
            at: row.instant("at")?,
            import: row.opt_id("import")?.map(ImportId::from_bytes),
        };
        Ok((SubjectId(row.int("subject")?), stop))
    })
}

/// Those of these addresses that are on the list.
pub(crate) fn among(tx: &mut Tx<'_>, points: &[SubjectId]) -> Result<HashSet<SubjectId>, Error> {
    let (marks, params) = store::list(1, points);
    let sql = format!("SELECT subject FROM suppressions WHERE subject IN ({marks})");
    let found = tx.all(&sql, &params, |row| Ok::<_, Error>(SubjectId(row.int("subject")?)))?;
    Ok(found.into_iter().collect())
}

/// The entry of an address.
pub(crate) fn find(tx: &mut Tx<'_>, email: &EmailAddress) -> Result<Option<Suppression>, Error> {
    match ledger::subjects_of_token(tx, &Space::Email, email.personal())? {
        Some(subject) => of_point(tx, subject.id),
        None => Ok(None),
    }
}

/// The entry of a subject.
pub(crate) fn of_point(tx: &mut Tx<'_>, point: SubjectId) -> Result<Option<Suppression>, Error> {
    let sql = "SELECT subject, reason, source, at FROM suppressions WHERE subject = $1";
    let found = tx.opt(sql, &[point.into()], map)?;
    found.map(|row| named(tx, row)).transpose()
}

/// A page of the list, the latest first, behind `before`.
pub(crate) fn list(
    tx: &mut Tx<'_>,
    before: Option<(Instant, SubjectId)>,
    limit: i64,
) -> Result<Vec<Suppression>, Error> {
    let (at, subject) = before.unwrap_or((Instant::from_micros(i64::MAX), SubjectId(i64::MAX)));
    let sql = "SELECT subject, reason, source, at FROM suppressions
        WHERE (at, subject) < ($1, $2) ORDER BY at DESC, subject DESC LIMIT $3";
    let rows = tx.all(sql, &[at.into(), subject.into(), limit.into()], map)?;
    rows.into_iter().map(|row| named(tx, row)).collect()
}

fn map(row: &Row<'_>) -> Result<Suppression, Error> {
    Ok(Suppression {
        subject: SubjectId(row.int("subject")?),
        email: Personal::new(""),
        reason: row.text("reason")?,
        source: row.text("source")?,
        at: row.instant("at")?,
    })
}

/// Fills the address in, which only the ledger keeps.
fn named(tx: &mut Tx<'_>, row: Suppression) -> Result<Suppression, Error> {
    let email = ledger::subject_value(tx, row.subject)?.map(|(_, value)| value);
    Ok(Suppression { email: email.unwrap_or_else(|| Personal::new("")), ..row })
}
