//! Names say what a thing is; drawers have none.

use crate::tidy::{File, Finding, Rule, Tree};

pub(crate) const RULE: Rule =
    Rule { name: "names", why: "a vague name is a drawer, and a drawer fills up", check };

/// No part of any declared name.
const VAGUE: &[&str] = &[
    "manager",
    "service",
    "helper",
    "helpers",
    "util",
    "utils",
    "processor",
    "common",
    "misc",
    "shared",
    "impl",
    "v2",
];

/// No part of a type's name either; as a word of a function they may be exact (`data_dir`).
const VAGUE_TYPES: &[&str] = &["data", "info"];

/// No beginning of a type's name.
const BEGINNINGS: &[&str] = &["base", "new", "old"];

const FILES: &[&str] = &[
    "types", "utils", "util", "helpers", "helper", "common", "misc", "shared", "manager",
    "service", "services",
];

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        let stem = file.name().split('.').next().unwrap_or_default();
        if matches!(file.ending(), "rs" | "ts" | "js" | "svelte" | "py")
            && FILES.contains(&stem.to_lowercase().as_str())
        {
            findings.push(Finding::new(&file.path, 0, format!("a file called {stem}")));
        }
        for (line, declared, is_type) in declared(file) {
            if let Some(word) = vague_word(&declared, is_type) {
                let text = format!("{declared} has the vague word {word}");
                findings.push(Finding::new(&file.path, line, text));
            }
        }
    }
    findings
}

/// The names that a file declares: line, name, and whether it is a type.
fn declared(file: &File) -> Vec<(usize, String, bool)> {
    const TYPES: &[&str] = &["struct", "enum", "trait", "type", "mod", "interface", "class"];
    const OTHERS: &[&str] = &["fn", "function"];
    let source = match (&file.rust, file.ending()) {
        (Some(rust), _) => rust.without_tests.as_str(),
        (None, "ts" | "svelte") if file.name() != "schema.ts" => file.text.as_str(),
        _ => return vec![],
    };
    let mut found = Vec::new();
    for (at, line) in source.lines().enumerate() {
        let line = line.trim_start();
        if line.starts_with("//") || line.starts_with('*') {
            continue;
        }
        let words: Vec<&str> = line.split_whitespace().take(6).collect();
        for two in words.windows(2) {
            let is_type = TYPES.contains(&two[0]);
            if is_type || OTHERS.contains(&two[0]) {
                let name: String =
                    two[1].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                found.push((at + 1, name, is_type));
                break;
            }
        }
    }
    found
}

fn vague_word(name: &str, is_type: bool) -> Option<String> {
    let words = words(name);
    let vague = |word: &String| {
        VAGUE.contains(&word.as_str()) || is_type && VAGUE_TYPES.contains(&word.as_str())
    };
    if let Some(word) = words.iter().find(|word| vague(word)) {
        return Some(word.clone());
    }
    let first = words.first()?;
    (is_type && words.len() > 1 && BEGINNINGS.contains(&first.as_str())).then(|| first.clone())
}

/// `OrderLine` and `order_line` are both `order`, `line`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut was_lower = false;
    for c in name.chars() {
        if c == '_' {
            words.push(String::new());
        } else {
            if words.is_empty() || (c.is_uppercase() && was_lower) {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(c.to_lowercase());
            }
        }
        was_lower = c.is_lowercase() || c.is_ascii_digit();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_into_words() {
        assert_eq!(words("OrderLine"), ["order", "line"]);
        assert_eq!(words("n_lines_max"), ["n", "lines", "max"]);
        assert_eq!(words("SQLText"), ["sqltext"]);
    }

    #[test]
    fn vague_names_are_caught() {
        let code = "pub struct OrderManager;\npub fn data_dir() {}\npub struct CustomerData;\n\
                    pub struct NewCustomer;\npub enum News {}\nfn misc() {}\n// struct Helper\n";
        let tree = Tree::of(&[
            ("crates/2-know/book/src/lib.rs", code),
            ("crates/2-know/book/src/utils.rs", ""),
            ("ui/src/rooms/x.ts", "export interface RowInfo {\n}\n"),
        ]);
        let lines: Vec<(String, usize)> =
            check(&tree).into_iter().map(|finding| (finding.path, finding.line)).collect();
        let book = "crates/2-know/book/src/lib.rs".to_owned();
        assert_eq!(
            lines,
            [
                (book.clone(), 1),
                (book.clone(), 3),
                (book.clone(), 4),
                (book, 6),
                ("crates/2-know/book/src/utils.rs".to_owned(), 0),
                ("ui/src/rooms/x.ts".to_owned(), 1),
            ]
        );
    }
}
