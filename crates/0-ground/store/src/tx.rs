//! A transaction: five calls, the time, and what to announce after the commit.

use crate::live::Change;
use crate::pg::Session;
use crate::row::{Inner, Row};
use crate::sqlite::Link;
use crate::watch::BROKEN;
use crate::{Error, Scope, Value, World};
use base::{Instant, Random};
use std::fmt;
use std::sync::Arc;

/// What to do with a row whose unique value is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// Fail with [`Error::NotUnique`].
    Fail,
    /// Leave the row that is there.
    Keep,
}

/// An open transaction, on its database thread.
pub struct Tx<'a> {
    pub(crate) conn: Conn<'a>,
    pub(crate) world: &'a World,
    pub(crate) scope: Scope,
    pub(crate) now: Instant,
    pub(crate) told: Vec<Change>,
}

pub(crate) enum Conn<'a> {
    Sqlite(&'a Link),
    Postgres(&'a mut Session),
}

impl fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx").field("scope", &self.scope).finish_non_exhaustive()
    }
}

/// Parameters per statement that both engines take with ease when many rows go at once.
const PARAMETERS_MAX: usize = 4_000;

impl<'a> Tx<'a> {
    pub(crate) fn new(conn: Conn<'a>, world: &'a World, scope: Scope) -> Self {
        Self { conn, world, scope, now: world.clock.now(), told: Vec::new() }
    }

    /// The instant of this transaction: one for all that it writes.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// The injected generator.
    pub fn random(&self) -> &dyn Random {
        self.world.random.as_ref()
    }

    /// On whose behalf.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Tells listeners, once this is committed, that something changed.
    pub fn announce(&mut self, topic: &'static str, id: impl Into<Arc<str>>) {
        self.told.push(Change { topic, id: id.into() });
    }

    /// A keyed hash of a personal value for exact look-up: the same value gives the same token
    /// in one column and another in the next, and without the key nothing can be learned from it
    /// (a blind index).
    pub fn token(&self, column: &str, value: &str) -> [u8; 16] {
        let key = self.world.keys.token_key(column);
        let mut token = [0; 16];
        token.copy_from_slice(&blake3::keyed_hash(&key, value.as_bytes()).as_bytes()[..16]);
        token
    }

    /// The 32-byte key of one purpose (signing links, message ids).
    pub fn key(&self, purpose: &str) -> [u8; 32] {
        self.world.keys.derive(purpose)
    }

