//! Addresses that nothing is sent to.

use crate::Error;
use base::{EmailAddress, Instant, Personal};
use store::Tx;

/// An entry of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The address.
    pub email: Personal,
    /// Why.
    pub reason: String,
    /// Who says so.
    pub source: String,
    /// Since when.
    pub at: Instant,
}

pub(crate) fn token(tx: &Tx<'_>, email: &str) -> [u8; 16] {
    tx.token("suppressions", email)
}

/// Puts an address on the list. Returns whether it is new there.
pub(crate) fn put(
    tx: &mut Tx<'_>,
    email: &EmailAddress,
    reason: &str,
    source: &str,
) -> Result<bool, Error> {
    let sql = "INSERT INTO suppressions (token, email, reason, source, at)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (token) DO NOTHING";
    let now = tx.now();
    let token = token(tx, email.reveal());
    let params = [token.into(), email.personal().into(), reason.into(), source.into(), now.into()];
    Ok(tx.exec(sql, &params)? > 0)
}

/// Takes an address off the list. False when it was not there.
pub(crate) fn remove(tx: &mut Tx<'_>, email: &EmailAddress) -> Result<bool, Error> {
    let token = token(tx, email.reveal());
    Ok(tx.exec("DELETE FROM suppressions WHERE token = $1", &[token.into()])? > 0)
}

pub(crate) fn find(tx: &mut Tx<'_>, email: &str) -> Result<Option<Suppression>, Error> {
    let sql = "SELECT email, reason, source, at FROM suppressions WHERE token = $1";
    let token = token(tx, email);
    tx.opt(sql, &[token.into()], map)
}

fn map(row: &store::Row<'_>) -> Result<Suppression, Error> {
    Ok(Suppression {
        email: row.personal("email")?,
        reason: row.text("reason")?,
        source: row.text("source")?,
        at: row.instant("at")?,
    })
}

/// A page of the list, the latest first, behind `before` (time and address of the last one).
pub(crate) fn list(
    tx: &mut Tx<'_>,
    before: Option<(Instant, String)>,
    limit: i64,
) -> Result<Vec<Suppression>, Error> {
    let (at, email) = before.unwrap_or((Instant::from_micros(i64::MAX), String::new()));
    let token = token(tx, &email);
    let sql = "SELECT email, reason, source, at FROM suppressions
        WHERE (at, token) < ($1, $2) ORDER BY at DESC, token DESC LIMIT $3";
    tx.all(sql, &[at.into(), token.into(), limit.into()], map)
}
