//! HTTP ends at a room's api.rs.

use crate::tidy::{Finding, Rule, Tree};

pub(crate) const RULE: Rule = Rule {
    name: "status",
    why: "a verb is also called by jobs, imports and the command line, which know no HTTP",
    check,
};

const WORDS: &[&str] = &["StatusCode", "axum::", "http::", "HeaderMap", "utoipa"];

/// Files and folders of a room that never speak HTTP; `ToSchema` on a type is for api.rs too.
const PLACES: &[&str] = &["lib.rs", "model.rs", "rows.rs", "error.rs", "jobs.rs"];

/// Crates whose purpose is HTTP.
const HTTP: &[&str] = &["web", "app"];

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in tree.product() {
        let speaks = file.krate().is_none_or(|name| HTTP.contains(&name));
        let inner = PLACES.contains(&file.name())
            || ["/model/", "/rows/", "/jobs/"].iter().any(|folder| file.path.contains(folder));
        if speaks || !inner {
            continue;
        }
        for (line, code) in rust.product_lines() {
            for word in WORDS.iter().filter(|word| code.contains(**word)) {
                findings.push(Finding::new(&file.path, line, format!("{word} below api.rs")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_in_a_verb_is_caught() {
        let code = "use axum::http::StatusCode;\n";
        let tree = Tree::of(&[
            ("crates/2-know/book/src/lib.rs", code),
            ("crates/2-know/book/src/api.rs", code),
            ("crates/0-ground/web/src/lib.rs", code),
        ]);
        let found = check(&tree);
        assert!(!found.is_empty());
        assert!(found.iter().all(|finding| finding.path == "crates/2-know/book/src/lib.rs"));
    }
}
