//! What may come in from outside, at random and on purpose: nothing of it may stop the house, and
//! nothing that was acknowledged may be lost.
#![expect(clippy::unwrap_used, reason = "tests stop loudly")]

mod bad_input;
mod door;
mod fuzz;
mod http;
mod imports;
mod killed;
mod layouts;
mod loads;
mod parquet;
mod roundtrip;
mod snippet;
