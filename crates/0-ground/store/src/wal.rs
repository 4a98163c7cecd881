//! Writing the log of SQLite back into the database file, beside the writer.
//!
//! SQLite would do it inside the commit that makes the log too long: everybody in that commit then
//! waits for thousands of pages and two syncs. Here another thread does it while commits go on.
//! What they add meanwhile is little; the commit that comes next writes that back itself, so that
//! the log begins anew at its start instead of growing for as long as somebody writes
//! (<https://www.sqlite.org/wal.html#avoiding_excessively_large_wal_files>).

use crate::Error;
use crate::lane;
use rusqlite::Connection;
use rusqlite::hooks::Wal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Pages by which the log grows before it is written back. A commit writes back less than that.
const GROWTH: i32 = 4_000;
/// A log of so many pages is ended all the same: long ones are slow to read, and take 256 MB.
const LONG: i32 = 65_536;

/// What the writer knows of its log.
struct Log {
    /// Pages from which on it is written back.
    next: i32,
    /// Pages that there were when the other thread was told last.
    told_at: i32,
    /// Pages after the commit before.
    last: i32,
    /// Whether little is left to be written back, so that commits do it until it begins anew.
    ends: bool,
    begin: SyncSender<()>,
    /// Whether the other thread has just done its part.
    is_done: Arc<AtomicBool>,
}

/// Has the log that `writer` grows written back by `other`, a connection to the same file. The
/// thread ends when `writer` is closed.
///
/// # Errors
/// When no thread can be started.
pub(crate) fn beside(writer: &mut Connection, other: Connection) -> Result<JoinHandle<()>, Error> {
    let (begin, begun) = sync_channel(1);
    let is_done = Arc::new(AtomicBool::new(false));
    let done = Arc::clone(&is_done);
    let thread = lane::spawn("sqlite-log", move || write_back(&other, &begun, &done))?;
    let mut log = Log { next: GROWTH, told_at: 0, last: 0, ends: false, begin, is_done };
    writer.wal_hook(Some(move |wal: &mut Wal, pages| {
        log.grown(wal, pages);
        // The commit stands, whatever becomes of the log.
        Ok(())
    }))?;
    Ok(thread)
}

impl Log {
    /// After a commit, with so many pages in the log.
    fn grown(&mut self, wal: &mut Wal, pages: i32) {
        if pages <= self.last {
            // It has begun anew.
            (self.told_at, self.next, self.ends) = (0, GROWTH, false);
        }
        self.last = pages;
        if self.is_done.swap(false, Ordering::Acquire) {
            self.ends |= pages - self.told_at <= GROWTH;
            self.next = pages + if self.ends { GROWTH } else { 0 };
        }
        if self.ends || pages >= LONG {
            // With each commit, since somebody who still reads an old state may keep it from
            // beginning anew; where nothing is left to be written back that costs nothing.
            let _ = wal.checkpoint();
        } else if pages >= self.next && self.begin.try_send(()).is_ok() {
            (self.told_at, self.next) = (pages, pages + GROWTH);
        }
    }
}

fn write_back(conn: &Connection, begun: &Receiver<()>, is_done: &AtomicBool) {
    while begun.recv().is_ok() {
        // On a full disk it stays in the log and is tried again when the log has grown on.
        let _ = conn.execute_batch("PRAGMA wal_checkpoint(PASSIVE)");
        is_done.store(true, Ordering::Release);
    }
}
