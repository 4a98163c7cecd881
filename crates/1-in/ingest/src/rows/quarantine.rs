//! What was refused and waits to be mended.

use crate::Error;
use crate::reason::{Reason, Refusal};
use base::{Instant, Namespace, Personal, QuarantineId, SourceName};
use store::{Row, Tx, Value};

/// Refused items that are kept; the oldest go first.
const KEPT: i64 = 50_000;

/// A refused item.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// Its id.
    pub id: QuarantineId,
    /// When it came.
    pub at: Instant,
    /// Who sent it.
    pub source: SourceName,
    /// The space of its ids.
    pub namespace: Namespace,
    /// Why it was refused.
    pub refusal: Refusal,
    /// What came, as JSON where it is JSON.
    pub body: Personal,
}

fn map(row: &Row<'_>) -> Result<Waiting, Error> {
    let source = SourceName::parse(&row.text("source")?);
    let namespace = Namespace::parse(&row.text("namespace")?);
    Ok(Waiting {
        id: QuarantineId::from_bytes(row.id("id")?),
        at: row.instant("at")?,
        source: source.unwrap_or_else(|_| SourceName::house()),
        namespace: namespace.unwrap_or_else(|_| Namespace::shop()),
        refusal: Refusal {
            reason: Reason::parse(&row.text("reason")?).unwrap_or(Reason::NotJson),
            detail: row.text("detail")?,
            pointer: row.text("pointer")?,
        },
        body: row.personal("body")?,
    })
}

const COLUMNS: &str = "id, at, source, namespace, reason, detail, pointer, body";

/// Keeps a refused item; the same content waits once.
pub(crate) fn put(tx: &mut Tx<'_>, waiting: &Waiting) -> Result<(), Error> {
    let content = content(waiting);
    let sql = "INSERT INTO quarantine (id, at, source, namespace, reason, detail, pointer, body,
            content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    let refusal = &waiting.refusal;
    let params: [Value; 9] = [
        waiting.id.into(),
        waiting.at.into(),
        waiting.source.as_str().into(),
        waiting.namespace.as_str().into(),
        refusal.reason.code().into(),
        refusal.detail.as_str().into(),
        refusal.pointer.as_str().into(),
        (&waiting.body).into(),
        content.into(),
    ];
    tx.exec(sql, &params)?;
    // Now and then the oldest beyond the bound are let go; ids sort by time.
    if waiting.id.as_bytes()[15] == 0 {
        let sql = "DELETE FROM quarantine WHERE id <=
            (SELECT id FROM quarantine ORDER BY id DESC LIMIT 1 OFFSET $1)";
        tx.exec(sql, &[KEPT.into()])?;
    }
    Ok(())
}

fn content(waiting: &Waiting) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    for part in [waiting.source.as_str(), waiting.namespace.as_str(), waiting.body.reveal()] {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
    }
    let mut short = [0; 16];
    short.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    short
}

pub(crate) fn find(tx: &mut Tx<'_>, id: QuarantineId) -> Result<Option<Waiting>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM quarantine WHERE id = $1");
    tx.opt(&sql, &[id.into()], map)
}

/// Refused items, the newest first, behind `after`.
pub(crate) fn list(
    tx: &mut Tx<'_>,
    after: Option<QuarantineId>,
    limit: i64,
) -> Result<Vec<Waiting>, Error> {
    let after = after.unwrap_or(QuarantineId::from_bytes([0xff; 16]));
    let sql = format!("SELECT {COLUMNS} FROM quarantine WHERE id < $1 ORDER BY id DESC LIMIT $2");
    tx.all(&sql, &[after.into(), limit.into()], map)
}

pub(crate) fn count(tx: &mut Tx<'_>) -> Result<i64, Error> {
    tx.one("SELECT count(*) AS n FROM quarantine", &[], |row| Ok(row.int("n")?))
}

/// Keeps why a mended body was refused again.
pub(crate) fn amend(
    tx: &mut Tx<'_>,
    id: QuarantineId,
    refusal: &Refusal,
    body: &Personal,
) -> Result<(), Error> {
    let sql = "UPDATE quarantine SET reason = $1, detail = $2, pointer = $3, body = $4
        WHERE id = $5";
    let params: [Value; 5] = [
        refusal.reason.code().into(),
        refusal.detail.as_str().into(),
        refusal.pointer.as_str().into(),
        body.into(),
        id.into(),
    ];
    tx.exec(sql, &params)?;
    Ok(())
}

pub(crate) fn remove(tx: &mut Tx<'_>, id: QuarantineId) -> Result<bool, Error> {
    Ok(tx.exec("DELETE FROM quarantine WHERE id = $1", &[id.into()])? == 1)
}
