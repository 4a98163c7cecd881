//! Emptying the book and folding it again from the ledger.

use crate::rows::derived::{self, checksum};
use crate::{Book, Error};
use ledger::Ledger;
use std::sync::Arc;
use store::{Scope, Store, Tx};

/// Activities that are folded per step.
const STEP: i64 = 5_000;

/// Empties the book and folds it again, in one transaction: readers see the old book until the
/// new one is whole. Nobody is told of changes, and no act begins.
///
/// # Errors
/// Those of the database and the ledger; the book is then as before.
pub fn rebuild(store: &Store, scope: &Scope) -> Result<(), Error> {
    store.write_blocking(scope, fold_all)
}

/// The tables in which the book differs from what its ledger gives; nothing is changed.
///
/// # Errors
/// Those of the database and the ledger.
pub fn rebuild_check(store: &Store, scope: &Scope) -> Result<Vec<&'static str>, Error> {
    let outcome = store.write_blocking(scope, |tx| {
        let before = checksum(tx)?;
        fold_all(tx)?;
        let after = checksum(tx)?;
        let differing = before.iter().zip(&after).filter(|(was, is)| was != is);
        // Leaving by an error is what undoes the rebuild.
        Err::<(), _>(Checked::Done(differing.map(|(was, _)| was.0).collect()))
    });
    match outcome {
        Ok(()) => Ok(Vec::new()),
        Err(Checked::Done(differing)) => Ok(differing),
        Err(Checked::Failed(error)) => Err(error),
    }
}

enum Checked {
    Done(Vec<&'static str>),
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Checked {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

fn fold_all(tx: &mut Tx<'_>) -> Result<(), Error> {
    derived::clear(tx)?;
    let ledger = Ledger::new(vec![Arc::new(Book)]);
    let mut after = 0;
    while let Some(last) = ledger.replay(tx, after, STEP)? {
        after = last;
    }
    Ok(())
}
