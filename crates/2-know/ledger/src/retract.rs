//! Taking an import back, some of it at a time; or one change by a person of the shop.
//!
//! What a step of an import takes back is whole: everything that the import said of some
//! identifiers and things. Whoever calls chooses them so that nothing outside hangs on them (the
//! book does).

use crate::entry::failed;
use crate::{Error, Ledger, SubjectId, rows};
use base::{Activity, Edit, ImportId};
use std::collections::BTreeSet;
use store::{Row, Tx, Value};

/// Identifiers and things of which an import no longer says anything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reached {
    /// The identifiers.
    pub subjects: BTreeSet<SubjectId>,
    /// Orders and products, by their ids in the ledger.
    pub objects: BTreeSet<[u8; 16]>,
}

/// Whom and what an activity is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch {
    /// Its place.
    pub seq: i64,
    /// Whom it names, the leading identifier first.
    pub subjects: Vec<SubjectId>,
    /// The order or product that it speaks of.
    pub object: Option<[u8; 16]>,
}

impl Ledger {
    /// Marks all that an import said of these as retracted, frees its keys, and has the followers
    /// fold anew what hangs on it. Returns how many activities no longer hold.
    ///
    /// # Errors
    /// Those of the database and of the followers; then nothing is changed.
    pub fn retract(
        &self,
        tx: &mut Tx<'_>,
        import: ImportId,
        reached: &Reached,
    ) -> Result<u64, Error> {
        tx.lock("ledger")?;
        let Some(number) = rows::word(tx, &import.to_string())? else { return Ok(0) };
        let subjects: Vec<SubjectId> = reached.subjects.iter().copied().collect();
        let objects: Vec<&[u8; 16]> = reached.objects.iter().collect();
        let mut retracted = 0;
        for subjects in subjects.chunks(store::LIST) {
            retracted += rows::retract(tx, number, "subject", store::list(3, subjects))?;
        }
        for objects in objects.chunks(store::LIST) {
            retracted += rows::retract(tx, number, "object", store::list(3, objects))?;
        }
        for follower in self.followers.iter() {
            let followed = follower.retracted(tx, import, reached);
            followed.map_err(|source| failed(follower.name(), source))?;
        }
        Ok(retracted)
    }

    /// Marks what was said by one change as retracted, and appends the activity that says so: the
    /// followers fold anew what hangs on it. Whoever calls has seen that the change may be taken
    /// back.
    ///
    /// # Errors
    /// Those of the database and of the followers; then nothing is changed.
    pub fn take_back(&self, tx: &mut Tx<'_>, edit: Edit, said: &Activity) -> Result<(), Error> {
        tx.lock("ledger")?;
        rows::retract_edit(tx, edit)?;
        self.append(tx, std::slice::from_ref(said))?;
        Ok(())
    }
}

/// Places behind a change of which it can be known at once whether they name somebody.
const KNOWN_SINCE: i64 = 100_000;

/// Whether anything that holds names one of some identifiers behind a place. Yes, too, when so much
/// came behind it that nobody looks.
///
/// # Errors
/// Those of the database.
pub fn are_named_since(tx: &mut Tx<'_>, subjects: &[SubjectId], seq: i64) -> Result<bool, Error> {
    if crate::last_seq(tx)? > seq + KNOWN_SINCE {
        return Ok(true);
    }
    let sql = "SELECT subject, others FROM activities WHERE seq > $1 AND retracted_at IS NULL";
    let mut are_named = false;
    tx.each(sql, &[seq.into()], |row| {
        are_named |= named(row)?.iter().any(|subject| subjects.contains(subject));
        Ok::<_, Error>(())
    })?;
    Ok(are_named)
}

fn touch(row: &Row<'_>) -> Result<Touch, Error> {
    let object = row.opt_id("object")?;
    Ok(Touch { seq: row.int("seq")?, subjects: named(row)?, object })
}

