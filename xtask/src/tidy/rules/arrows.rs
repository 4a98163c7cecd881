//! The table of crates in ARCHITECTURE.md and the manifests say the same.

use std::collections::{BTreeMap, BTreeSet};

use crate::tidy::{Finding, Kind, Rule, Tree, table};

pub(crate) const RULE: Rule = Rule {
    name: "arrows",
    why: "data flows one way, and the table in ARCHITECTURE.md is the plan of it",
    check,
};

const PLAN: &str = "ARCHITECTURE.md";
const KIT: &str = "testkit";

fn check(tree: &Tree) -> Vec<Finding> {
    let rows = tree.file(PLAN).and_then(|file| table::rows(&file.text, "crates"));
    let Some(rows) = rows else {
        return vec![Finding::new(PLAN, 0, "has no table marked `<!-- tidy: crates -->`")];
    };
    let mut plan: BTreeMap<String, (usize, BTreeSet<String>)> = BTreeMap::new();
    for (line, cells) in &rows {
        let [from, to, ..] = cells.as_slice() else { continue };
        let to: BTreeSet<String> =
            table::names(to).into_iter().filter(|name| name != "nothing of ours").collect();
        for name in table::names(from) {
            plan.insert(name, (*line, to.clone()));
        }
    }
    let mut findings = Vec::new();
    for name in plan.keys().filter(|name| !tree.packages.is_ours(name)) {
        findings.push(Finding::new(PLAN, plan[name].0, format!("there is no crate {name}")));
    }
    for name in &tree.packages.ours {
        match plan.get(name) {
            None => findings.push(Finding::new(PLAN, 0, format!("crate {name} is not listed"))),
            Some((line, allowed)) => compare(tree, name, *line, allowed, &mut findings),
        }
    }
    findings
}

fn compare(
    tree: &Tree,
    name: &str,
    line: usize,
    allowed: &BTreeSet<String>,
    findings: &mut Vec<Finding>,
) {
    let mut used = BTreeSet::new();
    for arrow in tree.packages.inner().filter(|arrow| arrow.from == name) {
        let to = arrow.to.as_str();
        let text = match arrow.kind {
            Kind::Tests if to == KIT || is_below(tree, name, to) => continue,
            Kind::Tests => format!("the tests of {name} may not use {to}"),
            Kind::Linked if to == KIT => format!("{name} may use {KIT} in tests only"),
            Kind::Linked if !allowed.contains(to) => format!("{name} may not use {to}"),
            Kind::Linked => {
                used.insert(to.to_owned());
                continue;
            }
        };
        findings.push(Finding::new(PLAN, line, text));
    }
    for idle in allowed.difference(&used) {
        let text = format!("{name} does not use {idle}: take it out of the table");
        findings.push(Finding::new(PLAN, line, text));
    }
}

/// Linked already, directly or through others: then a test may name it too.
fn is_below(tree: &Tree, name: &str, to: &str) -> bool {
    let mut seen: BTreeSet<&str> = BTreeSet::from([name]);
    loop {
        let linked = tree.packages.inner().filter(|arrow| arrow.kind == Kind::Linked);
        let from_seen = linked.filter(|arrow| seen.contains(arrow.from.as_str()));
        let reached: Vec<&str> = from_seen.map(|arrow| arrow.to.as_str()).collect();
        let before = seen.len();
        seen.extend(reached);
        if seen.len() == before {
            return seen.contains(to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::packages::{Arrow, Packages};

    fn texts(table: &str, arrows: &[(&str, &str, Kind)]) -> Vec<String> {
        let text = format!("<!-- tidy: crates -->\n| crate | may use |\n| - | - |\n{table}");
        let mut tree = Tree::of(&[(PLAN, text.as_str())]);
        tree.packages = Packages {
            ours: ["base", "ledger", "testkit"].map(str::to_owned).to_vec(),
            arrows: arrows
                .iter()
                .map(|(from, to, kind)| Arrow {
                    from: (*from).to_owned(),
                    to: (*to).to_owned(),
                    kind: *kind,
                })
                .collect(),
            foreign: vec![],
        };
        check(&tree).into_iter().map(|finding| finding.text).collect()
    }

    const TABLE: &str =
        "| base | nothing of ours |\n| ledger | base |\n| testkit | nothing of ours |\n";

    #[test]
    fn a_plan_that_is_kept_has_no_findings() {
        let arrows = [
            ("ledger", "base", Kind::Linked),
            ("ledger", "testkit", Kind::Tests),
            ("ledger", "serde", Kind::Linked),
        ];
        assert_eq!(texts(TABLE, &arrows), Vec::<String>::new());
    }

    #[test]
    fn an_arrow_against_the_flow_is_caught() {
        let arrows = [("ledger", "base", Kind::Linked), ("base", "ledger", Kind::Linked)];
        assert_eq!(texts(TABLE, &arrows), ["base may not use ledger"]);
    }

    #[test]
    fn a_test_may_name_what_is_linked_below_and_nothing_else() {
        let arrows = [("ledger", "base", Kind::Linked), ("base", "ledger", Kind::Tests)];
        assert_eq!(texts(TABLE, &arrows), ["the tests of base may not use ledger"]);
        let arrows = [("ledger", "base", Kind::Linked), ("ledger", "base", Kind::Tests)];
        assert_eq!(texts(TABLE, &arrows), Vec::<String>::new());
    }

    #[test]
    fn the_kit_is_for_tests_only() {
        let arrows = [("ledger", "base", Kind::Linked), ("base", "testkit", Kind::Linked)];
        assert_eq!(texts(TABLE, &arrows), ["base may use testkit in tests only"]);
    }

    #[test]
    fn a_stale_table_is_caught() {
        let arrows = [("ledger", "base", Kind::Linked)];
        let stale = "| base | ledger |\n| ledger | base |\n| desk | base |\n";
        let found = texts(stale, &arrows);
        assert!(found.contains(&"base does not use ledger: take it out of the table".to_owned()));
        assert!(found.contains(&"there is no crate desk".to_owned()));
        assert!(found.contains(&"crate testkit is not listed".to_owned()));
    }
}
