//! Packages that may not be linked at all, at any depth.

use crate::tidy::{Finding, Rule, Tree};

pub(crate) const RULE: Rule = Rule {
    name: "bans",
    why: "one TLS provider, one database driver each, and a build that needs only a C compiler",
    check,
};

/// What is banned, and what to do about it.
const BANNED: &[(&str, &str)] = &[
    ("aws-lc-sys", "turn off the default features of whatever brought it; ring is our provider"),
    ("openssl-sys", "use rustls with ring"),
    ("native-tls", "use rustls with ring"),
    ("datafusion", "belongs in a cluster build of its own"),
    ("sqlx", "the store speaks through rusqlite and postgres"),
    ("sea-orm", "the store speaks through rusqlite and postgres"),
    ("chrono-tz", "jiff carries the zone table"),
];

fn check(tree: &Tree) -> Vec<Finding> {
    let linked = |name: &str| tree.packages.foreign.iter().any(|package| package.name == name);
    BANNED
        .iter()
        .filter(|(name, _)| linked(name))
        .map(|(name, advice)| Finding::new("Cargo.lock", 0, format!("links {name}: {advice}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::packages::Package;

    #[test]
    fn a_second_tls_library_is_caught() {
        let mut tree = Tree::default();
        for name in ["ring", "openssl-sys"] {
            tree.packages.foreign.push(Package { name: name.to_owned(), licence: None });
        }
        let found = check(&tree);
        assert_eq!(found.len(), 1);
        assert!(found[0].text.contains("openssl-sys"));
    }
}
