//! Migrations: written once, in one dated sequence, in the words of PostgreSQL; rendered for
//! SQLite. A released one is never edited: a change is a new file.

use crate::pg::Session;
use crate::sqlite::Link;
use crate::tx::Conn;
use crate::{Error, Scope, Tx, World};

macro_rules! migrations {
    ($($name:literal,)*) => {
        /// Every migration in order: its name and its SQL.
        const MIGRATIONS: &[(&str, &str)] = &[$(
            ($name, include_str!(concat!("../migrations/", $name, ".sql"))),
        )*];
    };
}

migrations! {
    "2026-11-22-01-store",
    "2026-11-22-02-ledger",
    "2026-11-22-03-book",
    "2026-11-22-04-access",
    "2026-11-22-05-ingest",
    "2026-11-22-06-insights",
    "2026-11-22-07-dispatch",
    "2026-11-22-08-campaigns",
    "2026-11-22-09-orders-number",
    "2026-11-22-10-order-lines",
    "2026-11-22-10-suppressions",
    "2026-11-22-11-loading",
    "2026-11-22-12-simulated",
    "2026-11-27-01-search-tokens",
    "2026-11-27-10-import-reports",
    "2026-11-27-20-kept-mails",
    "2026-11-27-30-latest",
    "2026-11-30-01-anonymous-orders",
}

const JOURNAL: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (
    name TEXT PRIMARY KEY, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)";

pub(crate) fn sqlite(conn: &Link, world: &World) -> Result<(), Error> {
    conn.batch("BEGIN IMMEDIATE")?;
    let mut tx = Tx::new(Conn::Sqlite(conn), world, Scope::house("migrate"));
    let ended = apply(&mut tx, |tx, sql| {
        let Conn::Sqlite(conn) = &tx.conn else { return Err(Error::Closed) };
        conn.batch(&for_sqlite(sql)).map_err(Error::from)
    });
    conn.batch(if ended.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    ended
}

pub(crate) fn postgres(session: &mut Session, world: &World) -> Result<(), Error> {
    session.batch("BEGIN")?;
    session.lock("migrate")?;
    let mut tx = Tx::new(Conn::Postgres(session), world, Scope::house("migrate"));
    let ended = apply(&mut tx, |tx, sql| {
        let Conn::Postgres(session) = &mut tx.conn else { return Err(Error::Closed) };
        session.batch(&for_postgres(sql))
    });
    session.batch(if ended.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    ended
}

fn apply(
    tx: &mut Tx<'_>,
    run: impl Fn(&mut Tx<'_>, &str) -> Result<(), Error>,
) -> Result<(), Error> {
    run(tx, JOURNAL)?;
    let journal = "SELECT name, checksum FROM schema_migrations";
    let done =
        tx.all(journal, &[], |row| Ok::<_, Error>((row.text("name")?, row.text("checksum")?)))?;
    if let Some((name, _)) = done.iter().find(|(done, _)| !MIGRATIONS.iter().any(|m| m.0 == done)) {
        return Err(Error::Schema { why: format!("{name} was applied by a newer release") });
    }
    for (name, sql) in MIGRATIONS {
        let checksum = blake3::hash(sql.as_bytes()).to_hex()[..16].to_owned();
        match done.iter().find(|(done, _)| done == name) {
            Some((_, applied)) if *applied == checksum => {}
            Some(_) => {
                return Err(Error::Schema { why: format!("{name} was edited after it ran") });
            }
            None => {
                run(tx, sql)?;
                let sql = "INSERT INTO schema_migrations (name, checksum, applied_at)
                    VALUES ($1, $2, $3)";
                let now = tx.now();
                tx.exec(sql, &[(*name).into(), checksum.into(), now.into()])?;
            }
        }
    }
    Ok(())
}

/// SQLite's strict tables know `INTEGER`, `REAL`, `TEXT` and `BLOB`; `/* clustered */` behind a
/// table keeps its rows in the order of the primary key.
fn for_sqlite(sql: &str) -> String {
    sql.replace("BIGINT", "INTEGER")
        .replace("DOUBLE PRECISION", "REAL")
        .replace("BYTEA", "BLOB")
        .replace(") /* clustered */;", ") STRICT, WITHOUT ROWID;")
        .replace("\n);", "\n) STRICT;")
}

fn for_postgres(sql: &str) -> String {
    sql.to_owned()
}

/// The names of all tables, in the order in which they were made.
pub(crate) fn tables() -> Vec<&'static str> {
    let mut tables = Vec::new();
    for line in MIGRATIONS.iter().flat_map(|(_, sql)| sql.lines()) {
        if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
            tables.extend(rest.split_whitespace().next().filter(|name| !tables.contains(name)));
        } else if let Some(rest) = line.strip_prefix("DROP TABLE ") {
            tables.retain(|table| *table != rest.trim_end_matches(';'));
        }
    }
    tables
}
