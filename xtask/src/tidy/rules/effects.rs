//! Time, randomness, settings and connections come from outside, never from the air.

use crate::tidy::{File, Finding, Rule, Tree};

pub(crate) const RULE: Rule = Rule {
    name: "effects",
    why: "what is injected can be moved, repeated and forbidden by a test",
    check,
};

struct Effect {
    /// Code that has it.
    code: &'static str,
    /// Paths that begin so may have it.
    only: &'static [&'static str],
    /// What to use.
    instead: &'static str,
}

const APP: &str = "crates/5-house/app/";

const EFFECTS: &[Effect] = &[
    Effect { code: "SystemTime::now", only: &[APP], instead: "the injected Clock" },
    Effect { code: "Timestamp::now", only: &[APP], instead: "the injected Clock" },
    Effect { code: "Zoned::now", only: &[APP], instead: "the injected Clock" },
    Effect { code: "Instant::now", only: &[APP], instead: "the injected Clock" },
    Effect { code: "env::var", only: &[APP], instead: "the settings that app reads once" },
    Effect { code: "thread_rng", only: &[], instead: "the injected Random" },
    Effect { code: "rand::rng", only: &[], instead: "the injected Random" },
    Effect { code: "from_os_rng", only: &[], instead: "the injected Random" },
    Effect { code: "getrandom::", only: &[APP], instead: "the injected Random" },
    Effect {
        code: "TcpStream::connect",
        only: &["crates/4-out/channels/src/egress"],
        instead: "channels::egress, the one way out",
    },
];

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in tree.product() {
        for (line, code) in rust.product_lines() {
            for effect in EFFECTS.iter().filter(|effect| !may(file, effect)) {
                if has(code, effect.code) {
                    let text = format!("{} here; use {}", effect.code, effect.instead);
                    findings.push(Finding::new(&file.path, line, text));
                }
            }
        }
    }
    findings
}

fn may(file: &File, effect: &Effect) -> bool {
    effect.only.iter().any(|only| file.path.starts_with(only))
}

/// The words occur and are not the tail of a longer name.
fn has(code: &str, words: &str) -> bool {
    code.match_indices(words).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effect_in_a_room_is_caught_and_in_the_app_is_not() {
        let text = "fn f() { let t = std::time::Instant::now(); }\n\
                    // Instant::now in a comment is nothing\n\
                    #[cfg(test)]\nmod tests { fn g() { std::env::var(\"X\"); } }\n";
        let tree = Tree::of(&[
            ("crates/2-know/book/src/lib.rs", text),
            ("crates/5-house/app/src/clock.rs", text),
        ]);
        let found = check(&tree);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].path.as_str(), found[0].line), ("crates/2-know/book/src/lib.rs", 1));
    }

    #[test]
    fn only_the_way_out_may_connect() {
        let text = "async fn f() { tokio::net::TcpStream::connect(a).await; }";
        let tree = Tree::of(&[
            ("crates/4-out/channels/src/egress.rs", text),
            ("crates/4-out/channels/src/smtp.rs", text),
        ]);
        let paths: Vec<String> = check(&tree).into_iter().map(|finding| finding.path).collect();
        assert_eq!(paths, ["crates/4-out/channels/src/smtp.rs"]);
    }
}
