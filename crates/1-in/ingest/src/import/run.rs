//! Running an import: dry, for real, and back again.
//!
//! One thread reads and translates, this one writes: a chunk of rows is one transaction, with its
//! activities, its lines of the report and the place in the file behind it. So an import that is
//! killed anywhere stands at the end of a chunk, and goes on or back from there.

use super::catalog::Catalog;
use super::job::{self, Counts, Import, State, wrong};
use super::stream::{Chunk, feed};
use super::take::{Door, Rehearsed, Take, Tally, compare, rehearse};
use super::translate::RowProblem;
use super::{Kind, Plan};
use crate::Error;
use crate::rows::{imports, problems};
use base::{ImportId, Instant};
use ledger::Ledger;
use std::collections::HashSet;
use std::sync::mpsc::sync_channel;
use store::{Scope, Store};

/// On whose behalf an import works: it goes on without the caller who began it.
pub(crate) const IMPORT: Scope = Scope::house("import");
/// Chunks that may wait for the writer.
pub(super) const AHEAD: usize = 2;

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What became of the rows so far.
    pub counts: Counts,
    /// How far reading has come, in bytes.
    pub n_bytes: u64,
    /// The size of the file, in bytes.
    pub size_bytes: u64,
}

/// What a watcher answers after each chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Go {
    /// Go on.
    On,
    /// Stop here; what is in stays in, and can be continued or taken back.
    Stop,
}

/// Counts what an import would do, and writes nothing but the counts and the report. Blocks.
///
/// # Errors
/// When it is no longer open or not ready, the file cannot be read, and those of the database.
pub fn dry_run(
    store: &Store,
    id: ImportId,
    watch: &mut dyn FnMut(&Progress) -> Go,
) -> Result<Import, Error> {
    let mut import = store.write_blocking(&IMPORT, move |tx| {
        let mut import = job::get(tx, id)?;
        if !import.state.is_open() {
            return Err(wrong(import.state, "draft or checked"));
        }
        import.ready()?;
        restart(&mut import, State::Checking);
        problems::clear(tx, id)?;
        imports::put(tx, &import)?;
        tx.announce("import", id.to_string());
        Ok::<_, Error>(import)
    })?;
    let began = store.clock().now();
    let ended = count(store, &mut import, watch);
    import.busy_micros = since(store, began);
    import.state = if ended.is_ok() { State::Checked } else { State::Draft };
    import.problem = ended.as_ref().err().map(ToString::to_string);
    let kept = import.clone();
    store.write_blocking(&IMPORT, move |tx| {
        // Edited or thrown away meanwhile: then nobody wants these counts.
        if imports::turn(tx, id, State::Checking, kept.state)? {
            imports::put(tx, &kept)?;
        }
        tx.announce("import", id.to_string());
        Ok::<_, Error>(())
    })?;
    ended.map(|()| import)
}

fn restart(import: &mut Import, state: State) {
    import.state = state;
    import.counts = Counts::default();
    (import.n_bytes, import.n_problems, import.busy_micros) = (0, 0, 0);
    import.reasons.clear();
    import.n_kept_bytes = 0;
    (import.range, import.problem, import.finished_at) = (None, None, None);
}

pub(super) fn since(store: &Store, began: Instant) -> i64 {
    store.clock().now().since(began).as_micros() as i64
}

