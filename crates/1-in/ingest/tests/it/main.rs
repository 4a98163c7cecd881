//! What may come in from outside, at random and on purpose: nothing of it may stop the house.

mod fuzz;
mod parquet;
