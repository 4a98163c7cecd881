//! `regulars doctor`: checks the installation, says what to do about each finding.

use super::FOLDER;
use crate::cli::{Door, Line};
use crate::house::Rooms;
use crate::settings::Settings;
use anyhow::{Result, bail};
use store::Scope;

const SCOPE: Scope = Scope::house("doctor");

pub(super) fn run(line: &Line) -> Result<()> {
    let settings = Settings::find(&line.place, &Door::default(), FOLDER)?;
    println!("data folder      {}", settings.data.display());
    println!("database         {:?}", settings.database);
    let rooms = Rooms::open(&settings)?;
    println!("opens            yes, its tables fit this release");
    let seq = rooms.store.read_blocking(&SCOPE, ledger::last_seq)?;
    let customers = rooms.store.read_blocking(&SCOPE, book::count)?;
    println!("holds            {seq} activities, {customers} customers");
    let jobs = rooms.store.read_blocking(&SCOPE, store::jobs::waiting)?;
    println!("background work  {jobs} jobs wait");
    let differing = book::rebuild_check(&rooms.store, &SCOPE)?;
    if !differing.is_empty() {
        bail!(
            "the book differs from its ledger in {}; run `regulars rebuild`",
            differing.join(", ")
        );
    }
    println!("book             equals its ledger");
    Ok(())
}