fn count(
    store: &Store,
    import: &mut Import,
    watch: &mut dyn FnMut(&Progress) -> Go,
) -> Result<(), Error> {
    let plan = plan_of(store, import, store.clock().now());
    let mut seen: HashSet<u64> = HashSet::new();
    let mut catalog = Catalog::default();
    each_chunk(import.clone(), plan, |chunk| {
        let (id, before, kind) = (import.id, import.n_problems, import.kind);
        let Chunk { end, n_bytes, done, .. } = chunk;
        let mut lines: Vec<_> = done.iter().flat_map(|one| one.problems.clone()).collect();
        let kept: Vec<_> = done.iter().flat_map(|one| one.kept.clone()).collect();
        let tally = if is_compared(kind) {
            let (mut known, mut own) = (std::mem::take(&mut seen), std::mem::take(&mut catalog));
            let (tally, more, lacking);
            ((tally, more), lacking, seen, catalog) = store.read_blocking(&IMPORT, move |tx| {
                let lacking = own.lacking(tx, &done)?;
                let taken = compare(tx, kind, &done, &mut known)?;
                Ok::<_, Error>((taken, lacking, known, own))
            })?;
            lines.extend(more);
            lines.extend(lacking);
            tally
        } else {
            let rehearsal = move |tx: &mut store::Tx<'_>| Err::<(), _>(rehearse(tx, id, done));
            match store.write_blocking(&IMPORT, rehearsal) {
                Err(Rehearsed::Failed(error)) => return Err(error),
                Err(Rehearsed::Through(tally)) => tally,
                Ok(()) => Tally::default(),
            }
        };
        count_lines(import, &lines);
        if !lines.is_empty() {
            let n_kept_bytes = import.n_kept_bytes;
            import.n_kept_bytes = store.write_blocking(&IMPORT, move |tx| {
                problems::add(tx, id, before, &lines)?;
                problems::keep(tx, id, n_kept_bytes, &kept)
            })?;
        }
        add(import, &tally, end, n_bytes);
        told(import, watch)
    })
}

fn add(import: &mut Import, tally: &Tally, end: i64, n_bytes: u64) {
    let counts = &mut import.counts;
    counts.rows = end;
    counts.new += tally.new;
    counts.changed += tally.changed;
    counts.same += tally.same;
    counts.skipped += tally.skipped;
    counts.conflicting += tally.conflicting;
    import.n_bytes = n_bytes as i64;
    if let Some((first, last)) = tally.range {
        let (known_first, known_last) = import.range.unwrap_or((first, last));
        import.range = Some((known_first.min(first), known_last.max(last)));
    }
}

fn count_lines(import: &mut Import, lines: &[RowProblem]) {
    import.n_problems += lines.len() as i64;
    for line in lines {
        *import.reasons.entry(line.refusal.reason).or_default() += 1;
    }
}

pub(super) fn told(import: &Import, watch: &mut dyn FnMut(&Progress) -> Go) -> Result<(), Error> {
    let progress = Progress {
        counts: import.counts,
        n_bytes: import.n_bytes.max(0) as u64,
        size_bytes: import.details.size_bytes,
    };
    match watch(&progress) {
        Go::On => Ok(()),
        Go::Stop => Err(Error::Interrupted),
    }
}

/// Rows without a time of their own happened when the import was begun, so that continuing gives
/// them the same.
pub(super) fn plan_of(store: &Store, import: &Import, now: Instant) -> Plan {
    Plan {
        kind: import.kind,
        mapping: import.details.mapping.clone(),
        source: import.details.source.clone(),
        namespace: import.details.namespace.clone(),
        shop: store.shop().as_ref().clone(),
        import: import.id,
        file_name: import.details.file_name.clone(),
        now,
    }
}

/// Hands the chunks behind the import's place to `take`, while the next ones are made.
fn each_chunk(
    import: Import,
    plan: Plan,
    mut take: impl FnMut(Chunk) -> Result<(), Error>,
) -> Result<(), Error> {
    let (send, receive) = sync_channel(AHEAD);
    let from = import.counts.rows;
    std::thread::scope(|scope| {
        scope.spawn(move || feed(&import.details, plan, from, &send));
        // When this loop ends early, the channel closes and the reader stops.
        let receive = receive;
        for chunk in &receive {
            take(chunk?)?;
        }
        Ok(())
    })
}

