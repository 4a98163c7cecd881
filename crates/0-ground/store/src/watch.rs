//! A look at each statement before it runs. The product has none: tests let a chosen statement
//! fail with it, benchmarks learn what has to be repeated elsewhere.

use crate::Value;
use std::fmt;

/// Sees the statements of every transaction, in the order in which they run.
pub trait Watch: Send + Sync + fmt::Debug {
    /// A statement is about to run; [`COMMIT`] stands for the commit of a write. The answer says
    /// what becomes of it.
    fn see(&self, sql: &str, params: &[Value]) -> Fate;
}

/// What becomes of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It runs.
    Runs,
    /// The engine gets a statement in its place that it refuses.
    Fails,
}

/// What a watch sees when a write is about to be made durable.
pub const COMMIT: &str = "COMMIT";

/// No engine takes this: there is no such column.
pub(crate) const BROKEN: &str = "SELECT broken_on_purpose";
