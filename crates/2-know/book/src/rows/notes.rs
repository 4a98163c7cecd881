//! Notes about customers.

use crate::Error;
use base::{Instant, NoteId, Personal};
use ledger::SubjectId;
use store::Tx;

/// What somebody wrote down.
#[derive(Debug)]
pub(crate) struct Jotted {
    pub(crate) by: String,
    pub(crate) text: Personal,
}

/// Writes a note, at the time of this transaction.
pub(crate) fn insert(
    tx: &mut Tx<'_>,
    id: NoteId,
    subject: SubjectId,
    note: &Jotted,
) -> Result<(), Error> {
    let sql = "INSERT INTO notes (id, subject, at, by_name, text) VALUES ($1, $2, $3, $4, $5)";
    let now = tx.now();
    let params =
        [id.into(), subject.into(), now.into(), note.by.as_str().into(), (&note.text).into()];
    tx.exec(sql, &params)?;
    Ok(())
}

/// Takes a note of that person back.
pub(crate) fn remove(tx: &mut Tx<'_>, id: NoteId, subject: SubjectId) -> Result<(), Error> {
    let sql = "DELETE FROM notes WHERE id = $1 AND subject = $2";
    tx.exec(sql, &[id.into(), subject.into()])?;
    Ok(())
}

/// The notes that an identifier bears.
pub(crate) fn of(
    tx: &mut Tx<'_>,
    subject: SubjectId,
) -> Result<Vec<(NoteId, Instant, Jotted)>, Error> {
    let sql = "SELECT id, at, by_name, text FROM notes WHERE subject = $1";
    tx.all(sql, &[subject.into()], |row| {
        let jotted = Jotted { by: row.text("by_name")?, text: row.personal("text")? };
        Ok((NoteId::from_bytes(row.id("id")?), row.instant("at")?, jotted))
    })
}