/// Takes a file in, or goes on where it stopped. Blocks.
///
/// # Errors
/// When it is not ready or already done, the file cannot be read, and those of the database. What
/// is in by then stays in.
pub fn run(
    store: &Store,
    ledger: &Ledger,
    id: ImportId,
    watch: &mut dyn FnMut(&Progress) -> Go,
) -> Result<Import, Error> {
    let import = start(store, id)?;
    let mut at = import.clone();
    let plan = plan_of(store, &import, import.created_at);
    let kind = import.kind;
    let mut catalog = store.read_blocking(&IMPORT, move |tx| Catalog::of(tx, id))?;
    let mut began = store.clock().now();
    let ended = each_chunk(import, plan, |chunk| {
        let mut take = Take::new(kind, Door::Shared(ledger.clone()), id);
        let busy = since(store, began);
        began = store.clock().now();
        let mut own = std::mem::take(&mut catalog);
        (at, catalog) = store.write_blocking(&IMPORT, move |tx| {
            let at = write(tx, (&mut take, &mut own), id, chunk, busy)?;
            Ok::<_, Error>((at, own))
        })?;
        told(&at, watch)
    });
    finish(store, id, ended)
}

/// Marks an import as running, from its beginning or from where it stopped.
pub(super) fn start(store: &Store, id: ImportId) -> Result<Import, Error> {
    store.write_blocking(&IMPORT, move |tx| {
        let mut import = job::get(tx, id)?;
        import.may_run()?;
        import.ready()?;
        if import.state.is_open() {
            problems::clear(tx, id)?;
            restart(&mut import, State::Running);
        }
        import.state = State::Running;
        import.problem = None;
        imports::put(tx, &import)?;
        tx.announce("import", id.to_string());
        Ok(import)
    })
}

/// One chunk in one transaction.
pub(super) fn write(
    tx: &mut store::Tx<'_>,
    (take, catalog): (&mut Take, &mut Catalog),
    id: ImportId,
    chunk: Chunk,
    busy_micros: i64,
) -> Result<Import, Error> {
    let Chunk { start, end, n_bytes, done } = chunk;
    if !imports::advance(tx, id, start, end)? {
        return Err(Error::Busy);
    }
    let mut import = job::get(tx, id)?;
    let mut lines: Vec<_> = done.iter().flat_map(|one| one.problems.clone()).collect();
    let kept: Vec<_> = done.iter().flat_map(|one| one.kept.clone()).collect();
    lines.extend(catalog.lacking(tx, &done)?);
    let (tally, more) = take.take(tx, done)?;
    lines.extend(more);
    problems::add(tx, id, import.n_problems, &lines)?;
    import.n_kept_bytes = problems::keep(tx, id, import.n_kept_bytes, &kept)?;
    count_lines(&mut import, &lines);
    add(&mut import, &tally, end, n_bytes);
    import.busy_micros += busy_micros;
    imports::put(tx, &import)?;
    tx.announce("import", id.to_string());
    Ok(import)
}

/// Settles how it ended. What was interrupted stays *running*, so that the next start goes on.
pub(super) fn finish(
    store: &Store,
    id: ImportId,
    ended: Result<(), Error>,
) -> Result<Import, Error> {
    if let Err(Error::Interrupted | Error::Busy) = &ended {
        return Err(ended.err().unwrap_or(Error::Interrupted));
    }
    let problem = ended.as_ref().err().map(ToString::to_string);
    let import = store.write_blocking(&IMPORT, move |tx| {
        let mut import = job::get(tx, id)?;
        import.state = if problem.is_none() { State::Done } else { State::Failed };
        import.problem = problem;
        import.finished_at = Some(tx.now());
        imports::put(tx, &import)?;
        tx.announce("import", id.to_string());
        tx.announce("home", "");
        Ok::<_, Error>(import)
    })?;
    ended.map(|()| import)
}

/// Whether rows of this kind are compared with what the book knows. Activities are known by
/// their keys alone.
pub(crate) fn is_compared(kind: Kind) -> bool {
    kind != Kind::Activities
}