fn named(row: &Row<'_>) -> Result<Vec<SubjectId>, Error> {
    let others = row.opt_text("others")?.unwrap_or_default();
    let others = others.split(',').filter_map(|number| number.parse().ok());
    Ok(row.opt_int("subject")?.into_iter().chain(others).map(SubjectId).collect())
}

/// What an import says and still holds behind a place and up to another, at most `limit` of it.
///
/// # Errors
/// Those of the database.
pub fn touches(
    tx: &mut Tx<'_>,
    import: ImportId,
    (after, until): (i64, i64),
    limit: i64,
) -> Result<Vec<Touch>, Error> {
    let Some(number) = rows::word(tx, &import.to_string())? else { return Ok(Vec::new()) };
    let sql = "SELECT seq, subject, others, object FROM activities
        WHERE seq > $1 AND seq <= $2 AND import = $3 AND retracted_at IS NULL
        ORDER BY seq LIMIT $4";
    tx.all(sql, &[after.into(), until.into(), number.into(), limit.into()], touch)
}

/// The things of which an import says something in activities that these identifiers lead.
///
/// # Errors
/// Those of the database.
pub fn objects_of(
    tx: &mut Tx<'_>,
    import: ImportId,
    subjects: &[SubjectId],
) -> Result<Vec<[u8; 16]>, Error> {
    let Some(number) = rows::word(tx, &import.to_string())? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for subjects in subjects.chunks(store::LIST) {
        let (marks, values) = store::list(2, subjects);
        let sql = format!(
            "SELECT DISTINCT object FROM activities
             WHERE subject IN ({marks}) AND import = $1 AND object IS NOT NULL
                AND retracted_at IS NULL"
        );
        let params: Vec<Value> = std::iter::once(number.into()).chain(values).collect();
        tx.each(&sql, &params, |row| {
            found.push(row.id("object")?);
            Ok::<_, Error>(())
        })?;
    }
    Ok(found)
}

/// Whom activities about these things name, and which hold.
///
/// # Errors
/// Those of the database.
pub fn subjects_of(tx: &mut Tx<'_>, objects: &[[u8; 16]]) -> Result<Vec<SubjectId>, Error> {
    let mut found = Vec::new();
    let objects: Vec<&[u8; 16]> = objects.iter().collect();
    for objects in objects.chunks(store::LIST) {
        let (marks, params) = store::list(1, objects);
        let sql = format!(
            "SELECT subject, others FROM activities
             WHERE object IN ({marks}) AND retracted_at IS NULL"
        );
        tx.each(&sql, &params, |row| {
            found.extend(named(row)?);
            Ok::<_, Error>(())
        })?;
    }
    Ok(found)
}

/// How many activities hold that one of these identifiers leads.
///
/// # Errors
/// Those of the database.
pub fn count_of(tx: &mut Tx<'_>, subjects: &BTreeSet<SubjectId>) -> Result<i64, Error> {
    let subjects: Vec<SubjectId> = subjects.iter().copied().collect();
    let mut count = 0;
    for subjects in subjects.chunks(store::LIST) {
        let (marks, params) = store::list(1, subjects);
        let sql = format!(
            "SELECT count(*) AS n FROM activities
             WHERE subject IN ({marks}) AND retracted_at IS NULL"
        );
        count += tx.one::<i64, Error>(&sql, &params, |row| Ok(row.int("n")?))?;
    }
    Ok(count)
}

/// Hands each pair of identifiers that an activity behind a place and up to another names together
/// to `take`, the leading one first, also of activities that no longer hold.
///
/// # Errors
/// Those of the database.
pub fn each_together(
    tx: &mut Tx<'_>,
    (after, until): (i64, i64),
    mut take: impl FnMut(SubjectId, SubjectId),
) -> Result<(), Error> {
    let sql = "SELECT subject, others FROM activities
        WHERE seq > $1 AND seq <= $2 AND subject IS NOT NULL AND others IS NOT NULL";
    tx.each(sql, &[after.into(), until.into()], |row| {
        let all = named(row)?;
        if let Some((lead, others)) = all.split_first() {
            for other in others {
                take(*lead, *other);
            }
        }
        Ok(())
    })
}
