//! Decision records are dated and say how they are enforced and when to look again.

use crate::tidy::{File, Finding, Rule, Tree};

pub(crate) const RULE: Rule = Rule {
    name: "records",
    why: "a decision that nothing enforces is forgotten, and one without an end is never undone",
    check,
};

const FOLDER: &str = "docs/decisions/";
const PARTS: &[&str] =
    &["**Question.**", "**Decision.**", "**How it is enforced.**", "**When to look again.**"];

/// One page.
const LINES_MAX: usize = 80;

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| file.path.starts_with(FOLDER)) {
        if !is_dated(file) {
            findings.push(Finding::new(&file.path, 0, "its name does not begin with a day"));
        }
        for part in PARTS.iter().filter(|part| !file.text.contains(**part)) {
            findings.push(Finding::new(&file.path, 0, format!("has no {part}")));
        }
        let lines = file.text.lines().count();
        if lines > LINES_MAX {
            findings.push(Finding::new(&file.path, 0, format!("{lines} lines are no page")));
        }
    }
    findings
}

/// `2026-11-22-some-words.md`.
fn is_dated(file: &File) -> bool {
    let name = file.name().as_bytes();
    let day = b"0000-00-00-";
    name.len() > day.len()
        && day.iter().zip(name).all(|(form, byte)| match form {
            b'0' => byte.is_ascii_digit(),
            _ => byte == form,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_without_its_parts_is_caught() {
        let good = "# A\n**Question.** **Decision.** **How it is enforced.** \
                    **When to look again.**\n";
        let tree = Tree::of(&[
            ("docs/decisions/2026-11-22-good.md", good),
            ("docs/decisions/0007-numbered.md", good),
            ("docs/decisions/2026-11-22-open.md", "**Question.** **Decision.**\n"),
        ]);
        let paths: Vec<String> = check(&tree).into_iter().map(|finding| finding.path).collect();
        assert_eq!(
            paths,
            [
                "docs/decisions/0007-numbered.md",
                "docs/decisions/2026-11-22-open.md",
                "docs/decisions/2026-11-22-open.md",
            ]
        );
    }
}
