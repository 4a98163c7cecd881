//! The stored replies of writes that carry an `Idempotency-Key`.

use std::time::Duration;
use store::{Error, Tx};

/// A reply as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) fingerprint: Vec<u8>,
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// How long a reply is kept.
const KEPT: Duration = Duration::from_hours(24);

pub(crate) fn find_reply(tx: &mut Tx<'_>, caller: &str, key: &str) -> Result<Option<Reply>, Error> {
    let sql = "SELECT fingerprint, status, body FROM idempotency
        WHERE caller = $1 AND key = $2 AND at > $3";
    let since = tx.now().minus(KEPT);
    tx.opt(sql, &[caller.into(), key.into(), since.into()], |row| {
        Ok(Reply {
            fingerprint: row.bytes("fingerprint")?,
            status: u16::try_from(row.int("status")?).unwrap_or(200),
            body: row.text("body")?,
        })
    })
}

/// Keeps a reply, and lets those go that are too old.
pub(crate) fn put_reply(
    tx: &mut Tx<'_>,
    caller: &str,
    key: &str,
    reply: &Reply,
) -> Result<(), Error> {
    let now = tx.now();
    tx.exec("DELETE FROM idempotency WHERE at <= $1", &[now.minus(KEPT).into()])?;
    let sql = "INSERT INTO idempotency (caller, key, fingerprint, status, body, at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    let (status, body) = (i64::from(reply.status), reply.body.as_str());
    let fingerprint = store::Value::Bytes(reply.fingerprint.clone());
    tx.exec(
        sql,
        &[caller.into(), key.into(), fingerprint, status.into(), body.into(), now.into()],
    )?;
    Ok(())
}
