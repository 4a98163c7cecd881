//! Sign-ins that are not over.

use crate::model::{Role, Session};
use base::{Instant, SessionId, StaffId};
use std::time::Duration;
use store::{Error, Row, Tx, Value};

/// A live session as a request meets it.
#[derive(Debug, Clone)]
pub(crate) struct Live {
    pub(crate) id: SessionId,
    pub(crate) staff: StaffId,
    pub(crate) role: Role,
    pub(crate) seen_at: Instant,
}

/// The one test of whether a session is over, `$2` being now.
const LIVE: &str = "s.ends_at > $2 AND s.seen_at + s.idle_micros > $2";

fn live(row: &Row<'_>) -> Result<Live, Error> {
    let role = Role::parse(&row.text("role")?);
    Ok(Live {
        id: SessionId::from_bytes(row.id("id")?),
        staff: StaffId::from_bytes(row.id("staff")?),
        role: role.ok_or(Error::Kind { column: "role".to_owned() })?,
        seen_at: row.instant("seen_at")?,
    })
}

pub(crate) fn find(tx: &mut Tx<'_>, token: Vec<u8>) -> Result<Option<Live>, Error> {
    let sql = format!(
        "SELECT s.id, s.staff, s.seen_at, p.role FROM sessions s JOIN staff p ON p.id = s.staff
         WHERE s.token = $1 AND {LIVE}"
    );
    let now = tx.now();
    tx.opt(&sql, &[Value::Bytes(token), now.into()], live)
}

/// Whether the session of that name is still live.
pub(crate) fn is_live(tx: &mut Tx<'_>, id: SessionId) -> Result<bool, Error> {
    let sql = format!("SELECT s.id FROM sessions s WHERE s.id = $1 AND {LIVE}");
    let now = tx.now();
    Ok(tx.opt(&sql, &[id.into(), now.into()], |row| row.id("id"))?.is_some())
}

pub(crate) fn list(tx: &mut Tx<'_>, staff: StaffId) -> Result<Vec<Session>, Error> {
    let sql = format!(
        "SELECT s.id, s.agent, s.created_at, s.seen_at, s.ends_at FROM sessions s
         WHERE s.staff = $1 AND {LIVE} ORDER BY s.seen_at DESC, s.id DESC LIMIT 200"
    );
    let now = tx.now();
    tx.all(&sql, &[staff.into(), now.into()], |row| {
        Ok(Session {
            id: SessionId::from_bytes(row.id("id")?),
            agent: row.text("agent")?,
            created_at: row.instant("created_at")?,
            seen_at: row.instant("seen_at")?,
            ends_at: row.instant("ends_at")?,
        })
    })
}

/// What a new session is made of.
#[derive(Debug)]
pub(crate) struct Fresh<'a> {
    pub(crate) id: SessionId,
    pub(crate) token: Vec<u8>,
    pub(crate) staff: StaffId,
    pub(crate) agent: &'a str,
    pub(crate) idle: Duration,
    pub(crate) ends_at: Instant,
}

/// Keeps a new session, and lets those go that are over.
pub(crate) fn insert(tx: &mut Tx<'_>, fresh: Fresh<'_>) -> Result<(), Error> {
    let now = tx.now();
    tx.exec("DELETE FROM sessions WHERE ends_at <= $1", &[now.into()])?;
    let sql = "INSERT INTO sessions
        (id, token, staff, agent, created_at, seen_at, idle_micros, ends_at)
        VALUES ($1, $2, $3, $4, $5, $5, $6, $7)";
    let idle = fresh.idle.as_micros() as i64;
    let params = [
        fresh.id.into(),
        Value::Bytes(fresh.token),
        fresh.staff.into(),
        fresh.agent.into(),
        now.into(),
        idle.into(),
        fresh.ends_at.into(),
    ];
    tx.exec(sql, &params)?;
    Ok(())
}

/// Notes that it is in use. Time never runs backwards for a session.
pub(crate) fn touch(tx: &mut Tx<'_>, id: SessionId) -> Result<(), Error> {
    let sql = "UPDATE sessions SET seen_at = $2 WHERE id = $1 AND seen_at < $2";
    let now = tx.now();
    tx.exec(sql, &[id.into(), now.into()])?;
    Ok(())
}

/// Ends one session of that person; says whether there was one.
pub(crate) fn delete(tx: &mut Tx<'_>, staff: StaffId, id: SessionId) -> Result<bool, Error> {
    let sql = "DELETE FROM sessions WHERE id = $1 AND staff = $2";
    Ok(tx.exec(sql, &[id.into(), staff.into()])? > 0)
}

/// Ends all sessions of that person but one; names those that ended.
pub(crate) fn delete_all(
    tx: &mut Tx<'_>,
    staff: StaffId,
    but: Option<SessionId>,
) -> Result<Vec<SessionId>, Error> {
    let ended = |row: &Row<'_>| Ok(SessionId::from_bytes(row.id("id")?));
    match but {
        Some(but) => {
            let sql = "DELETE FROM sessions WHERE staff = $1 AND id <> $2 RETURNING id";
            tx.all(sql, &[staff.into(), but.into()], ended)
        }
        None => {
            tx.all("DELETE FROM sessions WHERE staff = $1 RETURNING id", &[staff.into()], ended)
        }
    }
}
