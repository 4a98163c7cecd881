//! Saved segments.

use crate::Error;
use base::{Instant, SegmentId};
use store::{Row, Tx};

/// A segment as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) id: SegmentId,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) text: String,
    pub(crate) ready_made: bool,
    pub(crate) updated_at: Instant,
}

fn map(row: &Row<'_>) -> Result<Kept, Error> {
    Ok(Kept {
        id: SegmentId::from_bytes(row.id("id")?),
        name: row.text("name")?,
        description: row.opt_text("description")?,
        text: row.text("text")?,
        ready_made: row.int("ready_made")? == 1,
        updated_at: row.instant("updated_at")?,
    })
}

/// Most segments that a shop has; more are an accident of a program.
pub(crate) const SEGMENTS_MAX: i64 = 1_000;

/// All segments by name.
pub(crate) fn all(tx: &mut Tx<'_>) -> Result<Vec<Kept>, Error> {
    let sql = "SELECT id, name, description, text, ready_made, updated_at FROM segments
        ORDER BY name_key LIMIT $1";
    tx.all(sql, &[SEGMENTS_MAX.into()], map)
}

/// What makes two names one.
pub(crate) fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Puts a segment in place of an earlier one of the same id.
///
/// # Errors
/// [`Error::NameTaken`] when another has the name.
pub(crate) fn put(tx: &mut Tx<'_>, kept: &Kept) -> Result<(), Error> {
    let key = key(&kept.name);
    let sql = "SELECT id FROM segments WHERE name_key = $1 AND id <> $2";
    let taken = tx.opt(sql, &[(&key).into(), kept.id.into()], |row| row.id("id"))?;
    if taken.is_some() {
        return Err(Error::NameTaken);
    }
    let sql = "INSERT INTO segments
            (id, name, name_key, description, text, ready_made, made_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key,
            description = excluded.description, text = excluded.text,
            updated_at = excluded.updated_at";
    let params = [
        kept.id.into(),
        kept.name.trim().into(),
        key.into(),
        kept.description.as_deref().into(),
        (&kept.text).into(),
        i64::from(kept.ready_made).into(),
        kept.updated_at.into(),
    ];
    tx.exec(sql, &params)?;
    Ok(())
}

/// Takes a segment out; who was in it is forgotten.
pub(crate) fn delete(tx: &mut Tx<'_>, id: SegmentId) -> Result<(), Error> {
    tx.exec("DELETE FROM memberships WHERE segment = $1", &[id.into()])?;
    tx.exec("DELETE FROM segments WHERE id = $1", &[id.into()])?;
    Ok(())
}
