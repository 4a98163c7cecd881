//! `cargo xtask tidy`: the rules of the house that no compiler knows.
//!
//! A rule is one file in `rules/` and one line in [`RULES`]. It looks at a [`Tree`], which is plain
//! text and never the disk, so each rule's tests plant a violation and see it caught. All of them
//! together must stay under two seconds, since they also run as a test of this crate.

mod examples;
mod exceptions;
mod packages;
mod rules;
mod rust;
mod table;
mod tree;

use anyhow::{Result, bail};

pub(crate) use packages::{Kind, Packages};
pub(crate) use rust::Rust;
pub(crate) use tree::{File, Tree};

use crate::house;
use crate::run::{Watch, human};

/// One thing that is not as the house wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) path: String,
    /// Counted from 1; 0 when it is about the whole file.
    pub(crate) line: usize,
    pub(crate) text: String,
}

impl Finding {
    pub(crate) fn new(path: &str, line: usize, text: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, text: text.into() }
    }
}

/// A rule: its name, why it stands, and its check.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) name: &'static str,
    pub(crate) why: &'static str,
    pub(crate) check: fn(&Tree) -> Vec<Finding>,
}

/// Every rule. One more is one file and one line.
const RULES: &[Rule] = &[
    rules::arrows::RULE,
    rules::bans::RULE,
    rules::doors::RULE,
    rules::effects::RULE,
    rules::fences::RULE,
    rules::fixme::RULE,
    rules::heads::RULE,
    rules::hosts::RULE,
    rules::length::RULE,
    rules::licences::RULE,
    rules::lints::RULE,
    rules::links::RULE,
    rules::migrations::RULE,
    rules::mentions::RULE,
    rules::names::RULE,
    rules::portable::RULE,
    rules::queries::RULE,
    rules::records::RULE,
    rules::skipped::RULE,
    rules::status::RULE,
    rules::width::RULE,
];

/// Checks the tree on the disk and prints what is found.
///
/// # Errors
/// When anything is found.
pub(crate) fn run() -> Result<()> {
    let watch = Watch::start();
    let findings = check()?;
    for line in &findings {
        println!("{line}");
    }
    println!("tidy: {} rules in {}", RULES.len(), human(watch.elapsed()));
    if !findings.is_empty() {
        bail!("{} not tidy; the reasons are in STYLE.md", findings.len());
    }
    Ok(())
}

/// How many rules there are.
pub(crate) fn rules() -> usize {
    RULES.len()
}

/// How many rules the findings of [`check`] come from.
pub(crate) fn rules_broken(findings: &[String]) -> usize {
    let broken = |rule: &&Rule| {
        let mark = format!("[{}: ", rule.name);
        findings.iter().any(|line| line.contains(&mark))
    };
    RULES.iter().filter(broken).count().max(usize::from(!findings.is_empty()))
}

/// Crates whose doc comments have an example that is a test.
///
/// # Errors
/// When the tree cannot be read.
pub(crate) fn crates_with_examples() -> Result<Vec<String>> {
    let tree = Tree::read(&house::root())?;
    let mut names: Vec<String> = tree
        .rust()
        .filter(|(file, _)| file.path.contains("/src/") && examples::has(&file.text))
        .filter_map(|(file, _)| Some(file.krate()?.to_owned()))
        .collect();
    names.sort();
    names.dedup();
    Ok(names)
}

/// Checks the tree on the disk: a line for each finding, with the rule that found it.
///
/// # Errors
/// When the tree cannot be read.
pub(crate) fn check() -> Result<Vec<String>> {
    let tree = Tree::read(&house::root())?;
    Ok(check_tree(&tree))
}

/// What a rule that panicked has to say.
fn broken() -> Vec<Finding> {
    vec![Finding::new("xtask", 0, "the rule itself is broken")]
}

fn check_tree(tree: &Tree) -> Vec<String> {
    let mut lines = Vec::new();
    let mut excepted = exceptions::Exceptions::of(tree);
    let all: Vec<Vec<Finding>> = std::thread::scope(|scope| {
        let running: Vec<_> = RULES.iter().map(|rule| scope.spawn(|| (rule.check)(tree))).collect();
        running.into_iter().map(|one| one.join().unwrap_or_else(|_| broken())).collect()
    });
    for (rule, findings) in RULES.iter().zip(all) {
        for finding in findings {
            if excepted.covers(rule.name, &finding.path) {
                continue;
            }
            let Finding { path, line, text } = finding;
            let place = if line == 0 { path } else { format!("{path}:{line}") };
            lines.push(format!("{place}: {text} [{}: {}]", rule.name, rule.why));
        }
    }
    let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    lines.extend(excepted.complaints(&names));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_tidy() {
        let findings = check().expect("the tree can be read");
        assert!(findings.is_empty(), "\n{}", findings.join("\n"));
    }

    #[test]
    fn rules_have_plain_different_names_in_order() {
        let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(names.len(), sorted.len());
        for rule in RULES {
            assert!(rule.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'));
            assert!(rule.why.len() > 15, "{} says why", rule.name);
        }
    }
}
