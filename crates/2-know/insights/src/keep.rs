//! Keeping memberships true: after an append, as time passes, and in bulk.
//!
//! What changes because a customer did something, or because a window slid, is told as
//! `segment_entered` and `segment_left`. What changes because a segment was saved or a file was
//! brought in is written in bulk with one summary activity, so that nobody acts on it.

use crate::columns::{ActivityRecord, CustomerRecord};
use crate::engine::{Columns, ColumnsBuilder, Plan, Terms};
use crate::insights::{Keeper, SCOPE};
use crate::load::{self, News};
use crate::moves::Moves;
use crate::{Error, Insights, Saved, sorted};
use base::CustomerId;
use parking_lot::MutexGuard;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What one step of history touched.
struct Step {
    /// The last place of it.
    last: i64,
    /// Where history ends by now.
    end: i64,
    /// Customers who may be others than in the columns, or are no more.
    candidates: BTreeSet<CustomerId>,
    /// Those of them who are, read anew.
    records: Vec<CustomerRecord>,
    /// What others did, beyond what the columns have of them.
    deeds: BTreeMap<CustomerId, Vec<ActivityRecord>>,
    /// Those who did something themselves; the others were touched by imports alone.
    live: HashSet<CustomerId>,
    stale: bool,
}

/// Activities that are taken in at once.
const STEP: i64 = 2_000;
/// With more than this behind, everything is read anew once history pauses.
const BACKLOG_MAX: i64 = 50_000;
/// Longest wait for such a pause, in microseconds.
const PAUSE_MICROS: i64 = 60_000_000;

impl Insights {
    /// Takes in what was appended to the ledger since the last time, and settles who is in which
    /// segment. Blocks.
    ///
    /// # Errors
    /// Those of the database.
    pub fn refresh(&self) -> Result<(), Error> {
        let mut keeper = self.seat.keeper.lock();
        let begun = self.now();
        let before = self.columns().position();
        loop {
            let columns = self.columns();
            let Some(step) = self.step(&columns)? else { break };
            keeper.stale |= step.stale;
            if step.end - columns.position() as i64 > BACKLOG_MAX {
                let now = self.now();
                let (seen, since) = *keeper.backlog.get_or_insert((0, now));
                keeper.backlog = Some((step.end, since));
                let waited = now.since(since).as_micros() as i64 > PAUSE_MICROS;
                if seen == step.end || waited {
                    return self.reload(&mut keeper);
                }
                return Ok(());
            }
            self.take(&mut keeper, &columns, step)?;
        }
        keeper.backlog = None;
        if self.columns().position() > before {
            self.seat.refreshes.note(self.now().since(begun));
        }
        Ok(())
    }

    /// Merges newer versions into the chunks below them, chunk by chunk, while they are worth it;
    /// in a shop that began empty, all at once. Blocks, but holds nobody up.
    ///
    /// # Errors
    /// None; the form is that of the other works.
    pub fn compact(&self) -> Result<(), Error> {
        while self.columns().wants_merge() {
            let compacted = self.columns().compact();
            let _keeper = self.seat.keeper.lock();
            let columns = self.columns();
            self.show(compacted.map_or_else(|| columns.merged(), |new| columns.adopt(new)));
        }
        Ok(())
    }

    /// Joins larger pieces of newer versions, so that there are few to look through. Blocks, but
    /// holds nobody up.
    ///
    /// # Errors
    /// None; the form is that of the other works.
    pub fn join(&self) -> Result<(), Error> {
        while let Some(joined) = self.columns().join() {
            let _keeper = self.seat.keeper.lock();
            self.show(self.columns().adopt(joined));
        }
        Ok(())
    }

    /// Reads everything anew and writes the memberships that follow, in bulk.
    ///
    /// # Errors
    /// Those of the database.
    pub fn rebuild(&self) -> Result<(), Error> {
        self.reload(&mut self.seat.keeper.lock())
    }

    fn reload(&self, keeper: &mut Keeper) -> Result<(), Error> {
        let (columns, shelf) = self.seat.store.read_blocking(&SCOPE, load::all)?;
        *self.seat.shelf.lock() = shelf;
        self.show(columns);
        self.renew_cutoffs();
        keeper.backlog = None;
        keeper.stale = false;
        self.sync(keeper)
    }

    /// Settles what changes because time passes, segment by segment: what happens meanwhile is
    /// taken in between. `all` looks at segments too that do not speak of time: a fact dated ahead
    /// comes true in them. Blocks.
    ///
    /// # Errors
    /// Those of the database.
    pub fn sweep(&self, all: bool) -> Result<(), Error> {
        let keeper = &mut self.seat.keeper.lock();
        if keeper.stale {
            self.reload(keeper)?;
        }
        self.renew_cutoffs();
        for segment in self.segments().iter() {
            MutexGuard::bump(keeper);
            // It may have been changed, or taken out, meanwhile.
            let Some(segment) = self.segment(segment.id) else { continue };
            if keeper.behind.contains(&segment.id) {
                self.settle(keeper, &segment);
                continue;
            }
            let columns = self.columns();
            let Some(plan) = self.plan_of(&segment, &columns) else { continue };
            if all || plan.slides() {
                let moves = keeper.compare(segment, &columns.find(&plan).ids(), true);
                self.write(keeper, vec![moves])?;
            }
        }
        Ok(())
    }

    /// Writes in bulk who is in which segment by the columns.
    pub(crate) fn sync(&self, keeper: &mut Keeper) -> Result<(), Error> {
        let columns = self.columns();
        for (segment, plan) in self.plans(&columns) {
            let moves = keeper.compare(segment, &columns.find(&plan).ids(), false);
            self.write(keeper, vec![moves])?;
        }
        keeper.behind.clear();
        Ok(())
    }

