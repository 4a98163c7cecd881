//! The columnar side of the house: segments, their members and the reason why.
//!
//! Insights reads the book and the ledger into customer-clustered columns and answers questions
//! about all customers from them. It writes nothing but membership, scores and `segment.entered`
//! / `segment.left`. It never keeps a truth of its own: the columns can be dropped and rebuilt.
//! Start reading at [`language`] (what can be asked), then `columns` (where the answer lies) and
//! `engine` (how it is found).

mod api;
mod asked;
pub mod columns;
pub mod conditions;
pub mod engine;
mod error;
mod insights;
mod jobs;
mod keep;
mod kernels;
pub mod language;
mod lens;
mod load;
pub mod metrics;
mod moves;
pub mod ready;
pub mod rfm;
mod rows;
mod saved;
mod snapshot;
mod sorted;
mod trend;

pub use api::routes;
pub use asked::Asked;
pub use error::Error;
pub use insights::{Insights, Saved};
pub use saved::Draft;
pub use trend::Trend;
