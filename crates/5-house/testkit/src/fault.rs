//! A database that lets one chosen statement fail.

use parking_lot::Mutex;
use store::{COMMIT, Fate, Value, Watch};

/// Counts statements and has one of them fail, once it is told which.
#[derive(Debug, Default)]
pub struct Fault(Mutex<Count>);

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
        *self.0.lock() = Count { left: nth, ..Count::default() };
    }

    /// Lets everything run again; gives what failed, if it came so far.
    pub fn disarm(&self) -> Option<Failed> {
        std::mem::take(&mut *self.0.lock()).failed
    }
}

impl Watch for Fault {
    fn see(&self, sql: &str, _: &[Value]) -> Fate {
        let mut count = self.0.lock();
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
