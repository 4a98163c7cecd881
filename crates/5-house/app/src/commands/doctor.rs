//! `regulars doctor`: checks the installation, says what to do about each finding.

use crate::house::Rooms;
use crate::terminal::Terminal;
use anyhow::{Result, bail};
use store::Scope;

const SCOPE: Scope = Scope::house("doctor");

pub(super) fn run(rooms: &Rooms, to: &mut Terminal<'_>) -> Result<()> {
    to.say(format_args!("data folder      {}", rooms.store.data().display()))?;
    to.say("opens            yes, its tables fit this release")?;
    let seq = rooms.store.read_blocking(&SCOPE, ledger::last_seq)?;
    let customers = rooms.store.read_blocking(&SCOPE, book::count)?;
    to.say(format_args!("holds            {seq} activities, {customers} customers"))?;
    let jobs = rooms.store.read_blocking(&SCOPE, store::jobs::waiting)?;
    to.say(format_args!("background work  {jobs} jobs wait"))?;
    let differing = book::rebuild_check(&rooms.store, &SCOPE)?;
    if !differing.is_empty() {
        bail!(
            "the book differs from its ledger in {}; run `regulars rebuild`",
            differing.join(", ")
        );
    }
    to.say("book             equals its ledger")?;
    if !dispatch::rebuild_check(&rooms.store, &SCOPE)? {
        bail!("the list of suppressed addresses differs from its ledger; run `regulars rebuild`");
    }
    to.say("suppressions     equal their ledger")?;
    Ok(())
}
