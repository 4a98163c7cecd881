//! What each suite came to, and the table at the end.

use std::fmt::Write;
use std::time::Duration;

use crate::run::human;

/// How a suite ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It ran, and everything passed.
    Passed,
    /// It ran, and something failed; what, in a few words.
    Failed(String),
    /// It could not run; why, and what to do about it.
    NotRun(String),
}

/// How many passed and failed, and how it ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    pub(crate) state: State,
}

impl Outcome {
    /// Judges counts and the program's own verdict. A run without a single test is no success,
    /// and a program that ended badly failed even when it counted no failure.
    pub(crate) fn judge(passed: u32, failed: u32, well: bool) -> Self {
        let state = match (passed, failed, well) {
            (_, 0, false) => State::Failed("ended badly".to_owned()),
            (0, 0, true) => State::Failed("ran no test".to_owned()),
            (_, 0, true) => State::Passed,
            (_, n, _) => State::Failed(format!("{n} failed")),
        };
        let failed = if state == State::Passed { 0 } else { failed.max(1) };
        Self { passed, failed, state }
    }

    /// It could not even be tried, and that is the fault of the code.
    pub(crate) fn failed(why: impl Into<String>) -> Self {
        Self { passed: 0, failed: 1, state: State::Failed(why.into()) }
    }

    pub(crate) fn not_run(why: impl Into<String>) -> Self {
        Self { passed: 0, failed: 0, state: State::NotRun(why.into()) }
    }

    /// What to say about it beyond the counts.
    pub(crate) fn why(&self) -> Option<&str> {
        match &self.state {
            State::Passed => None,
            State::Failed(why) | State::NotRun(why) => Some(why),
        }
    }
}

/// A line of the table.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) suite: &'static str,
    pub(crate) outcome: Outcome,
    pub(crate) time: Duration,
}

/// True when everything ran and passed.
pub(crate) fn is_good(rows: &[Row]) -> bool {
    !rows.is_empty() && rows.iter().all(|row| row.outcome.state == State::Passed)
}

/// The table, with the sum of all suites as its closing line. A suite that was not run counts as
/// one failure there.
pub(crate) fn table(rows: &[Row], whole: Duration) -> String {
    let mut text = format!("{:<24} {:>7} {:>7} {:>13}\n", "suite", "passed", "failed", "time");
    let (mut passed, mut failed) = (0, 0);
    for Row { suite, outcome, time } in rows {
        let note = match &outcome.state {
            State::Passed => String::new(),
            State::Failed(why) => format!("  {}", first_line(why)),
            State::NotRun(why) => format!("  not run: {}", first_line(why)),
        };
        let (good, bad) = (outcome.passed, outcome.failed);
        let time = human(*time);
        writeln!(text, "{suite:<24} {good:>7} {bad:>7} {time:>13}{note}").ok();
        passed += good;
        failed += match outcome.state {
            State::NotRun(_) => 1,
            _ => bad,
        };
    }
    writeln!(text, "{:<24} {:>7} {:>7} {:>13}\n", "", "", "", human(whole)).ok();
    write!(text, "{passed} passed, {failed} failed").ok();
    text
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(suite: &'static str, outcome: Outcome) -> Row {
        Row { suite, outcome, time: Duration::from_secs(1) }
    }

    #[test]
    fn an_empty_run_is_no_success() {
        assert_eq!(Outcome::judge(0, 0, true).why(), Some("ran no test"));
        assert_eq!(Outcome::judge(5, 0, false).why(), Some("ended badly"));
        assert_eq!(Outcome::judge(5, 0, true).state, State::Passed);
        assert_eq!(Outcome::judge(5, 2, false).failed, 2);
        assert!(!is_good(&[]));
    }

    #[test]
    fn a_suite_that_was_not_run_fails_the_whole() {
        let rows = [
            row("rust", Outcome::judge(12, 0, true)),
            row("browser", Outcome::not_run("chromium is missing\nmore")),
        ];
        assert!(!is_good(&rows));
        let text = table(&rows, Duration::from_secs(2));
        assert!(text.contains("not run: chromium is missing\n"), "{text}");
        assert!(text.ends_with("\n12 passed, 1 failed"), "{text}");
    }
}
