//! The peer: the same rows into the same tables and indexes, and nothing else.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::path::Path;

/// Rows of one transaction.
const CHUNK: usize = 200_000;

/// Copies every table of `from` into the new file `to`, then makes its indexes. Returns how many
/// rows it wrote.
pub(crate) fn load(from: &Path, to: &Path) -> u64 {
    let source = Connection::open(from).expect("the imported folder");
    let target = Connection::open(to).expect("a new file");
    target
        .execute_batch(
            "PRAGMA journal_mode = wal; PRAGMA synchronous = normal; PRAGMA foreign_keys = off;
             PRAGMA cache_size = -131072; PRAGMA wal_autocheckpoint = 4000;",
        )
        .expect("pragmas");
    let mut written = 0;
    for (table, sql) in schema(&source, "table") {
        target.execute_batch(&sql).expect("a table");
        written += copy(&source, &target, &table);
    }
    for (_, sql) in schema(&source, "index") {
        target.execute_batch(&sql).expect("an index");
    }
    target.execute_batch("PRAGMA wal_checkpoint(truncate)").expect("a whole file");
    written
}

fn schema(source: &Connection, kind: &str) -> Vec<(String, String)> {
    let sql = "SELECT name, sql FROM sqlite_schema
        WHERE type = ?1 AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rootpage";
    let mut statement = source.prepare(sql).expect("a schema");
    let rows = statement.query_map([kind], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.expect("a schema").collect::<Result<_, _>>().expect("a schema")
}

fn copy(source: &Connection, target: &Connection, table: &str) -> u64 {
    let mut read = source.prepare(&format!("SELECT * FROM {table}")).expect("a table");
    let width = read.column_count();
    let marks = vec!["?"; width].join(", ");
    let insert = format!("INSERT INTO {table} VALUES ({marks})");
    let mut rows = read.query([]).expect("rows");
    let mut written = 0;
    loop {
        target.execute_batch("BEGIN IMMEDIATE").expect("a transaction");
        let mut write = target.prepare_cached(&insert).expect("a statement");
        let mut here = 0;
        while here < CHUNK
            && let Some(row) = rows.next().expect("a row")
        {
            let values = (0..width).map(|place| row.get::<_, Value>(place).expect("a value"));
            write.execute(params_from_iter(values)).expect("a written row");
            here += 1;
        }
        target.execute_batch("COMMIT").expect("a commit");
        written += here as u64;
        if here < CHUNK {
            return written;
        }
    }
}
