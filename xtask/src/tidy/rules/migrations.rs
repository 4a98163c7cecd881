//! A migration that a release has run is never edited.

use serde::Deserialize;

use crate::digest;
use crate::tidy::{Finding, Rule, Tree};

pub(crate) const RULE: Rule = Rule {
    name: "migrations",
    why: "a shop's database has run the old text, and will never run the new one",
    check,
};

/// Written by `cargo xtask dist`: every migration that a release contains, with its digest.
const RELEASED: &str = "xtask/released.toml";

#[derive(Deserialize, Default)]
struct Released {
    #[serde(default)]
    migration: Vec<Migration>,
}

#[derive(Deserialize)]
struct Migration {
    path: String,
    sha256: String,
}

fn check(tree: &Tree) -> Vec<Finding> {
    let Some(list) = tree.file(RELEASED) else { return vec![] };
    let Ok(released) = toml::from_str::<Released>(&list.text) else {
        return vec![Finding::new(RELEASED, 0, "cannot be read")];
    };
    let mut findings = Vec::new();
    for Migration { path, sha256 } in &released.migration {
        match tree.file(path) {
            None => findings.push(Finding::new(path, 0, "was released and is gone")),
            Some(file) if digest::of(file.text.as_bytes()) != *sha256 => {
                findings.push(Finding::new(path, 0, "was released and is edited; add a new one"));
            }
            Some(_) => {}
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edited_migration_is_caught() {
        let path = "crates/0-ground/store/migrations/0001.sql";
        let list = format!("[[migration]]\npath = \"{path}\"\nsha256 = \"{}\"\n", digest::of(b"a"));
        let same = Tree::of(&[(RELEASED, list.as_str()), (path, "a")]);
        assert!(check(&same).is_empty());
        let edited = Tree::of(&[(RELEASED, list.as_str()), (path, "b")]);
        assert_eq!(check(&edited).len(), 1);
        let gone = Tree::of(&[(RELEASED, list.as_str())]);
        assert_eq!(check(&gone).len(), 1);
    }
}
