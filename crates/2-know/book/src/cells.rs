//! Cells of the CSV files that we write, such that no spreadsheet runs them and our own import
//! reads them back as they were.
//!
//! A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return is a formula to a
//! spreadsheet (OWASP, CSV injection, read 2026-11-22), so an apostrophe goes before it. To tell
//! such an apostrophe from one that was there, one that already stands before such a mark, or
//! before another apostrophe, gets one more. Numbers run nothing and stay.

use std::borrow::Cow;

/// The cell as it is written.
pub fn guard(cell: &str) -> Cow<'_, str> {
    let mut chars = cell.chars();
    let (first, second) = (chars.next(), chars.next());
    let runs = first.is_some_and(is_mark) && !is_number(cell);
    let guarded = first == Some('\'') && second.is_some_and(|c| is_mark(c) || c == '\'');
    if runs || guarded { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell as it was before [`guard`].
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(|c| is_mark(c) || c == '\'') => rest,
        _ => cell,
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r')
}

/// A phone number or an amount: a sign, digits, and marks between digits.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    let ends = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    ends(digits.chars().next())
        && ends(digits.chars().next_back())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_made_neutral_and_numbers_stay() {
        for (cell, want) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2", "-2"),
            ("-2.5", "-2.5"),
            ("-1+1", "'-1+1"),
            ("+4930901820", "+4930901820"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("\ttab", "'\ttab"),
            ("'=1", "''=1"),
            ("''x", "'''x"),
            ("'n Sync", "'n Sync"),
            ("'", "'"),
            ("Käthe", "Käthe"),
            ("", ""),
        ] {
            assert_eq!(guard(cell), want);
            assert_eq!(unguard(want), cell);
        }
    }

    proptest! {
        #[test]
        fn every_cell_comes_back_and_runs_nothing(cell in "['=+@\\-\t\r0-9a-zü.,]{0,6}") {
            let written = guard(&cell);
            prop_assert_eq!(unguard(&written), &cell);
            let runs = written.starts_with(is_mark) && !is_number(&written);
            prop_assert!(!runs, "{:?}", written);
        }
    }
}
