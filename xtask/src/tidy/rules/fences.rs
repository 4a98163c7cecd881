//! Foreign libraries stay where ARCHITECTURE.md puts them.

use crate::tidy::{Finding, Kind, Rule, Tree, table};

pub(crate) const RULE: Rule =
    Rule { name: "fences", why: "a library that is everywhere can never be replaced", check };

const PLAN: &str = "ARCHITECTURE.md";

fn check(tree: &Tree) -> Vec<Finding> {
    let rows = tree.file(PLAN).and_then(|file| table::rows(&file.text, "libraries"));
    let Some(rows) = rows else {
        return vec![Finding::new(PLAN, 0, "has no table marked `<!-- tidy: libraries -->`")];
    };
    let mut findings = Vec::new();
    for (line, cells) in &rows {
        let [libraries, only, ..] = cells.as_slice() else { continue };
        let only = table::names(only);
        for library in table::names(libraries) {
            let linked = tree.packages.outer().filter(|arrow| arrow.kind == Kind::Linked);
            let here = linked.filter(|arrow| arrow.to == library);
            for arrow in here.filter(|arrow| !only.contains(&arrow.from)) {
                let text = format!("{} may not use {library}", arrow.from);
                findings.push(Finding::new(PLAN, *line, text));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::packages::Arrow;

    #[test]
    fn a_library_outside_its_fence_is_caught() {
        let text = "<!-- tidy: libraries -->\n| library | only in | why |\n| - | - | - |\n\
                    | arrow, parquet | insights | columns |\n| sqlx | nowhere | one driver |\n";
        let mut tree = Tree::of(&[(PLAN, text)]);
        for (from, to) in [("insights", "arrow"), ("book", "parquet"), ("store", "sqlx")] {
            tree.packages.ours.push(from.to_owned());
            let (from, to) = (from.to_owned(), to.to_owned());
            tree.packages.arrows.push(Arrow { from, to, kind: Kind::Linked });
        }
        let texts: Vec<String> = check(&tree).into_iter().map(|finding| finding.text).collect();
        assert_eq!(texts, ["book may not use parquet", "store may not use sqlx"]);
    }
}
