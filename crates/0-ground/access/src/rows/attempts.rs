//! Until when the subject of a limit is busy.

use base::Instant;
use store::{Error, Tx};

pub(crate) fn find(tx: &mut Tx<'_>, subject: [u8; 16]) -> Result<Option<Instant>, Error> {
    let sql = "SELECT busy_until FROM attempts WHERE subject = $1";
    tx.opt(sql, &[subject.into()], |row| row.instant("busy_until"))
}

/// Keeps the instant, and lets those go that are over.
pub(crate) fn put(tx: &mut Tx<'_>, subject: [u8; 16], busy_until: Instant) -> Result<(), Error> {
    let now = tx.now();
    tx.exec("DELETE FROM attempts WHERE busy_until < $1", &[now.into()])?;
    let sql = "INSERT INTO attempts (subject, busy_until) VALUES ($1, $2)
        ON CONFLICT (subject) DO UPDATE SET busy_until = excluded.busy_until";
    tx.exec(sql, &[subject.into(), busy_until.into()])?;
    Ok(())
}

pub(crate) fn delete(tx: &mut Tx<'_>, subject: [u8; 16]) -> Result<(), Error> {
    tx.exec("DELETE FROM attempts WHERE subject = $1", &[subject.into()])?;
    Ok(())
}
