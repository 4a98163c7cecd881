//! SQL stands in one place of each room, so that a table's readers can be found by opening a file.

use crate::tidy::{File, Finding, Rule, Tree};

pub(crate) const RULE: Rule = Rule {
    name: "queries",
    why: "rows.rs is the only file of a room that speaks to the database",
    check,
};

/// Crates without the plan of a room; the ledger is rows from end to end.
const NO_ROOMS: &[&str] = &["base", "store", "ledger", "testkit", "demo"];

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in tree.product() {
        let room = file.krate().is_some_and(|name| !NO_ROOMS.contains(&name));
        if !room || may_query(file) {
            continue;
        }
        for (line, text) in &rust.strings {
            if is_sql(text) {
                findings.push(Finding::new(&file.path, *line, "SQL outside rows.rs"));
            }
        }
    }
    findings
}

fn may_query(file: &File) -> bool {
    file.name() == "rows.rs" || file.path.contains("/rows/") || file.name().ends_with("_rows.rs")
}

/// Begins as a statement does, and names what it works on.
fn is_sql(text: &str) -> bool {
    let words: Vec<String> = text.split_whitespace().take(12).map(str::to_lowercase).collect();
    let has = |word: &str| words.iter().any(|other| other == word);
    match words.first().map(String::as_str) {
        Some("select" | "delete") => has("from"),
        Some("insert") => has("into"),
        Some("update") => has("set"),
        Some("with") => has("as") && (text.contains("SELECT") || text.contains("select")),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_outside_rows_is_caught() {
        let code = "fn f(tx: &mut Tx) { tx.opt(\"select id from customers where id = $1\"); }\n\
                    const HELP: &str = \"select a customer and update her name\";\n";
        let tree = Tree::of(&[
            ("crates/2-know/book/src/rows.rs", code),
            ("crates/2-know/book/src/rows/orders.rs", code),
            ("crates/2-know/book/src/api.rs", code),
            ("crates/0-ground/store/src/jobs.rs", code),
        ]);
        let found = check(&tree);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].path.as_str(), found[0].line), ("crates/2-know/book/src/api.rs", 1));
    }
}
