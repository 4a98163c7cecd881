//! Background work, kept in the same database so that it commits with what makes it necessary.
//!
//! A job is claimed under a lease. Who finishes it deletes it; who dies leaves it to be claimed
//! again after the lease. So a job runs at least once, and its room makes a second run harmless.

use crate::{Error, Tx, Value};
use base::{Instant, JobId};
use std::time::Duration;

/// A job that somebody has claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Its id.
    pub id: JobId,
    /// What kind of work.
    pub kind: String,
    /// What the room wrote down for it, as JSON.
    pub payload: String,
    /// How often it was claimed, this time included.
    pub attempts: i64,
}

/// A job to be.
#[derive(Debug, Clone)]
pub struct New<'a> {
    /// What kind of work.
    pub kind: &'a str,
    /// What the room needs to do it, as JSON.
    pub payload: String,
    /// Not before.
    pub run_at: Instant,
    /// At most one waiting job has this key; a second one is dropped.
    pub unique_key: Option<String>,
}

/// Puts a job in the queue; it waits until this transaction commits.
///
/// # Errors
/// Those of the database.
pub fn enqueue(tx: &mut Tx<'_>, job: New<'_>) -> Result<JobId, Error> {
    let id = JobId::new(tx.now(), tx.random());
    let sql = "INSERT INTO jobs (id, kind, unique_key, payload, run_at, attempts)
        VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT (unique_key) DO NOTHING";
    let params =
        [id.into(), job.kind.into(), job.unique_key.into(), job.payload.into(), job.run_at.into()];
    tx.exec(sql, &params)?;
    tx.announce("jobs", job.kind);
    Ok(id)
}

/// Claims up to `limit` due jobs of a kind for `lease`.
///
/// # Errors
/// Those of the database.
pub fn claim(
    tx: &mut Tx<'_>,
    kind: &str,
    limit: i64,
    lease: Duration,
) -> Result<Vec<Claimed>, Error> {
    let skip = if tx.is_sqlite() { "" } else { "FOR UPDATE SKIP LOCKED" };
    let sql = format!(
        "UPDATE jobs SET attempts = attempts + 1, leased_until = $1, unique_key = NULL
         WHERE id IN (SELECT id FROM jobs WHERE kind = $2 AND run_at <= $3
            AND given_up_at IS NULL AND (leased_until IS NULL OR leased_until < $3)
            ORDER BY run_at LIMIT $4 {skip})
         RETURNING id, kind, payload, attempts"
    );
    let now = tx.now();
    let params = [now.plus(lease).into(), kind.into(), now.into(), limit.into()];
    tx.all(&sql, &params, |row| {
        Ok(Claimed {
            id: JobId::from_bytes(row.id("id")?),
            kind: row.text("kind")?,
            payload: row.text("payload")?,
            attempts: row.int("attempts")?,
        })
    })
}

/// Frees what a process that is gone had claimed of a kind, whatever is left of the lease. For the
/// start of the one process that does this work, before it claims anything.
///
/// # Errors
/// Those of the database.
pub fn release(tx: &mut Tx<'_>, kind: &str) -> Result<u64, Error> {
    let sql = "UPDATE jobs SET leased_until = NULL WHERE kind = $1 AND leased_until IS NOT NULL";
    tx.exec(sql, &[kind.into()])
}

/// Takes a finished job out of the queue.
///
/// # Errors
/// Those of the database.
pub fn finish(tx: &mut Tx<'_>, job: JobId) -> Result<(), Error> {
    tx.exec("DELETE FROM jobs WHERE id = $1", &[job.into()])?;
    Ok(())
}

/// Puts a failed job back for a later time, or gives it up when `again_at` is absent. A job that
/// was given up stays, for a person to see.
///
/// # Errors
/// Those of the database.
pub fn fail(
    tx: &mut Tx<'_>,
    job: JobId,
    problem: &str,
    again_at: Option<Instant>,
) -> Result<(), Error> {
    let given_up: Value = if again_at.is_none() { tx.now().into() } else { Value::Null };
    let sql = "UPDATE jobs SET run_at = $1, problem = $2, leased_until = NULL, given_up_at = $3
        WHERE id = $4";
    let run_at = again_at.unwrap_or(tx.now());
    tx.exec(sql, &[run_at.into(), problem.into(), given_up, job.into()])?;
    Ok(())
}

/// How many jobs wait, those given up left out.
///
/// # Errors
/// Those of the database.
pub fn waiting(tx: &mut Tx<'_>) -> Result<i64, Error> {
    let sql = "SELECT count(*) AS n FROM jobs WHERE given_up_at IS NULL";
    tx.one(sql, &[], |row| row.int("n"))
}

/// How the jobs of one kind stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What kind of work.
    pub kind: String,
    /// Jobs whose time has come and that nobody has claimed.
    pub due: i64,
    /// Since when the oldest of them is due.
    pub oldest_due_at: Option<Instant>,
    /// Jobs that somebody has claimed.
    pub claimed: i64,
    /// Jobs for a later time.
    pub later: i64,
    /// Jobs that were given up and wait for a person.
    pub given_up: i64,
}

/// How the jobs of each kind stand; kinds without any job are left out.
///
/// # Errors
/// Those of the database.
pub fn standing(tx: &mut Tx<'_>) -> Result<Vec<Standing>, Error> {
    let sql = "SELECT kind,
            sum(CASE WHEN state = 'due' THEN 1 ELSE 0 END) AS due,
            min(CASE WHEN state = 'due' THEN run_at END) AS oldest,
            sum(CASE WHEN state = 'claimed' THEN 1 ELSE 0 END) AS claimed,
            sum(CASE WHEN state = 'later' THEN 1 ELSE 0 END) AS later,
            sum(CASE WHEN state = 'given up' THEN 1 ELSE 0 END) AS given_up
        FROM (SELECT kind, run_at, CASE
                WHEN given_up_at IS NOT NULL THEN 'given up'
                WHEN leased_until >= $1 THEN 'claimed'
                WHEN run_at <= $1 THEN 'due'
                ELSE 'later' END AS state FROM jobs) AS known
        GROUP BY kind ORDER BY kind";
    let now = tx.now();
    tx.all(sql, &[now.into()], |row| {
        Ok(Standing {
            kind: row.text("kind")?,
            due: row.int("due")?,
            oldest_due_at: row.opt_instant("oldest")?,
            claimed: row.int("claimed")?,
            later: row.int("later")?,
            given_up: row.int("given_up")?,
        })
    })
}
