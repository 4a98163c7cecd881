//! Files stay short enough to be read in one sitting.

use crate::tidy::{File, Finding, Rule, Tree};

pub(crate) const RULE: Rule =
    Rule { name: "length", why: "a file over its limit holds two ideas; cut it by verb", check };

/// Lines, tests within Rust files not counted.
const RUST: usize = 600;
const ROOM_HEAD: usize = 300;
const TEST_FILE: usize = 800;
const COMPONENT: usize = 300;
const PAGE: usize = 200;
const SCRIPT: usize = 600;
const PLAN: usize = 400;

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        if let Some((length, limit)) = measure(file)
            && length > limit
        {
            let text = format!("{length} lines, and the limit is {limit}");
            findings.push(Finding::new(&file.path, 0, text));
        }
    }
    findings
}

/// The length and the limit of a file, when it has one.
fn measure(file: &File) -> Option<(usize, usize)> {
    let lines = || file.text.lines().count();
    if let Some(rust) = &file.rust {
        if file.is_test() {
            return Some((lines(), TEST_FILE));
        }
        let limit = if file.name() == "lib.rs" { ROOM_HEAD } else { RUST };
        return Some((rust.n_lines_without_tests(), limit));
    }
    if file.path == "ARCHITECTURE.md" {
        return Some((lines(), PLAN));
    }
    let generated = file.name() == "schema.ts";
    match file.ending() {
        _ if generated || !file.path.starts_with("ui/") => None,
        "svelte" if file.name().starts_with('+') => Some((lines(), PAGE)),
        "svelte" => Some((lines(), COMPONENT)),
        "ts" | "js" if file.is_test() => Some((lines(), TEST_FILE)),
        "ts" | "js" => Some((lines(), SCRIPT)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_are_caught_by_their_kind() {
        let line = "let a = 1;\n";
        let (rust, page) = (line.repeat(601), line.repeat(201));
        let tested = format!("{}#[cfg(test)]\nmod tests {{\n{}}}\n", line.repeat(599), rust);
        let tree = Tree::of(&[
            ("crates/2-know/book/src/rows.rs", rust.as_str()),
            ("crates/2-know/book/src/model.rs", tested.as_str()),
            ("ui/src/routes/+page.svelte", page.as_str()),
            ("ui/src/kit/Button.svelte", page.as_str()),
            ("ui/src/api/schema.ts", rust.as_str()),
        ]);
        let paths: Vec<String> = check(&tree).into_iter().map(|finding| finding.path).collect();
        assert_eq!(paths, ["crates/2-know/book/src/rows.rs", "ui/src/routes/+page.svelte"]);
    }
}
