//! `regulars rebuild`.

use crate::house::Rooms;
use crate::terminal::Terminal;
use anyhow::{Result, bail};
use serde_json::json;
use store::{Scope, Tx};

const SCOPE: Scope = Scope::house("rebuild");

pub(super) fn run(rooms: &Rooms, check: bool, to: &mut Terminal<'_>) -> Result<()> {
    let before = rooms.store.read_blocking(&SCOPE, sums)?;
    if check {
        let mut differing = book::rebuild_check(&rooms.store, &SCOPE)?;
        if !dispatch::rebuild_check(&rooms.store, &SCOPE)? {
            differing.push("suppressions");
        }
        if differing.is_empty() {
            return to.tell(json!({ "differing": [] }), "The book equals its ledger.");
        }
        bail!(
            "these tables differ from the ledger: {}; run `regulars rebuild`",
            differing.join(", ")
        );
    }
    book::rebuild(&rooms.store, &SCOPE)?;
    dispatch::rebuild(&rooms.store, &SCOPE)?;
    insights::Insights::forget_kept(&rooms.store)?;
    let after = rooms.store.read_blocking(&SCOPE, sums)?;
    for ((table, was), (_, is)) in before.iter().zip(&after) {
        let word = if was == is { "as before" } else { "mended" };
        to.tell(json!({ "table": table, "is": word }), format_args!("{table:<16} {word}"))?;
    }
    Ok(())
}

fn sums(tx: &mut Tx<'_>) -> Result<Vec<(&'static str, String)>, book::Error> {
    book::checksum(tx)
}
