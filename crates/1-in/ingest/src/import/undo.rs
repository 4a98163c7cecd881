//! Taking an import back, step by step: others write in between, and an undo that was killed goes
//! on at the next start.

use super::job::{self, Import, State, wrong};
use super::run::{Go, IMPORT, Progress};
use crate::Error;
use crate::rows::{imports, problems};
use base::{Activity, Body, Identifiers, ImportId, Instant};
use book::{UNDO_WEIGHT, Undoing};
use ledger::Ledger;
use store::Store;

/// Takes an import back: nothing of it holds any more, and its keys are free again. Blocks. From
/// its beginning on the import can no longer be continued, only taken back to the end.
///
/// # Errors
/// When nothing of it came in, `watch` stops it, and those of the database; then it can be told
/// again and goes on.
pub fn undo(
    store: &Store,
    ledger: &Ledger,
    id: ImportId,
    watch: &mut dyn FnMut(&Progress) -> Go,
) -> Result<Import, Error> {
    let import = store.write_blocking(&IMPORT, move |tx| {
        let mut import = job::get(tx, id)?;
        if import.state.is_open() || import.state == State::Undone {
            return Err(wrong(import.state, "done, failed or running"));
        }
        import.state = State::Undoing;
        imports::put(tx, &import)?;
        tx.announce("import", id.to_string());
        Ok::<_, Error>(import)
    })?;
    if let Some(range) = import.range {
        take_back(store, ledger, &import, range, watch)?;
    }
    let ledger = ledger.clone();
    store.write_blocking(&IMPORT, move |tx| {
        let mut import = job::get(tx, id)?;
        if import.state != State::Undoing {
            // Somebody else was quicker with the same import.
            return Ok(import);
        }
        if import.range.is_some() {
            ledger.append(tx, &[undone(&import, tx.now())])?;
        }
        // They are full of people, and nobody mends what was taken back.
        problems::forget_rows(tx, id)?;
        import.state = State::Undone;
        import.finished_at = Some(tx.now());
        imports::put(tx, &import)?;
        tx.announce("import", id.to_string());
        tx.announce("home", "");
        Ok(import)
    })
}

fn take_back(
    store: &Store,
    ledger: &Ledger,
    import: &Import,
    range: (i64, i64),
    watch: &mut dyn FnMut(&Progress) -> Go,
) -> Result<(), Error> {
    let mut undoing = Undoing::new(import.id, range, UNDO_WEIGHT);
    let mut more = true;
    while more {
        (undoing, more) = store.read_blocking(&IMPORT, move |tx| {
            let more = undoing.hear(tx)?;
            Ok::<_, Error>((undoing, more))
        })?;
        super::run::told(import, watch)?;
    }
    more = true;
    while more {
        let own = ledger.clone();
        (undoing, more) = store.write_blocking(&IMPORT, move |tx| {
            let more = undoing.step(tx, &own)?;
            Ok::<_, Error>((undoing, more))
        })?;
        super::run::told(import, watch)?;
    }
    Ok(())
}

fn undone(import: &Import, at: Instant) -> Activity {
    Activity {
        source: import.details.source.clone(),
        namespace: import.details.namespace.clone(),
        key: format!("import_undone:{}", import.id),
        at,
        who: Identifiers::default(),
        body: Body::ImportUndone(import.id),
        import: None,
    }
}
