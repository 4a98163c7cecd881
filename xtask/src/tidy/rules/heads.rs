//! Every crate and module begins by saying what it is for.

use crate::tidy::{File, Finding, Rule, Tree};

pub(crate) const RULE: Rule = Rule {
    name: "heads",
    why: "a newcomer finds the right file by reading its first lines",
    check,
};

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let spoken = |file: &&File| file.rust.is_some() && !file.is_test();
    for file in tree.files.iter().filter(spoken) {
        let first = file.text.lines().next().unwrap_or_default();
        if !first.starts_with("//! ") {
            findings.push(Finding::new(&file.path, 1, "does not begin with `//!`"));
        } else if first.to_lowercase().contains("to be built") {
            findings.push(Finding::new(&file.path, 1, "is still empty"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_without_a_head_is_caught() {
        let tree = Tree::of(&[
            ("crates/2-know/book/src/lib.rs", "//! The customer book.\n"),
            ("crates/2-know/book/src/rows.rs", "use base::Money;\n"),
        ]);
        let found = check(&tree);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, "crates/2-know/book/src/rows.rs");
    }
}
