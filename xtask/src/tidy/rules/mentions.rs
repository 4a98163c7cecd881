//! Functions that ARCHITECTURE.md names exist under that name.

use std::collections::BTreeMap;

use crate::tidy::{Finding, Rule, Tree};

pub(crate) const RULE: Rule = Rule {
    name: "mentions",
    why: "the life of one order is only worth reading while each name in it can be searched for",
    check,
};

const PLAN: &str = "ARCHITECTURE.md";
const WORDS: &[&str] = &["fn ", "struct ", "enum ", "trait ", "type ", "mod ", "const ", "static "];

fn check(tree: &Tree) -> Vec<Finding> {
    let Some(plan) = tree.file(PLAN) else { return vec![] };
    let mut code: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (file, rust) in tree.rust() {
        if let Some(name) = file.krate() {
            code.entry(name).or_default().push(&rust.code);
        }
    }
    let mut findings = Vec::new();
    for (line, text) in plan.lines() {
        for span in text.split('`').skip(1).step_by(2) {
            let Some((name, path)) = span.split_once("::") else { continue };
            let (Some(code), Some(last)) = (code.get(name), path.rsplit("::").next()) else {
                continue;
            };
            let last = last.trim_end_matches("()");
            if !code.iter().any(|code| declares(code, last)) {
                let text = format!("names {span}, which {name} does not have");
                findings.push(Finding::new(PLAN, line, text));
            }
        }
    }
    findings
}

fn declares(code: &str, name: &str) -> bool {
    WORDS.iter().any(|word| {
        code.match_indices(&format!("{word}{name}")).any(|(at, found)| {
            let after = code[at + found.len()..].chars().next();
            !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_that_is_gone_is_caught() {
        let tree = Tree::of(&[
            (PLAN, "Then `ledger::append` calls `book::Follower` and `book::fold()`, `std::fs`.\n"),
            ("crates/2-know/ledger/src/lib.rs", "pub fn append() {}\n"),
            ("crates/2-know/book/src/lib.rs", "pub struct Follower;\npub fn folding() {}\n"),
        ]);
        let found = check(&tree);
        assert_eq!(found.len(), 1);
        assert!(found[0].text.contains("book::fold"));
    }
}
