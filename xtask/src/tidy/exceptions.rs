//! The few places that may break a rule, each with a reason. The list can only shrink: an entry
//! that is no longer needed is a finding itself.

use serde::Deserialize;

use super::Tree;

/// Where the list lies.
const PATH: &str = "xtask/exceptions.toml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    #[serde(default)]
    exception: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    rule: String,
    path: String,
    reason: String,
    #[serde(skip)]
    used: bool,
}

/// The list while the rules run.
#[derive(Debug, Default)]
pub(crate) struct Exceptions {
    entries: Vec<Entry>,
    broken: Option<String>,
}

impl Exceptions {
    pub(crate) fn of(tree: &Tree) -> Self {
        let Some(file) = tree.file(PATH) else { return Self::default() };
        match toml::from_str::<Listed>(&file.text) {
            Ok(listed) => Self { entries: listed.exception, broken: None },
            Err(error) => Self { entries: vec![], broken: Some(error.to_string()) },
        }
    }

    /// True when an entry lets this through; remembers that it was needed.
    pub(crate) fn covers(&mut self, rule: &str, path: &str) -> bool {
        let found = self.entries.iter_mut().find(|entry| entry.rule == rule && entry.path == path);
        found.map(|entry| entry.used = true).is_some()
    }

    /// What is wrong with the list itself, after all rules have run.
    pub(crate) fn complaints(&self, rules: &[&str]) -> Vec<String> {
        let mut lines: Vec<String> =
            self.broken.iter().map(|error| format!("{PATH}: cannot be read: {error}")).collect();
        for entry in &self.entries {
            let Entry { rule, path, reason, used } = entry;
            if !rules.contains(&rule.as_str()) {
                lines.push(format!("{PATH}: there is no rule {rule}"));
            } else if !used {
                lines.push(format!("{PATH}: {path} no longer needs its exception from {rule}"));
            } else if reason.len() < 20 {
                lines.push(format!("{PATH}: {path} ({rule}) needs a reason that explains"));
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "[[exception]]\nrule = \"length\"\npath = \"a.rs\"\n\
                        reason = \"one table that reads best in one piece\"\n";

    #[test]
    fn an_entry_covers_its_file_and_is_then_needed() {
        let mut list = Exceptions::of(&Tree::of(&[(PATH, LIST)]));
        assert!(list.covers("length", "a.rs"));
        assert!(!list.covers("width", "a.rs"));
        assert!(list.complaints(&["length"]).is_empty());
    }

    #[test]
    fn an_entry_that_is_not_needed_is_a_finding() {
        let list = Exceptions::of(&Tree::of(&[(PATH, LIST)]));
        assert!(list.complaints(&["length"])[0].contains("no longer needs"));
        assert!(list.complaints(&["width"])[0].contains("no rule length"));
    }

    #[test]
    fn a_list_that_cannot_be_read_is_a_finding() {
        let list = Exceptions::of(&Tree::of(&[(PATH, "[[exception]]\nrule = 3\n")]));
        assert_eq!(list.complaints(&[]).len(), 1);
    }
}
