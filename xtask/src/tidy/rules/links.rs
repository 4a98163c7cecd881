//! Links between documents lead somewhere.

use std::collections::BTreeSet;

use crate::tidy::{Finding, Rule, Tree};

pub(crate) const RULE: Rule =
    Rule { name: "links", why: "a document with a dead link is not trusted again", check };

fn check(tree: &Tree) -> Vec<Finding> {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for file in &tree.files {
        known.insert(&file.path);
        for (at, _) in file.path.match_indices('/') {
            known.insert(&file.path[..at]);
        }
    }
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| file.ending() == "md") {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (line, text) in file.lines() {
            for target in targets(text).filter(|target| !is_picture(target)) {
                let target = target.split('#').next().unwrap_or_default();
                let path = resolve(folder, target);
                if !target.is_empty() && !known.contains(path.as_str()) {
                    let text = format!("links to {target}, which is not there");
                    findings.push(Finding::new(&file.path, line, text));
                }
            }
        }
    }
    findings
}

/// Pictures are no text, so the tree does not hold them; git would tell.
fn is_picture(target: &str) -> bool {
    [".png", ".jpg", ".webp", ".gif"].iter().any(|ending| target.ends_with(ending))
}

/// The relative targets of `[words](target)` in a line.
fn targets(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| {
        let target = rest.split(')').next()?.split_whitespace().next()?;
        let outside = target.contains("://") || target.starts_with("mailto:");
        (!outside).then_some(target)
    })
}

fn resolve(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_link_is_caught() {
        let text = "See [a](decisions/a.md#why), [b](../README.md), [c](gone.md),\n\
                    [d](https://example.com/x) and [e](decisions).\n";
        let tree = Tree::of(&[("docs/x.md", text), ("docs/decisions/a.md", ""), ("README.md", "")]);
        let found = check(&tree);
        assert_eq!(found.len(), 1);
        assert!(found[0].text.contains("gone.md"));
    }
}
