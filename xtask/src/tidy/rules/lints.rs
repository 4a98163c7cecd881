//! Lints are set once for all crates, and set aside only with a reason.

use crate::tidy::{Finding, Rule, Tree};

pub(crate) const RULE: Rule = Rule {
    name: "lints",
    why: "an expectation with a reason disappears when it is no longer needed; an allowance stays",
    check,
};

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in tree.rust() {
        for (at, code) in rust.code.lines().enumerate() {
            let code: String = code.split_whitespace().collect();
            if code.contains("#[allow(") || code.contains("#![allow(") {
                let text = "an allowance; write #[expect(lint, reason = \"…\")]";
                findings.push(Finding::new(&file.path, at + 1, text));
            }
        }
        for (line, text) in file.lines() {
            let alone = text.trim_start();
            let begins = alone.starts_with("#[expect(") || alone.starts_with("#![expect(");
            if begins && alone.ends_with(")]") && !alone.contains("reason") {
                findings.push(Finding::new(&file.path, line, "an expectation without a reason"));
            }
        }
    }
    for file in tree.files.iter().filter(|file| file.name() == "Cargo.toml") {
        let is_crate = file.text.lines().any(|line| line.trim() == "[package]");
        if is_crate && !file.text.contains("[lints]\nworkspace = true") {
            findings.push(Finding::new(&file.path, 0, "does not take the lints of the workspace"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allowances_and_unexplained_expectations_are_caught() {
        let code = "#[allow(dead_code)]\nfn a() {}\n#[expect(dead_code)]\nfn b() {}\n\
                    #[expect(dead_code, reason = \"used by the next release\")]\nfn c() {}\n\
                    // #[allow(dead_code)] in words is nothing\n";
        let found = check(&Tree::of(&[("crates/2-know/book/src/lib.rs", code)]));
        assert_eq!(found.iter().map(|finding| finding.line).collect::<Vec<_>>(), [1, 3]);
    }

    #[test]
    fn a_crate_that_leaves_the_common_lints_is_caught() {
        let crate_file = "[package]\nname = \"book\"\n[dependencies]\n";
        let tree = Tree::of(&[("crates/2-know/book/Cargo.toml", crate_file)]);
        assert_eq!(check(&tree).len(), 1);
    }
}
