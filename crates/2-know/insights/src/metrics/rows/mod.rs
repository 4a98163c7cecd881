//! What the figures read: the book's rows, added up by the database.

pub(super) mod feed;
pub(super) mod people;
pub(super) mod sales;

use base::Instant;
use std::fmt::Write as _;
use store::Value;

/// An expression for how many of the first `n` parameters, which are in order, are not greater
/// than `value`: the number of a bin.
fn passed(value: &str, n: usize) -> String {
    let mut sql = String::from("CAST(CASE");
    for place in (1..=n).rev() {
        // Writing to a text cannot fail.
        let _ = write!(sql, " WHEN {value} >= ${place} THEN {place}");
    }
    sql + " ELSE 0 END AS BIGINT)"
}

fn params(instants: &[Instant]) -> Vec<Value> {
    instants.iter().map(|at| (*at).into()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bin_is_found_from_the_last_bound_down() {
        let sql = passed("x", 2);
        assert_eq!(sql, "CAST(CASE WHEN x >= $2 THEN 2 WHEN x >= $1 THEN 1 ELSE 0 END AS BIGINT)");
    }
}
