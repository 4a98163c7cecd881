//! History is written through one door: the table of activities is named only by the ledger.

use crate::tidy::{Finding, Rule, Tree};

pub(crate) const RULE: Rule = Rule {
    name: "doors",
    why: "history is written by ledger::append and read through the ledger's verbs",
    check,
};

const TABLE: &str = "activities";

/// Words after which SQL names a table.
const BEFORE: &[&str] = &["from", "into", "update", "join", "table"];

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in tree.product() {
        let migration = file.path.contains("/migrations");
        if file.krate() == Some("ledger") || migration {
            continue;
        }
        for (line, text) in &rust.strings {
            if names_the_table(text) {
                let text = format!("SQL on {TABLE} outside ledger");
                findings.push(Finding::new(&file.path, *line, text));
            }
        }
    }
    findings
}

fn names_the_table(sql: &str) -> bool {
    let words: Vec<String> = sql
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let is_sql = words.iter().any(|word| {
        matches!(word.as_str(), "select" | "insert" | "update" | "delete" | "join" | "create")
    });
    is_sql && words.windows(2).any(|two| BEFORE.contains(&two[0].as_str()) && two[1] == TABLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_on_history_outside_the_ledger_is_caught() {
        let query = "const Q: &str = \"SELECT at\n FROM activities WHERE seq > $1\";\n";
        let words = "const T: &str = \"what came from activities\";\n";
        let tree = Tree::of(&[
            ("crates/2-know/ledger/src/rows.rs", query),
            ("crates/2-know/book/src/rows.rs", query),
            ("crates/1-in/ingest/src/lib.rs", words),
            ("crates/0-ground/store/src/migrations/ledger.rs", query),
        ]);
        let paths: Vec<String> = check(&tree).into_iter().map(|finding| finding.path).collect();
        assert_eq!(paths, ["crates/2-know/book/src/rows.rs"]);
    }
}
