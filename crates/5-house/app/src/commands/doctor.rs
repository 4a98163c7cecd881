//! `regulars doctor`: checks the installation, says what to do about each finding.

use crate::house::Rooms;
use crate::terminal::Terminal;
use anyhow::{Result, bail};
use serde_json::json;
use std::collections::BTreeMap;
use store::{Scope, jobs};

const SCOPE: Scope = Scope::house("doctor");

pub(super) fn run(rooms: &Rooms, to: &mut Terminal<'_>) -> Result<()> {
    let mut sheet = Sheet { to, told: BTreeMap::new(), findings: Vec::new() };
    sheet.note("data folder", rooms.store.data().display().to_string())?;
    sheet.note("opens", "yes, its tables fit this release")?;
    let seq = rooms.store.read_blocking(&SCOPE, ledger::last_seq)?;
    let customers = rooms.store.read_blocking(&SCOPE, book::count)?;
    sheet.note("holds", format!("{seq} activities, {customers} customers"))?;
    let standing = rooms.store.read_blocking(&SCOPE, jobs::standing)?;
    let waiting: i64 = standing.iter().map(|one| one.due + one.claimed + one.later).sum();
    let given_up: i64 = standing.iter().map(|one| one.given_up).sum();
    sheet.note("background work", format!("{waiting} jobs wait"))?;
    if given_up > 0 {
        let advice = "the log says why; what they were for has to be done again by hand";
        sheet.find(format!("{given_up} jobs were given up after many tries; {advice}"));
    }
    let differing = book::rebuild_check(&rooms.store, &SCOPE)?;
    if differing.is_empty() {
        sheet.note("book", "equals its ledger")?;
    } else {
        let tables = differing.join(", ");
        sheet.find(format!("the book differs from its ledger in {tables}; run `regulars rebuild`"));
    }
    if dispatch::rebuild_check(&rooms.store, &SCOPE)? {
        sheet.note("suppressions", "equal their ledger")?;
    } else {
        let what = "the list of suppressed addresses differs from its ledger";
        sheet.find(format!("{what}; run `regulars rebuild`"));
    }
    sheet.end()
}

/// What was looked at, and what is wrong with it.
struct Sheet<'a, 'b> {
    to: &'a mut Terminal<'b>,
    told: BTreeMap<&'static str, String>,
    findings: Vec<String>,
}

impl Sheet<'_, '_> {
    fn note(&mut self, name: &'static str, text: impl Into<String>) -> Result<()> {
        let text = text.into();
        if !self.to.json {
            self.to.say(format_args!("{name:<16} {text}"))?;
        }
        self.told.insert(name, text);
        Ok(())
    }

    fn find(&mut self, finding: String) {
        self.findings.push(finding);
    }

    fn end(self) -> Result<()> {
        if self.to.json {
            self.to.say(json!({ "checked": self.told, "findings": self.findings }))?;
        }
        if self.findings.is_empty() {
            return Ok(());
        }
        bail!("{}", self.findings.join("; "));
    }
}
