//! A database that lets one chosen statement fail, and remembers what it was asked.

use parking_lot::Mutex;
use std::collections::BTreeSet;
use store::{COMMIT, Fate, Value, Watch};

/// Counts statements and has one of them fail, once it is told which.
#[derive(Debug, Default)]
pub struct Fault {
    count: Mutex<Count>,
    seen: Mutex<BTreeSet<String>>,
}

#[derive(Debug, Default)]
struct Count {
    /// Statements until the failing one; nothing fails at 0.
    left: u32,
    /// What was made durable so far.
    commits: u32,
    failed: Option<Failed>,
}

/// What was made to fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// The text of the statement.
    pub sql: String,
    /// Writes that had been made durable before.
    pub commits: u32,
}

impl Fault {
    /// Has the `nth` statement from now on fail; the first is 1. A commit counts as one.
    pub fn arm(&self, nth: u32) {
        *self.count.lock() = Count { left: nth, ..Count::default() };
    }

    /// Lets everything run again; gives what failed, if it came so far.
    pub fn disarm(&self) -> Option<Failed> {
        std::mem::take(&mut *self.count.lock()).failed
    }

    /// The texts of all statements since the start.
    pub fn seen(&self) -> BTreeSet<String> {
        self.seen.lock().clone()
    }
}

impl Watch for Fault {
    fn see(&self, sql: &str, _: &[Value]) -> Fate {
        let mut seen = self.seen.lock();
        if !seen.contains(sql) {
            seen.insert(sql.to_owned());
        }
        drop(seen);
        let mut count = self.count.lock();
        if count.left == 0 {
            return Fate::Runs;
        }
        count.left -= 1;
        if count.left > 0 {
            count.commits += u32::from(sql == COMMIT);
            return Fate::Runs;
        }
        count.failed = Some(Failed { sql: sql.to_owned(), commits: count.commits });
        Fate::Fails
    }
}
