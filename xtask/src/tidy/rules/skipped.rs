//! No test is switched off, and none sleeps.

use crate::tidy::{File, Finding, Rule, Tree};

pub(crate) const RULE: Rule = Rule {
    name: "skipped",
    why: "a test that does not run protects nothing, and one that sleeps is slow and still flaky",
    check,
};

const RUST: &[&str] = &["#[ignore", "thread::sleep("];

const SCRIPT: &[&str] = &[
    concat!("test.", "skip("),
    concat!("it.", "skip("),
    concat!("describe.", "skip("),
    concat!("test.", "only("),
    concat!("it.", "only("),
    concat!("describe.", "only("),
    concat!("test.", "fixme("),
];

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let ours = |file: &File| file.krate().is_some() && !file.path.contains("/benches/");
    for (file, rust) in tree.rust().filter(|(file, _)| ours(file)) {
        for (at, code) in rust.code.lines().enumerate() {
            for word in RUST.iter().filter(|word| code.contains(**word)) {
                findings.push(Finding::new(&file.path, at + 1, format!("{word} here")));
            }
        }
    }
    for file in tree.files.iter().filter(|file| matches!(file.ending(), "ts" | "js")) {
        for (line, text) in file.lines() {
            for word in SCRIPT.iter().filter(|word| text.contains(**word)) {
                findings.push(Finding::new(&file.path, line, format!("{word} here")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_is_switched_off_is_caught() {
        let rust = "#[test]\n#[ignore = \"slow\"]\nfn a() {}\n";
        let script = format!("{}'x', () => {{}})\n", SCRIPT[0]);
        let tree = Tree::of(&[
            ("crates/2-know/book/tests/it.rs", rust),
            ("ui/src/a.test.ts", script.as_str()),
        ]);
        let lines: Vec<usize> = check(&tree).into_iter().map(|finding| finding.line).collect();
        assert_eq!(lines, [2, 1]);
    }
}
