//! SQL keeps to the words that SQLite and PostgreSQL read alike.

use crate::tidy::{Finding, Rule, Tree};

pub(crate) const RULE: Rule = Rule {
    name: "portable",
    why: "one SQL text runs on both engines, so it may only use what they share",
    check,
};

/// What only one of them knows, or what they understand differently.
const FOREIGN: &[(&str, &str)] = &[
    ("ilike", "compare folded text"),
    ("now()", "hand in tx.now()"),
    ("current_timestamp", "hand in tx.now()"),
    ("interval '", "compute instants in Rust"),
    ("::", "casts differ; bind the right type"),
    ("->", "documents are never queried inside"),
    ("json_", "documents are never queried inside"),
    ("jsonb", "documents are text"),
    ("boolean", "a flag is an instant that may be null"),
    ("timestamp", "instants are 64-bit microseconds"),
    ("autoincrement", "ids come from base"),
    ("serial", "ids come from base"),
    ("datetime(", "compute instants in Rust"),
    ("strftime(", "compute instants in Rust"),
    ("array[", "use rows"),
    ("any($", "use rows"),
    ("insert or ", "write ON CONFLICT"),
    ("create trigger", "followers run in Rust"),
];

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| file.path.contains("/migrations/")) {
        for (line, text) in file.lines() {
            let sql = text.split("--").next().unwrap_or_default();
            findings.extend(foreign(&file.path, line, sql));
        }
    }
    for (file, rust) in tree.product().filter(|(file, _)| file.krate() != Some("store")) {
        for (line, text) in rust.strings.iter().filter(|(_, text)| is_sql(text)) {
            findings.extend(foreign(&file.path, *line, text));
        }
    }
    findings
}

fn foreign<'a>(path: &'a str, line: usize, sql: &str) -> impl Iterator<Item = Finding> + 'a {
    let sql = sql.to_lowercase();
    FOREIGN
        .iter()
        .filter(move |(word, _)| sql.contains(word))
        .map(move |(word, advice)| Finding::new(path, line, format!("{word} in SQL; {advice}")))
}

fn is_sql(text: &str) -> bool {
    let mut words = text.split_whitespace().map(str::to_lowercase);
    let first = words.next().unwrap_or_default();
    let verb = ["select", "insert", "update", "delete", "with"].contains(&first.as_str());
    verb && words.any(|word| ["from", "into", "set"].contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_engine_are_caught() {
        let rows = "const A: &str = \"SELECT id FROM orders WHERE at > now()\";\n\
                    const B: &str = \"SELECT id FROM orders WHERE id = $1\";\n\
                    const C: &str = \"select a timestamp\";\n";
        let migration = "CREATE TABLE a (x BOOLEAN); -- no boolean is fine here\n-- boolean\n";
        let tree = Tree::of(&[
            ("crates/2-know/book/src/rows/a.rs", rows),
            ("crates/0-ground/store/migrations/a.sql", migration),
        ]);
        let lines: Vec<(String, usize)> =
            check(&tree).into_iter().map(|finding| (finding.path, finding.line)).collect();
        assert_eq!(
            lines,
            [
                ("crates/0-ground/store/migrations/a.sql".to_owned(), 1),
                ("crates/2-know/book/src/rows/a.rs".to_owned(), 1),
            ]
        );
    }
}
