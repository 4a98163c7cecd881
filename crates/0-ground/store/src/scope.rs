//! On whose behalf rows are touched. Without one no transaction begins.

use base::{KeyId, StaffId};

/// Who stands behind a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// The house itself, for a stated reason: a job, a sweep, a start.
    House(&'static str),
    /// A person of the shop who is signed in.
    Staff(StaffId),
    /// A program with a key.
    Key(KeyId),
}

/// The proof that somebody may open a transaction. `access` makes it from a signed-in caller or
/// a key; work without a caller says why with [`Scope::house`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    who: Who,
}

impl Scope {
    /// For work that no caller asked for.
    pub const fn house(reason: &'static str) -> Self {
        Self { who: Who::House(reason) }
    }

    /// For a caller whom `access` has let in. Nobody else calls this.
    pub const fn admitted(who: Who) -> Self {
        Self { who }
    }

    /// Who it is.
    pub fn who(&self) -> &Who {
        &self.who
    }
}
