//! No note-to-self reaches the main branch.

use crate::tidy::{Finding, Rule, Tree};

pub(crate) const RULE: Rule = Rule {
    name: "fixme",
    why: "a known fault is mended or written into docs/status.md, where people look",
    check,
};

const WORDS: &[&str] = &[concat!("FIX", "ME"), concat!("XX", "X:"), concat!("TO", "DO")];

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        if !matches!(file.ending(), "rs" | "ts" | "js" | "svelte" | "css" | "py" | "sh" | "toml") {
            continue;
        }
        for (line, text) in file.lines() {
            for word in WORDS.iter().filter(|word| text.contains(**word)) {
                findings.push(Finding::new(&file.path, line, format!("{word} in the code")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_to_self_is_caught() {
        let text = format!("fn a() {{}} // {}: later\n", WORDS[0]);
        let tree = Tree::of(&[("a.rs", text.as_str()), ("a.md", text.as_str())]);
        assert_eq!(check(&tree), [Finding::new("a.rs", 1, format!("{} in the code", WORDS[0]))]);
    }
}
