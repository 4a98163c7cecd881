//! The newest requests, in slots that go round.

use crate::Error;
use base::{Instant, Personal};
use store::Tx;

/// Requests that are kept.
pub(crate) const REQUESTS_KEPT: i64 = 1_000;

/// One request as it is kept.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) no: i64,
    pub(crate) at: Instant,
    pub(crate) source: String,
    /// Its calls as JSON.
    pub(crate) items: Personal,
}

/// Keeps a request in place of the oldest. The caller holds the ledger's lock or is alone.
pub(crate) fn put(tx: &mut Tx<'_>, source: &str, items: &Personal) -> Result<(), Error> {
    let sql = "SELECT request_no FROM calls ORDER BY request_no DESC LIMIT 1";
    let last: Option<i64> = tx.opt(sql, &[], |row| row.int("request_no"))?;
    let no = last.unwrap_or(0) + 1;
    let sql = "INSERT INTO calls (slot, request_no, at, source, items) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (slot) DO UPDATE SET request_no = excluded.request_no, at = excluded.at,
            source = excluded.source, items = excluded.items";
    let now = tx.now();
    let slot = no % REQUESTS_KEPT;
    tx.exec(sql, &[slot.into(), no.into(), now.into(), source.into(), items.into()])?;
    Ok(())
}

/// Requests up to a number, the newest first.
pub(crate) fn list(tx: &mut Tx<'_>, up_to: i64, limit: i64) -> Result<Vec<Request>, Error> {
    let sql = "SELECT request_no, at, source, items FROM calls
        WHERE request_no <= $1 ORDER BY request_no DESC LIMIT $2";
    tx.all(sql, &[up_to.into(), limit.into()], |row| {
        Ok(Request {
            no: row.int("request_no")?,
            at: row.instant("at")?,
            source: row.text("source")?,
            items: row.personal("items")?,
        })
    })
}
