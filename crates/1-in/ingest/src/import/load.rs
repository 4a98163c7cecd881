//! An import while nobody else writes: many chunks share a transaction, and the ledger takes them
//! as a load (see [`ledger::Load`]). Killed anywhere, it stands at the end of a transaction, and
//! goes on or back from there like any other.

use super::catalog::Catalog;
use super::job::Import;
use super::run::{self, Go, IMPORT, Progress, plan_of, told};
use super::stream::{Chunk, feed};
use super::take::{Door, Take};
use super::{FileError, Table};
use crate::Error;
use base::ImportId;
use ledger::{Ledger, Load};
use std::sync::mpsc::{Receiver, sync_channel};
use store::{Store, Tx};

/// Rows of one transaction.
const SPAN_ROWS: i64 = 200_000;
/// A file with fewer rows comes in quickly without.
const WORTH_ROWS: u64 = 50_000;
/// How many activities the ledger may have for each row of the file: making its indexes again
/// costs more than it saves when the file is a small part.
const WORTH_SHARE: i64 = 4;

/// As [`super::run`], for a caller that holds the only store: a file that is large beside what is
/// there already comes in several times as fast. Blocks.
///
/// # Errors
/// Those of [`super::run`].
pub fn run_alone(
    store: &Store,
    ledger: &Ledger,
    id: ImportId,
    watch: &mut dyn FnMut(&Progress) -> Go,
) -> Result<Import, Error> {
    if is_worth(store, id)? {
        load(store, ledger, id, watch)
    } else {
        run::run(store, ledger, id, watch)
    }
}

fn is_worth(store: &Store, id: ImportId) -> Result<bool, Error> {
    let (import, last) = store.read_blocking(&IMPORT, move |tx| {
        Ok::<_, Error>((super::get(tx, id)?, ledger::last_seq(tx)?))
    })?;
    let rows = rows_about(&import)?;
    Ok(rows >= WORTH_ROWS && last <= rows as i64 * WORTH_SHARE)
}

fn rows_about(import: &Import) -> Result<u64, FileError> {
    let details = &import.details;
    Ok(Table::open(&details.path, &details.file_name)?.rows_about())
}

/// Takes a file in as a load, whatever its size. Blocks.
///
/// # Errors
/// Those of [`super::run`].
pub fn load(
    store: &Store,
    ledger: &Ledger,
    id: ImportId,
    watch: &mut dyn FnMut(&Progress) -> Go,
) -> Result<Import, Error> {
    let import = run::start(store, id)?;
    let own = ledger.clone();
    let Some(load) = store.write_blocking(&IMPORT, move |tx| Ok::<_, Error>(own.load(tx)?))? else {
        return run::run(store, ledger, id, watch);
    };
    match spans(store, &import, load, watch) {
        Ok((load, whole)) => {
            load.close(store)?;
            if whole { run::finish(store, id, Ok(())) } else { run::run(store, ledger, id, watch) }
        }
        Err(error) => {
            ledger.recover(store)?;
            run::finish(store, id, Err(error))
        }
    }
}

/// What goes from one transaction to the next.
struct Hand {
    take: Take,
    catalog: Catalog,
    receive: Receiver<Result<Chunk, Error>>,
    at: Import,
    next: Next,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Span,
    /// The file has ended.
    End,
    /// The load cannot take more.
    Full,
}

/// Takes chunks in until the file ends or the load is full; says whether it was the file.
fn spans(
    store: &Store,
    import: &Import,
    load: Load,
    watch: &mut dyn FnMut(&Progress) -> Go,
) -> Result<(Load, bool), Error> {
    let (send, receive) = sync_channel(run::AHEAD);
    let plan = plan_of(store, import, import.created_at);
    let (from, id) = (import.counts.rows, import.id);
    let catalog = store.read_blocking(&IMPORT, move |tx| Catalog::of(tx, id))?;
    std::thread::scope(|scope| {
        scope.spawn(move || feed(&import.details, plan, from, &send));
        let take = Take::new(import.kind, Door::Alone(Box::new(load)), import.id);
        let mut hand = Hand { take, catalog, receive, at: import.clone(), next: Next::Span };
        while hand.next == Next::Span {
            let began = store.clock().now();
            hand = store.write_blocking(&IMPORT, move |tx| span(tx, hand))?;
            hand.at.busy_micros += run::since(store, began);
            told(&hand.at, watch)?;
        }
        let whole = hand.next == Next::End;
        hand.take.into_load().map(|load| (load, whole)).ok_or(Error::Busy)
    })
}

/// One transaction.
fn span(tx: &mut Tx<'_>, mut hand: Hand) -> Result<Hand, Error> {
    let (id, until) = (hand.at.id, hand.at.counts.rows + SPAN_ROWS);
    let busy_micros = hand.at.busy_micros;
    while hand.at.counts.rows < until {
        let Ok(chunk) = hand.receive.recv() else {
            hand.next = Next::End;
            break;
        };
        let chunk = chunk?;
        let n_activities = chunk.done.iter().map(|one| one.activities.len()).sum();
        if !hand.take.has_room(n_activities) {
            hand.next = Next::Full;
            break;
        }
        hand.at = run::write(tx, (&mut hand.take, &mut hand.catalog), id, chunk, 0)?;
    }
    hand.at.busy_micros = busy_micros;
    Ok(hand)
}
