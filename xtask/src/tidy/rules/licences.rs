//! Every linked package may be used under a licence that a self-hoster can live with.

use crate::tidy::{Finding, Rule, Tree};

pub(crate) const RULE: Rule = Rule {
    name: "licences",
    why: "the binary is Apache-2.0, so everything in it must fit beside that",
    check,
};

const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "WTFPL",
    "Zlib",
    "bzip2-1.0.6",
];

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in &tree.packages.foreign {
        let licence = package.licence.as_deref().unwrap_or("no licence");
        if !is_fine(licence) {
            let text = format!("{} is under {licence}", package.name);
            findings.push(Finding::new("Cargo.lock", 0, text));
        }
    }
    findings
}

/// Judges an SPDX expression: `OR` needs one side, `AND` both. `/` is the old way to write `OR`.
fn is_fine(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    either(&words, &mut at) && at == words.len()
}

fn either(words: &[&str], at: &mut usize) -> bool {
    let mut fine = both(words, at);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        fine |= both(words, at);
    }
    fine
}

fn both(words: &[&str], at: &mut usize) -> bool {
    let mut fine = one(words, at);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        fine &= one(words, at);
    }
    fine
}

fn one(words: &[&str], at: &mut usize) -> bool {
    let Some(first) = words.get(*at) else { return false };
    *at += 1;
    if *first == "(" {
        let fine = either(words, at);
        let closed = words.get(*at) == Some(&")");
        *at += usize::from(closed);
        return fine && closed;
    }
    let mut name = (*first).to_owned();
    if words.get(*at) == Some(&"WITH") {
        name = format!("{name} WITH {}", words.get(*at + 1).unwrap_or(&""));
        *at += 2;
    }
    ALLOWED.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::packages::Package;

    #[test]
    fn expressions_are_judged_by_their_structure() {
        for (expression, fine) in [
            ("MIT", true),
            ("MIT/Apache-2.0", true),
            ("GPL-3.0 OR MIT", true),
            ("GPL-3.0 AND MIT", false),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("(GPL-2.0 OR AGPL-3.0) AND MIT", false),
            ("Apache-2.0 WITH LLVM-exception OR MIT", true),
            ("AGPL-3.0-only", false),
            ("(MIT", false),
            ("", false),
        ] {
            assert_eq!(is_fine(expression), fine, "{expression}");
        }
    }

    #[test]
    fn a_package_without_a_licence_is_caught() {
        let mut tree = Tree::default();
        tree.packages.foreign.push(Package { name: "odd".to_owned(), licence: None });
        assert_eq!(check(&tree)[0].text, "odd is under no licence");
    }
}
