//! No path of one machine and no package host is written into the tree.

use crate::tidy::{File, Finding, Rule, Tree};

pub(crate) const RULE: Rule = Rule {
    name: "hosts",
    why: "the project builds anywhere, from whatever registry the reader uses",
    check,
};

const PATHS: &[&str] = &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/fa", "rm/")];

const HOSTS: &[&str] = &[
    concat!("crates", ".io"),
    concat!("pypi", ".org"),
    concat!("pythonhosted", ".org"),
    concat!("npmjs", ".org"),
    concat!("deb", ".debian.org"),
    concat!("proxy", ".golang.org"),
];

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        if file.name() == "package-lock.json" {
            findings.extend(lock_file(file));
            continue;
        }
        if file.ending() == "lock" {
            continue;
        }
        for (line, text) in file.lines() {
            for path in PATHS.iter().filter(|path| has_path(text, path)) {
                let text = format!("{path} is a path of one machine");
                findings.push(Finding::new(&file.path, line, text));
            }
            for host in HOSTS.iter().filter(|host| text.contains(**host)) {
                findings.push(Finding::new(&file.path, line, format!("names the host {host}")));
            }
        }
    }
    findings
}

/// The path begins there and is not the middle of a longer one such as `src/work/list`.
fn has_path(text: &str, path: &str) -> bool {
    text.match_indices(path).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "_-.}".contains(c))
    })
}

/// The npm lock file must not pin packages to a host.
fn lock_file(file: &File) -> Vec<Finding> {
    let pinned = |line: &str| line.contains("\"resolved\"") && line.contains("://");
    file.lines()
        .filter(|(_, line)| pinned(line))
        .take(1)
        .map(|(line, _)| Finding::new(&file.path, line, "pins packages to a host"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machine_paths_and_hosts_are_caught() {
        let path = format!("run {}main/x\nsrc{}y\n", PATHS[0], PATHS[0]);
        let host = format!("see https://{}/x\n", HOSTS[1]);
        let lock = "{\n\"resolved\": \"https://somewhere/x.tgz\"\n}\n";
        let tree = Tree::of(&[
            ("README.md", path.as_str()),
            ("docs/a.md", host.as_str()),
            ("Cargo.lock", host.as_str()),
            ("ui/package-lock.json", lock),
        ]);
        let found: Vec<(String, usize)> =
            check(&tree).into_iter().map(|finding| (finding.path, finding.line)).collect();
        let expected = [("README.md", 1), ("docs/a.md", 1), ("ui/package-lock.json", 2)];
        assert_eq!(found, expected.map(|(path, line)| (path.to_owned(), line)));
    }
}