    /// Whether rows live in the embedded engine. For this crate and for benchmarks only.
    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.conn, Conn::Sqlite(_))
    }

    /// Runs a statement that answers no rows; returns how many it touched.
    ///
    /// # Errors
    /// Those of the engine; a broken unique rule is [`Error::NotUnique`].
    pub fn exec(&mut self, sql: &str, params: &[Value]) -> Result<u64, Error> {
        let sql = if self.world.fails(sql, params) { BROKEN } else { sql };
        match &mut self.conn {
            Conn::Sqlite(conn) => {
                let mut statement = conn.prepare(sql)?;
                Ok(statement.execute(rusqlite::params_from_iter(params))? as u64)
            }
            Conn::Postgres(session) => session.exec(sql, params),
        }
    }

    /// Hands each row of the answer to `take`, in order, without keeping them.
    ///
    /// # Errors
    /// Those of the engine and of `take`.
    pub fn each<E: From<Error>>(
        &mut self,
        sql: &str,
        params: &[Value],
        mut take: impl FnMut(&Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let world = self.world;
        let sql = if world.fails(sql, params) { BROKEN } else { sql };
        match &mut self.conn {
            Conn::Sqlite(conn) => {
                let mut statement = conn.prepare(sql).map_err(Error::from)?;
                let params = rusqlite::params_from_iter(params);
                let mut rows = statement.query(params).map_err(Error::from)?;
                while let Some(row) = rows.next().map_err(Error::from)? {
                    take(&Row { inner: Inner::Sqlite(row), world })?;
                }
                Ok(())
            }
            Conn::Postgres(session) => {
                session.each(sql, params, |row| take(&Row { inner: Inner::Postgres(row), world }))
            }
        }
    }

    /// All rows of the answer. For answers whose size the statement itself bounds.
    ///
    /// # Errors
    /// Those of the engine and of `map`.
    pub fn all<T, E: From<Error>>(
        &mut self,
        sql: &str,
        params: &[Value],
        mut map: impl FnMut(&Row<'_>) -> Result<T, E>,
    ) -> Result<Vec<T>, E> {
        let mut rows = Vec::new();
        self.each(sql, params, |row| {
            rows.push(map(row)?);
            Ok::<(), E>(())
        })?;
        Ok(rows)
    }

    /// The first row of the answer, if there is one.
    ///
    /// # Errors
    /// Those of the engine and of `map`.
    pub fn opt<T, E: From<Error>>(
        &mut self,
        sql: &str,
        params: &[Value],
        map: impl FnMut(&Row<'_>) -> Result<T, E>,
    ) -> Result<Option<T>, E> {
        Ok(self.all(sql, params, map)?.into_iter().next())
    }

    /// The row of the answer; there must be one.
    ///
    /// # Errors
    /// [`Error::NoRow`] when there is none; those of the engine and of `map`.
    pub fn one<T, E: From<Error>>(
        &mut self,
        sql: &str,
        params: &[Value],
        map: impl FnMut(&Row<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.opt(sql, params, map)?.ok_or_else(|| Error::NoRow.into())
    }

    /// Inserts many rows of one table. `rows` hold their values one row after the other, in the
    /// order of `columns`. Returns how many were new.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn insert_many(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &[Value],
        conflict: Conflict,
    ) -> Result<u64, Error> {
        if rows.is_empty() {
            return Ok(0);
        }
        let width = columns.len();
        if let Conn::Sqlite(conn) = &self.conn {
            // SQLite looks each named parameter up, so one row at a time is its fast form.
            let sql = insert_sql(table, columns, 1, conflict);
            let mut statement = conn.prepare(&sql)?;
            let mut touched = 0;
            for row in rows.chunks(width) {
                if self.world.fails(&sql, row) {
                    conn.prepare(BROKEN)?;
                }
                touched += statement.execute(rusqlite::params_from_iter(row))? as u64;
            }
            return Ok(touched);
        }
        // A round trip is what PostgreSQL must be spared.
        let per_statement = (PARAMETERS_MAX / width).max(1);
        let whole = insert_sql(table, columns, per_statement, conflict);
        let mut touched = 0;
        for chunk in rows.chunks(per_statement * width) {
            touched += match chunk.len() / width {
                n if n == per_statement => self.exec(&whole, chunk)?,
                n => self.exec(&insert_sql(table, columns, n, conflict), chunk)?,
            };
        }
        Ok(touched)
    }

    /// The names of the columns that a statement answers with.
    pub(crate) fn columns(&mut self, sql: &str) -> Result<Vec<String>, Error> {
        match &mut self.conn {
            Conn::Sqlite(conn) => {
                let statement = conn.prepare(sql)?;
                Ok(statement.column_names().map(str::to_owned).collect())
            }
            Conn::Postgres(session) => session.columns(sql),
        }
    }

    /// Holds every other transaction with the same name back until this one ends. With one
    /// writer there is nobody to hold back.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn lock(&mut self, name: &str) -> Result<(), Error> {
        match &mut self.conn {
            Conn::Sqlite(_) => Ok(()),
            Conn::Postgres(session) => session.lock(name),
        }
    }
}

/// Values that go into one [`list`], where there may be many.
pub const LIST: usize = 128;

/// A list for `IN (…)`: its marks from `$first` on, and its values. It is filled up with nulls,
/// which equal nothing, to a power of two, so that few texts of statements have to be prepared.
pub fn list<T: Into<Value> + Copy>(first: usize, values: &[T]) -> (String, Vec<Value>) {
    use std::fmt::Write;
    let count = values.len().next_power_of_two();
    let mut marks = String::with_capacity(count * 6);
    for number in first..first + count {
        let comma = if number == first { "" } else { ", " };
        let _ = write!(marks, "{comma}${number}");
    }
    let mut params: Vec<Value> = values.iter().map(|value| (*value).into()).collect();
    params.resize(count, Value::Null);
    (marks, params)
}

fn insert_sql(table: &str, columns: &[&str], n_rows: usize, conflict: Conflict) -> String {
    use std::fmt::Write;
    let mut sql = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
    for row in 0..n_rows {
        let open = if row == 0 { "(" } else { ", (" };
        sql.push_str(open);
        for column in 0..columns.len() {
            let comma = if column == 0 { "" } else { ", " };
            let _ = write!(sql, "{comma}${}", row * columns.len() + column + 1);
        }
        sql.push(')');
    }
    if conflict == Conflict::Keep {
        sql.push_str(" ON CONFLICT DO NOTHING");
    }
    sql
}
