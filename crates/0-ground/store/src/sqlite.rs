//! SQLite: one writing thread with group commit, and a few that read.

use crate::lane::{self, Done, Job, Lanes};
use crate::queue::Queue;
use crate::tx::Conn;
use crate::{Error, Tx, World, migrate};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::sync::Arc;

/// Threads that read.
const READERS: usize = 3;
/// Closures that share one commit at most.
const GROUP_MAX: usize = 128;
/// Prepared statements that each connection keeps.
const STATEMENTS_KEPT: usize = 256;
/// Pages of 4 KiB that the writer keeps in memory, as SQLite counts: negative is KiB.
const WRITER_CACHE_KIB: i64 = -131_072;
const READER_CACHE_KIB: i64 = -32_768;

/// Opens the file, migrates it and starts the threads.
pub(crate) fn lanes(path: &Path, world: &World) -> Result<Lanes, Error> {
    let writer = open(path, WRITER_CACHE_KIB)?;
    migrate::sqlite(&writer, world)?;
    let (write, read) = (Queue::new(lane::WRITES_WAITING_MAX), Queue::new(lane::READS_WAITING_MAX));
    let mut threads = Vec::new();
    let (queue, own) = (Arc::clone(&write), world.clone());
    threads.push(lane::spawn("sqlite-writer", move || write_loop(&writer, &queue, &own))?);
    for _ in 0..READERS {
        let reader = open(path, READER_CACHE_KIB)?;
        reader.execute_batch("PRAGMA query_only = on")?;
        let (queue, own) = (Arc::clone(&read), world.clone());
        threads.push(lane::spawn("sqlite-reader", move || read_loop(&reader, &queue, &own))?);
    }
    Ok(Lanes { write, read, threads })
}

fn open(path: &Path, cache_kib: i64) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    // FULL: the log is synced before a commit is answered, so what is acknowledged survives a
    // power cut and not only a killed process.
    conn.execute_batch(&format!(
        "PRAGMA journal_mode = wal; PRAGMA synchronous = full; PRAGMA busy_timeout = 10000;
         PRAGMA foreign_keys = off; PRAGMA temp_store = memory; PRAGMA cache_size = {cache_kib};
         PRAGMA mmap_size = 268435456; PRAGMA wal_autocheckpoint = 4000;"
    ))?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(conn)
}

fn write_loop(conn: &Connection, queue: &Queue<Job>, world: &World) {
    while let Some(first) = queue.pop() {
        if let Err(error) = conn.execute_batch("BEGIN IMMEDIATE") {
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
            next = if answers.len() < GROUP_MAX { queue.try_pop() } else { None };
        }
        let commit = conn.execute_batch("COMMIT");
        if commit.is_err() {
            // The engine may have undone it already; then this says so and changes nothing.
            let _ = conn.execute_batch("ROLLBACK");
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
fn run_one(conn: &Connection, job: Job, tx: &mut Tx<'_>) -> (Result<bool, Error>, Done) {
    let begun = conn.execute_batch("SAVEPOINT verb");
    let done = job.run(tx);
    let end = if done.keep { "RELEASE verb" } else { "ROLLBACK TO verb; RELEASE verb" };
    let ended = begun.and_then(|()| conn.execute_batch(end));
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

fn read_loop(conn: &Connection, queue: &Queue<Job>, world: &World) {
    while let Some(job) = queue.pop() {
        if let Err(error) = conn.execute_batch("BEGIN DEFERRED") {
            job.refuse(error.into());
            continue;
        }
        let mut tx = Tx::new(Conn::Sqlite(conn), world, job.scope.clone());
        let done = job.run(&mut tx);
        let ended = conn.execute_batch("COMMIT").map_err(Error::from);
        (done.answer)(ended);
    }
}
