//! Lines fit beside each other on a screen.

use crate::tidy::{Finding, Rule, Tree};

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
            if width > WIDTH_MAX {
                findings.push(Finding::new(&file.path, line, format!("{width} characters wide")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_line_is_caught_by_characters_not_bytes() {
        let wide = "ä".repeat(101);
        let fits = "ä".repeat(100);
        let tree = Tree::of(&[("a.rs", wide.as_str()), ("b.ts", fits.as_str())]);
        assert_eq!(check(&tree), [Finding::new("a.rs", 1, "101 characters wide")]);
    }
}
