//! Links between identifiers, and suspicions.

use crate::Error;
use base::Instant;
use ledger::{Entry, SubjectId};
use std::collections::BTreeSet;
use store::Tx;

fn ordered((a, b): (SubjectId, SubjectId)) -> (SubjectId, SubjectId) {
    if a <= b { (a, b) } else { (b, a) }
}

/// Makes a link; says whether it holds. One that was taken back is not made again.
pub(crate) fn make(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    pair: (SubjectId, SubjectId),
    reason: &str,
) -> Result<bool, Error> {
    let (a, b) = ordered(pair);
    let sql = "INSERT INTO links (a, b, seq, source, reason, made_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (a, b) DO NOTHING";
    let activity = entry.activity;
    let params = [
        a.into(),
        b.into(),
        entry.seq.into(),
        activity.source.as_str().into(),
        reason.into(),
        activity.at.into(),
    ];
    if tx.exec(sql, &params)? == 1 {
        return Ok(true);
    }
    let sql = "SELECT revoked_at FROM links WHERE a = $1 AND b = $2";
    let revoked =
        tx.one(sql, &[a.into(), b.into()], |row| Ok::<_, Error>(row.opt_int("revoked_at")?))?;
    Ok(revoked.is_none())
}

/// Makes a link that a person asks for, even if it was once taken back.
pub(crate) fn restore(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    pair: (SubjectId, SubjectId),
    reason: &str,
) -> Result<(), Error> {
    make(tx, entry, pair, reason)?;
    let (a, b) = ordered(pair);
    let sql = "UPDATE links SET revoked_at = NULL WHERE a = $1 AND b = $2";
    tx.exec(sql, &[a.into(), b.into()])?;
    tx.exec("DELETE FROM suspects WHERE a = $1 AND b = $2", &[a.into(), b.into()])?;
    Ok(())
}

/// The place of the activity that made a link, if there is one.
pub(crate) fn made_by(tx: &mut Tx<'_>, pair: (SubjectId, SubjectId)) -> Result<Option<i64>, Error> {
    let (a, b) = ordered(pair);
    let sql = "SELECT seq FROM links WHERE a = $1 AND b = $2";
    tx.opt(sql, &[a.into(), b.into()], |row| Ok(row.int("seq")?))
}

/// Takes one link back.
pub(crate) fn revoke(
    tx: &mut Tx<'_>,
    pair: (SubjectId, SubjectId),
    at: Instant,
) -> Result<(), Error> {
    let (a, b) = ordered(pair);
    let sql = "UPDATE links SET revoked_at = $1 WHERE a = $2 AND b = $3";
    tx.exec(sql, &[at.into(), a.into(), b.into()])?;
    Ok(())
}

/// Takes back every link of one identifier.
pub(crate) fn revoke_all(tx: &mut Tx<'_>, subject: SubjectId, at: Instant) -> Result<(), Error> {
    let sql = "UPDATE links SET revoked_at = $1
        WHERE (a = $2 OR b = $2) AND revoked_at IS NULL";
    tx.exec(sql, &[at.into(), subject.into()])?;
    Ok(())
}

/// Those to whom an identifier is linked.
pub(crate) fn neighbors(tx: &mut Tx<'_>, subject: SubjectId) -> Result<Vec<SubjectId>, Error> {
    let sql = "SELECT b AS other FROM links WHERE a = $1 AND revoked_at IS NULL
        UNION ALL SELECT a AS other FROM links WHERE b = $1 AND revoked_at IS NULL";
    tx.all(sql, &[subject.into()], |row| Ok(SubjectId(row.int("other")?)))
}

/// Everybody who hangs together with an identifier, in order, itself included.
pub(crate) fn component(tx: &mut Tx<'_>, seed: SubjectId) -> Result<BTreeSet<SubjectId>, Error> {
    let mut found = BTreeSet::from([seed]);
    let mut open = vec![seed];
    while let Some(subject) = open.pop() {
        for other in neighbors(tx, subject)? {
            if found.insert(other) {
                open.push(other);
            }
        }
    }
    Ok(found)
}

/// Records that two identifiers may be one person.
pub(crate) fn suspect(
    tx: &mut Tx<'_>,
    a: SubjectId,
    b: SubjectId,
    reason: &str,
    at: Instant,
) -> Result<(), Error> {
    let (a, b) = ordered((a, b));
    let sql = "INSERT INTO suspects (a, b, reason, at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (a, b) DO NOTHING";
    tx.exec(sql, &[a.into(), b.into(), reason.into(), at.into()])?;
    Ok(())
}

/// Whether two identifiers may be one person.
pub(crate) fn is_suspected(tx: &mut Tx<'_>, pair: (SubjectId, SubjectId)) -> Result<bool, Error> {
    let (a, b) = ordered(pair);
    let sql = "SELECT reason FROM suspects WHERE a = $1 AND b = $2";
    let reason: Option<String> = tx.opt(sql, &[a.into(), b.into()], |row| row.text("reason"))?;
    Ok(reason.is_some())
}

pub(crate) fn forget(tx: &mut Tx<'_>, subject: SubjectId) -> Result<(), Error> {
    for table in ["links", "suspects"] {
        let sql = format!("DELETE FROM {table} WHERE a = $1 OR b = $1");
        tx.exec(&sql, &[subject.into()])?;
    }
    Ok(())
}
