//! Lines fit beside each other on a screen.

use crate::tidy::{File, Finding, Rule, Tree};

pub(crate) const RULE: Rule = Rule {
    name: "width",
    why: "two files fit side by side, and a review shows whole lines",
    check,
};

/// Characters.
const WIDTH_MAX: usize = 100;

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        let code = matches!(file.ending(), "rs" | "ts" | "js" | "svelte" | "css" | "py");
        if !code || file.name() == "schema.ts" {
            continue;
        }
        for (line, text) in file.lines() {
            let width = text.chars().count();
            if width > WIDTH_MAX && !is_case(file, line, text) {
                findings.push(Finding::new(&file.path, line, format!("{width} characters wide")));
            }
        }
    }
    findings
}

/// A case of a test that is one long text: cut in two it would read worse.
fn is_case(file: &File, line: usize, text: &str) -> bool {
    let Some(rust) = &file.rust else { return false };
    let product = rust.without_tests.lines().nth(line - 1).unwrap_or_default();
    let in_test = file.is_test() || product.trim().is_empty();
    in_test && text.matches('"').count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_case_of_a_test_may_stay_whole() {
        let case = format!("    (\"{}\", 1),\n", "word ".repeat(20));
        let inner = format!("//! A.\n{case}#[cfg(test)]\nmod tests {{\n{case}}}\n");
        let tree = Tree::of(&[
            ("crates/2-know/book/src/lib.rs", inner.as_str()),
            ("crates/2-know/book/tests/it.rs", case.as_str()),
        ]);
        assert_eq!(check(&tree).iter().map(|finding| finding.line).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn a_wide_line_is_caught_by_characters_not_bytes() {
        let wide = "ä".repeat(101);
        let fits = "ä".repeat(100);
        let tree = Tree::of(&[("a.rs", wide.as_str()), ("b.ts", fits.as_str())]);
        assert_eq!(check(&tree), [Finding::new("a.rs", 1, "101 characters wide")]);
    }
}
