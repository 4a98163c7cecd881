//! Evaluation: a plan over all chunks, in parallel, with the changed customers on top.
//!
//! [`Columns`] is the whole shop at one state of the ledger: base chunks and an overlay of newer
//! versions. It is never changed; [`Columns::with`] gives the next state and shares what stayed
//! the same, so that readers keep theirs. [`Plan`] is a sentence made ready for a moment.

mod columns;
mod merging;
mod plan;

pub use columns::{Columns, ColumnsBuilder, Found, Size};
pub use merging::Remade;
pub use plan::{Plan, Terms};
