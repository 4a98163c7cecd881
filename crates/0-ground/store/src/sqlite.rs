//! SQLite: one writing thread with group commit, and a few that read.

use crate::lane::{self, Done, Job, Lanes};
use crate::queue::Queue;
use crate::tx::Conn;
use crate::watch::{BROKEN, COMMIT};
use crate::{Error, Tx, World, migrate, wal};
use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection, OpenFlags, ffi};
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;

use std::sync::Arc;

/// Threads that read.
const READERS: usize = 3;
/// Closures that share one commit at most.
const GROUP_MAX: usize = 128;
/// Prepared statements that each connection keeps.
const STATEMENTS_KEPT: usize = 256;
/// Texts of statements that each connection remembers.
const TEXTS_KEPT: usize = 1_024;
/// Pages of 4 KiB that the writer keeps in memory, as SQLite counts: negative is KiB.
const WRITER_CACHE_KIB: i64 = -131_072;
const READER_CACHE_KIB: i64 = -32_768;

/// A connection with the texts of its statements as SQLite wants them.
pub(crate) struct Link {
    conn: Connection,
    texts: RefCell<HashMap<String, Arc<str>>>,
}

impl Link {
    /// The statement, prepared before or now. There is none outside a transaction: it would be
    /// kept whatever becomes of the rest.
    pub(crate) fn prepare(&self, sql: &str) -> rusqlite::Result<CachedStatement<'_>> {
        if self.conn.is_autocommit() {
            let code = ffi::Error::new(ffi::SQLITE_ABORT);
            let why = "the transaction was undone before".to_owned();
            return Err(rusqlite::Error::SqliteFailure(code, Some(why)));
        }
        if let Some(text) = self.texts.borrow().get(sql) {
            return self.conn.prepare_cached(text);
        }
        let text: Arc<str> = numbered(sql).into();
        let statement = self.conn.prepare_cached(&text)?;
        let mut texts = self.texts.borrow_mut();
        if texts.len() >= TEXTS_KEPT {
            texts.clear();
        }
        texts.insert(sql.to_owned(), text);
        Ok(statement)
    }

    pub(crate) fn batch(&self, sql: &str) -> rusqlite::Result<()> {
        self.conn.execute_batch(sql)
    }
}

/// SQLite takes `$2` for a name and counts by first appearance; only `?2` means the second.
fn numbered(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut letters = sql.chars().peekable();
    while let Some(letter) = letters.next() {
        let marks = letter == '$' && letters.peek().is_some_and(char::is_ascii_digit);
        text.push(if marks { '?' } else { letter });
    }
    text
}

/// Opens the file, migrates it and starts the threads.
pub(crate) fn lanes(path: &Path, world: &World) -> Result<Lanes, Error> {
    let mut writer = open(path, WRITER_CACHE_KIB)?;
    // Sorting for an index of a large table must not fill the memory.
    writer.batch("PRAGMA temp_store = file; PRAGMA threads = 1")?;
    migrate::sqlite(&writer, world)?;
    let (write, read) = (Queue::new(lane::WRITES_WAITING_MAX), Queue::new(lane::READS_WAITING_MAX));
    let mut threads = Vec::new();
    let log = wal::beside(&mut writer.conn, open(path, READER_CACHE_KIB)?.conn)?;
    let (queue, own) = (Arc::clone(&write), world.clone());
    threads.push(lane::spawn("sqlite-writer", move || write_loop(&writer, &queue, &own))?);
    // It ends when the writer has.
    threads.push(log);
    for _ in 0..READERS {
        let reader = open(path, READER_CACHE_KIB)?;
        reader.batch("PRAGMA query_only = on")?;
        let (queue, own) = (Arc::clone(&read), world.clone());
        threads.push(lane::spawn("sqlite-reader", move || read_loop(&reader, &queue, &own))?);
    }
    Ok(Lanes { write, read, threads })
}

fn open(path: &Path, cache_kib: i64) -> Result<Link, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    // FULL: the log is synced before a commit is answered, so what is acknowledged survives a
    // power cut and not only a killed process.
    conn.execute_batch(&format!(
        "PRAGMA journal_mode = wal; PRAGMA synchronous = full; PRAGMA busy_timeout = 10000;
         PRAGMA foreign_keys = off; PRAGMA temp_store = memory; PRAGMA cache_size = {cache_kib};
         PRAGMA mmap_size = 268435456;"
    ))?;
    // One plan per statement, whatever its parameters: else SQLite parses a statement anew each
    // time a parameter might make a partial index useful.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(Link { conn, texts: RefCell::default() })
}

fn write_loop(conn: &Link, queue: &Queue<Job>, world: &World) {
    while let Some(first) = queue.pop() {
        if let Err(error) = conn.batch("BEGIN IMMEDIATE") {
            first.refuse(error.into());
            continue;
        }
        let mut told = Vec::new();
        let mut answers = Vec::new();
        let mut next = Some(first);
        while let Some(job) = next {
            let mut tx = Tx::new(Conn::Sqlite(conn), world, job.scope.clone());
            let (kept, Done { answer, .. }) = run_one(conn, job, &mut tx);
            if kept.as_ref().is_ok_and(|kept| *kept) {
                told.append(&mut tx.told);
            }
            answers.push((kept.map(|_| ()), answer));
            // Some failures (a full disk) make the engine undo all of it at once. Who comes then
            // belongs to the next transaction.
            let open = !conn.conn.is_autocommit();
            next = if open && answers.len() < GROUP_MAX { queue.try_pop() } else { None };
        }
        let begun = world.clock.now();
        let commit = conn.batch(if world.fails(COMMIT, &[]) { BROKEN } else { COMMIT });
        world.meter.note(answers.len(), world.clock.now().since(begun), commit.is_ok());
        if commit.is_err() {
            // The engine may have undone it already; then this says so and changes nothing.
            let _ = conn.batch("ROLLBACK");
        } else {
            world.live.tell(told);
        }
        for (own, answer) in answers {
            answer(own.and_then(|()| match &commit {
                Ok(()) => Ok(()),
                Err(error) => Err(Error::Sqlite(copy(error))),
            }));
        }
    }
}

/// Runs one closure under its savepoint; says whether its writes stay.
fn run_one(conn: &Link, job: Job, tx: &mut Tx<'_>) -> (Result<bool, Error>, Done) {
    let begun = conn.batch("SAVEPOINT verb");
    let done = job.run(tx);
    let end = if done.keep { "RELEASE verb" } else { "ROLLBACK TO verb; RELEASE verb" };
    let ended = begun.and_then(|()| conn.batch(end));
    (ended.map(|()| done.keep).map_err(Error::from), done)
}

/// The engine's error for each of those who shared the commit.
fn copy(error: &rusqlite::Error) -> rusqlite::Error {
    match error {
        rusqlite::Error::SqliteFailure(code, text) => {
            rusqlite::Error::SqliteFailure(*code, text.clone())
        }
        _ => rusqlite::Error::InvalidQuery,
    }
}

fn read_loop(conn: &Link, queue: &Queue<Job>, world: &World) {
    while let Some(job) = queue.pop() {
        if let Err(error) = conn.batch("BEGIN DEFERRED") {
            job.refuse(error.into());
            continue;
        }
        let mut tx = Tx::new(Conn::Sqlite(conn), world, job.scope.clone());
        let done = job.run(&mut tx);
        let ended = conn.batch("COMMIT").map_err(Error::from);
        (done.answer)(ended);
    }
}
