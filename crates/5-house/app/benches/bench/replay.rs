//! The peer of the intake: the statements of the same batches, repeated by a bare connection.

use crate::bench::now;
use crate::folder;
use ingest::segment::{Call, Door, open};
use ledger::Ledger;
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use store::{Database, Fate, Opening, Scope, Store, Value, Watch};
use testkit::{TestClock, TestRandom};

const SCOPE: Scope = Scope::house("bench");

/// Notes statements with their parameters.
#[derive(Debug, Default)]
struct Recorder(Mutex<Notes>);

#[derive(Debug, Default)]
struct Notes {
    texts: Vec<String>,
    places: HashMap<String, usize>,
    /// Place of the text, and the parameters.
    said: Vec<(usize, Vec<Value>)>,
}

impl Watch for Recorder {
    fn see(&self, sql: &str, params: &[Value]) -> Fate {
        let mut notes = self.0.lock().unwrap();
        if sql != store::COMMIT {
            let Notes { texts, places, said } = &mut *notes;
            let place = places.get(sql).copied().unwrap_or_else(|| {
                texts.push(sql.to_owned());
                places.insert(sql.to_owned(), texts.len() - 1);
                texts.len() - 1
            });
            said.push((place, params.to_vec()));
        }
        Fate::Runs
    }
}

/// Batches a second that one bare writer repeats, `group` batches to a transaction; the first
/// `warm` are not counted.
pub(crate) fn rate(bodies: &[String], warm: usize, group: usize) -> f64 {
    let recorder = Arc::new(Recorder::default());
    let ours = tempfile::tempdir_in(folder()).unwrap();
    let opening = |folder: &tempfile::TempDir| Opening {
        data: folder.path().into(),
        database: Database::Sqlite,
        clock: Arc::new(TestClock::at(base::Instant::from_micros(1_795_338_000_000_000))),
        random: Arc::new(TestRandom::seeded(1)),
    };
    let store = Store::open_watched(opening(&ours), recorder.clone()).unwrap();
    // The peer's file has the same tables.
    let theirs = tempfile::tempdir_in(folder()).unwrap();
    drop(Store::open(opening(&theirs)).unwrap());
    let conn = bare(&theirs);
    let (mut seconds, mut texts) = (0.0, Vec::new());
    let chunks: Vec<&[String]> = bodies.chunks(group).collect();
    for (at, chunk) in chunks.iter().enumerate() {
        let said = record(&store, &recorder, chunk, &mut texts);
        let begun = now();
        repeat(&conn, &texts, &said);
        if (at + 1) * group > warm {
            seconds += begun.elapsed().as_secs_f64();
        }
    }
    let skipped = warm / group * group;
    (bodies.len() - skipped) as f64 / seconds
}

/// What the intake of these batches runs. `texts` gets every text that came up so far, in the form
/// in which SQLite counts parameters.
fn record(
    store: &Store,
    recorder: &Recorder,
    bodies: &[String],
    texts: &mut Vec<String>,
) -> Vec<(usize, Vec<Value>)> {
    let (source, namespace) = (base::SourceName::parse("web").unwrap(), base::Namespace::shop());
    let ledger = Ledger::new(vec![Arc::new(book::Book)]);
    recorder.0.lock().unwrap().said.clear();
    for body in bodies {
        let shop = store.shop();
        let door = Door {
            source: &source,
            namespace: &namespace,
            shop: &shop,
            received_at: store.clock().now(),
        };
        let items = open(Call::Batch, body.as_bytes()).unwrap().read(&door);
        let (ledger, source, namespace) = (ledger.clone(), source.clone(), namespace.clone());
        let verb =
            move |tx: &mut store::Tx<'_>| ingest::admit(tx, &ledger, (&source, &namespace), items);
        store.write_blocking(&SCOPE, verb).unwrap();
    }
    let mut notes = recorder.0.lock().unwrap();
    texts.extend(notes.texts[texts.len()..].iter().map(|text| numbered(text)));
    std::mem::take(&mut notes.said)
}

/// `$2` as `?2`.
fn numbered(text: &str) -> String {
    let mut parts = text.split('$');
    let mut numbered = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        numbered.push(if part.starts_with(|c: char| c.is_ascii_digit()) { '?' } else { '$' });
        numbered.push_str(part);
    }
    numbered
}

/// A connection with the settings of the store's writer.
fn bare(folder: &tempfile::TempDir) -> Connection {
    let conn = Connection::open(folder.path().join("regulars.db")).unwrap();
    conn.execute_batch(
        "PRAGMA journal_mode = wal; PRAGMA synchronous = full; PRAGMA foreign_keys = off;
         PRAGMA temp_store = memory; PRAGMA cache_size = -131072; PRAGMA mmap_size = 268435456;
         PRAGMA wal_autocheckpoint = 4000;",
    )
    .unwrap();
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).unwrap();
    conn.set_prepared_statement_cache_capacity(256);
    conn
}

/// All of it in one transaction; every row of an answer is stepped over.
fn repeat(conn: &Connection, texts: &[String], said: &[(usize, Vec<Value>)]) {
    conn.execute_batch("BEGIN IMMEDIATE").unwrap();
    for (place, params) in said {
        let mut statement = conn.prepare_cached(&texts[*place]).unwrap();
        let mut rows = statement.query(rusqlite::params_from_iter(params)).unwrap();
        while rows.next().unwrap().is_some() {}
    }
    conn.execute_batch("COMMIT").unwrap();
}