    /// Writes in bulk who is in a segment that was saved. When that fails, the next sweep does it.
    pub(crate) fn settle(&self, keeper: &mut Keeper, segment: &Saved) {
        match self.sync_one(keeper, segment) {
            Ok(()) => {
                keeper.behind.remove(&segment.id);
            }
            Err(error) => {
                tracing::warn!(segment = %segment.id, %error, "its members are written later");
                keeper.behind.insert(segment.id);
            }
        }
    }

    fn sync_one(&self, keeper: &mut Keeper, segment: &Saved) -> Result<(), Error> {
        let columns = self.columns();
        let Some(plan) = self.plan_of(segment, &columns) else { return Ok(()) };
        let moves = keeper.compare(segment.clone(), &columns.find(&plan).ids(), false);
        self.write(keeper, vec![moves])
    }

    /// The saved segments made ready for now; one that refers to what is gone is left out.
    fn plans(&self, columns: &Columns) -> Vec<(Saved, Plan)> {
        let terms = self.live_terms(columns);
        let plan = |saved: &Saved| Some((saved.clone(), made_ready(saved, columns, &terms)?));
        self.segments().iter().filter_map(plan).collect()
    }

    fn plan_of(&self, segment: &Saved, columns: &Columns) -> Option<Plan> {
        made_ready(segment, columns, &self.live_terms(columns))
    }

    /// Reads what came after the columns; nothing when nothing did.
    fn step(&self, columns: &Columns) -> Result<Option<Step>, Error> {
        let (shelf, columns) = (self.seat.shelf.clone(), columns.clone());
        let after = columns.position() as i64;
        self.seat.store.read_blocking(&SCOPE, move |tx| {
            let end = ledger::last_seq(tx)?;
            if end <= after {
                return Ok(None);
            }
            let mut shelf = shelf.lock();
            let mut last = after;
            let mut news = News::default();
            ledger::scan(tx, after, STEP, |past| {
                last = past.seq;
                news.hear(past, &mut shelf);
                Ok(())
            })?;
            let mut step = Step {
                // Retracted activities are not handed out: then this step was nothing but those.
                last: if last == after { end } else { last },
                end,
                candidates: BTreeSet::new(),
                records: Vec::new(),
                deeds: BTreeMap::new(),
                live: HashSet::new(),
                stale: false,
            };
            news.undo(tx, STEP as usize)?;
            step.stale = news.stale;
            if end - after > BACKLOG_MAX {
                return Ok(Some(step));
            }
            let undone = news.has_undone();
            let touched = news.sort_out(tx, after, |id| columns.has(id))?;
            let ids: Vec<_> = touched.candidates.iter().copied().collect();
            step.records = load::some(tx, &ids, &shelf, step.last)?;
            step.candidates = touched.candidates;
            // No identifier leads to somebody of whom nothing is left.
            if undone {
                step.candidates.extend(load::gone(tx, &columns.ids())?);
            }
            step.deeds = touched.deeds;
            step.live = touched.live;
            Ok::<_, Error>(Some(step))
        })
    }

    fn take(&self, keeper: &mut Keeper, columns: &Columns, step: Step) -> Result<(), Error> {
        let Step { mut records, candidates, deeds, live, .. } = step;
        let here: HashSet<_> = records.iter().map(|record| record.id).collect();
        let gone: Vec<_> = candidates.iter().filter(|id| !here.contains(id)).copied().collect();
        for (id, deeds) in deeds {
            if let Some(mut record) = columns.record(id) {
                load::add(&mut record, deeds);
                records.push(record);
            }
        }
        let next = columns.with(records.clone(), &gone, step.last as u64);
        self.show(next.clone());
        records.sort_by_key(|record| record.id);
        let ids: Vec<_> = records.iter().map(|record| record.id).collect();
        let candidates = sorted::merged(&ids, &gone);
        let mut changed = ColumnsBuilder::new();
        for record in records {
            changed.push(record);
        }
        let changed = changed.finish(0);
        let mut moves = Vec::new();
        for (segment, plan) in self.plans(&next) {
            if keeper.behind.contains(&segment.id) {
                continue;
            }
            let found = changed.find(&plan).ids();
            let members = keeper.members.get(&segment.id).map_or(&[][..], Vec::as_slice);
            let is_member = |id: &&CustomerId| members.binary_search(id).is_ok();
            let were: Vec<_> = candidates.iter().filter(is_member).copied().collect();
            let (entered, left) = sorted::difference(&were, &found);
            for told in [true, false] {
                let some = |ids: &[CustomerId]| {
                    ids.iter().filter(|id| live.contains(id) == told).copied().collect()
                };
                let segment = segment.clone();
                moves.push(Moves { segment, entered: some(&entered), left: some(&left), told });
            }
        }
        self.write(keeper, moves)
    }
}

impl Keeper {
    /// What changes when those who were found are the members of a segment.
    fn compare(&self, segment: Saved, found: &[CustomerId], told: bool) -> Moves {
        let members = self.members.get(&segment.id).map_or(&[][..], Vec::as_slice);
        Moves::between(segment, members, found, told)
    }
}

/// A segment made ready; none when it refers to what is gone.
fn made_ready(saved: &Saved, columns: &Columns, terms: &Terms) -> Option<Plan> {
    match columns.plan(&saved.tree, terms) {
        Ok(plan) => Some(plan),
        Err(mistake) => {
            tracing::warn!(segment = %saved.id, %mistake, "a segment cannot be evaluated");
            None
        }
    }
}
