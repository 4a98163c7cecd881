//! Reading the closing lines of test runners.

/// Passed and failed.
pub(crate) type Counts = (u32, u32);

/// nextest: `Summary [ 1.2s] 12 tests run: 11 passed (1 slow), 1 failed, 0 skipped`.
pub(crate) fn nextest(text: &str) -> Counts {
    let line = text.lines().rev().find(|line| line.contains(" run: ") && line.contains("passed"));
    let Some((_, counts)) = line.and_then(|line| line.split_once(" run: ")) else { return (0, 0) };
    let (mut passed, mut failed) = (0, 0);
    for part in counts.split(',') {
        let mut words = part.split_whitespace();
        let (number, word) = (words.next().and_then(|n| n.parse::<u32>().ok()), words.next());
        match (number, word) {
            (Some(n), Some("passed")) => passed += n,
            (Some(n), Some("failed" | "timed" | "exec")) => failed += n,
            _ => {}
        }
    }
    (passed, failed)
}

/// cargo test, the sum over all binaries: `test result: ok. 3 passed; 0 failed; …`.
pub(crate) fn cargo_test(text: &str) -> Counts {
    let results = text.lines().filter_map(|line| line.trim().strip_prefix("test result: "));
    results.fold((0, 0), |(passed, failed), line| {
        (passed + before(line, " passed"), failed + before(line, " failed"))
    })
}

/// vitest: `Tests  1 failed | 12 passed (13)`.
pub(crate) fn vitest(text: &str) -> Counts {
    let line = text.lines().rev().find(|line| line.trim_start().starts_with("Tests "));
    line.map_or((0, 0), |line| (before(line, " passed"), before(line, " failed")))
}

/// node's own runner: `ℹ pass 12` and `ℹ fail 0`, or with `#` in front.
pub(crate) fn node(text: &str) -> Counts {
    let number = |word: &str| {
        text.lines()
            .rev()
            .find_map(|line| line.trim().trim_start_matches(['ℹ', '#', ' ']).strip_prefix(word))
            .and_then(|rest| rest.trim().parse().ok())
            .unwrap_or(0)
    };
    (number("pass "), number("fail "))
}

/// The number right before a word.
fn before(line: &str, word: &str) -> u32 {
    let Some(at) = line.find(word) else { return 0 };
    let digits: String = line[..at]
        .chars()
        .rev()
        .take_while(char::is_ascii_digit)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    digits.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_of_all_runners_are_read() {
        let text = "     Summary [   1.234s] 14 tests run: 11 passed (1 slow), 2 failed, \
                    1 timed out, 0 skipped";
        assert_eq!(nextest(text), (11, 3));
        let text = "test result: ok. 3 passed; 0 failed; 0 ignored\n\
                    test result: FAILED. 1 passed; 2 failed; 0 ignored";
        assert_eq!(cargo_test(text), (4, 2));
        let text = " Test Files  2 passed (2)\n      Tests  1 failed | 12 passed (13)\n";
        assert_eq!(vitest(text), (12, 1));
        assert_eq!(node("ℹ tests 4\nℹ pass 3\nℹ fail 1\n"), (3, 1));
        assert_eq!(node("# tests 4\n# pass 4\n# fail 0\n"), (4, 0));
    }

    #[test]
    fn a_runner_that_says_nothing_ran_nothing() {
        assert_eq!(nextest("error: could not compile"), (0, 0));
        assert_eq!(vitest(""), (0, 0));
    }
}
