//! Keeping memberships true: after an append, as time passes, and in bulk.
//!
//! What changes because a customer did something, or because a window slid, is told as
//! `segment_entered` and `segment_left`. What changes because a segment was saved or a file was
//! brought in is written in bulk with one summary activity, so that nobody acts on it.

use crate::engine::{Columns, ColumnsBuilder, Plan};
use crate::insights::{Keeper, SCOPE};
use crate::load;
use crate::rows::{members, shop};
use crate::{Error, Insights, Saved};
use base::{
    Activity, Body, CustomerId, EmailAddress, Identifiers, Instant, Namespace, Phone, SegmentId,
    SourceName, Space,
};
use ledger::Ledger;
use serde_json::json;
use std::collections::{BTreeSet, HashSet};
use store::Tx;

/// What one step of history touched.
struct Step {
    /// The last place of it.
    last: i64,
    /// Where history ends by now.
    end: i64,
    /// Customers to be read anew, with those who may be or are no more.
    candidates: Vec<CustomerId>,
    records: Vec<crate::columns::CustomerRecord>,
    /// Those of them who did something themselves; the others were touched by imports alone.
    live: HashSet<CustomerId>,
    stale: bool,
}

/// Who came into a segment and who left.
struct Moves {
    segment: Saved,
    entered: Vec<CustomerId>,
    left: Vec<CustomerId>,
    /// Whether each move is told by itself.
    told: bool,
}

/// Activities that are taken in at once.
const STEP: i64 = 2_000;
/// With more than this behind, everything is read anew once history pauses.
const BACKLOG_MAX: i64 = 50_000;
/// Longest wait for such a pause, in microseconds.
const PAUSE_MICROS: i64 = 60_000_000;
/// More moves of a segment at once are no news about single customers.
const TOLD_MAX: usize = 5_000;
/// Moves that one transaction writes.
const WRITE_MAX: usize = 2_000;

impl Insights {
    /// Takes in what was appended to the ledger since the last time, and settles who is in which
    /// segment. Blocks.
    ///
    /// # Errors
    /// Those of the database.
    pub fn refresh(&self) -> Result<(), Error> {
        let mut keeper = self.seat.keeper.lock();
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
        keeper.backlog = None;
        keeper.stale = false;
        self.sync(keeper)
    }

    /// Settles what changes because time passes. `all` looks at segments too that do not speak of
    /// time: a fact dated ahead comes true in them.
    ///
    /// # Errors
    /// Those of the database.
    pub fn sweep(&self, all: bool) -> Result<(), Error> {
        let mut keeper = self.seat.keeper.lock();
        if keeper.stale {
            self.reload(&mut keeper)?;
        }
        *self.seat.cutoffs.lock() = None;
        let columns = self.columns();
        let mut moves = Vec::new();
        for (segment, plan) in self.plans(&columns) {
            if all || plan.slides() {
                let found = columns.find(&plan).ids();
                moves.push(compare(&keeper, segment, &found, true));
            }
        }
        self.write(&mut keeper, moves)
    }

    /// Writes in bulk who is in which segment by the columns.
    pub(crate) fn sync(&self, keeper: &mut Keeper) -> Result<(), Error> {
        let columns = self.columns();
        let moves = self.plans(&columns).into_iter().map(|(segment, plan)| {
            let found = columns.find(&plan).ids();
            compare(keeper, segment, &found, false)
        });
        let moves = moves.collect();
        self.write(keeper, moves)
    }

    /// Writes in bulk who is in one segment.
    pub(crate) fn sync_one(&self, id: SegmentId) -> Result<(), Error> {
        let mut keeper = self.seat.keeper.lock();
        let columns = self.columns();
        let moves = self.plans(&columns).into_iter().filter(|(segment, _)| segment.id == id);
        let moves = moves
            .map(|(segment, plan)| compare(&keeper, segment, &columns.find(&plan).ids(), false))
            .collect();
        self.write(&mut keeper, moves)
    }

    /// The saved segments made ready for now; one that refers to what is gone is left out.
    fn plans(&self, columns: &Columns) -> Vec<(Saved, Plan)> {
        let terms = self.live_terms(columns);
        let plan = |saved: &Saved| match columns.plan(&saved.tree, &terms) {
            Ok(plan) => Some((saved.clone(), plan)),
            Err(mistake) => {
                tracing::warn!(segment = %saved.id, %mistake, "a segment cannot be evaluated");
                None
            }
        };
        self.segments().iter().filter_map(plan).collect()
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
            let (mut last, mut stale) = (after, false);
            let (mut subjects, mut live) = (BTreeSet::new(), BTreeSet::new());
            let mut undone = Vec::new();
            ledger::scan(tx, after, STEP, |past| {
                last = past.seq;
                stale |= shelf.note(&past);
                let of = if past.activity.import.is_some() { &mut subjects } else { &mut live };
                of.extend(past.subjects.iter().map(|subject| subject.id));
                if let Body::ImportUndone(import) = past.activity.body {
                    undone.push(import);
                }
                Ok(())
            })?;
            // Retracted activities are not handed out: then this step was nothing but those.
            let last = if last == after { end } else { last };
            // No identifier leads to somebody of whom nothing is left.
            let gone = if undone.is_empty() { Vec::new() } else { load::gone(tx, &columns.ids())? };
            for import in undone {
                let reached = book::reached_by_import(tx, import)?;
                stale |= reached.len() > STEP as usize;
                if !stale {
                    subjects.extend(reached);
                }
            }
            let behind = end - after > BACKLOG_MAX;
            if behind {
                let (candidates, records, live) = Default::default();
                return Ok(Some(Step { last, end, candidates, records, live, stale }));
            }
            let live = shop::candidates(tx, &live)?;
            let mut candidates = shop::candidates(tx, &subjects)?;
            candidates.extend(&live);
            let mut candidates: Vec<_> = candidates.into_iter().collect();
            let records = load::some(tx, &candidates, &shelf)?;
            candidates.extend(gone);
            let live = live.into_iter().collect();
            Ok::<_, Error>(Some(Step { last, end, candidates, records, live, stale }))
        })
    }

    fn take(&self, keeper: &mut Keeper, columns: &Columns, step: Step) -> Result<(), Error> {
        let here: HashSet<_> = step.records.iter().map(|record| record.id).collect();
        let gone: Vec<_> =
            step.candidates.iter().filter(|id| !here.contains(id)).copied().collect();
        let next = columns.with(step.records.clone(), &gone, step.last as u64);
        self.show(next.clone());
        let mut changed = ColumnsBuilder::new();
        step.records.into_iter().for_each(|record| changed.push(record));
        let changed = changed.finish(0);
        let plans = self.plans(&next).into_iter();
        let moves = plans.flat_map(|(segment, plan)| {
            let found = changed.find(&plan).ids();
            let members = keeper.members.get(&segment.id).map_or(&[][..], Vec::as_slice);
            let was = |id: &CustomerId| members.binary_search(id).is_ok();
            let is = |id: &CustomerId| found.binary_search(id).is_ok();
            let moves = |told: bool| {
                let mine = |id: &&CustomerId| step.live.contains(id) == told;
                let entered = found.iter().filter(mine).filter(|id| !was(id)).copied().collect();
                let left = step.candidates.iter().filter(mine).filter(|id| was(id) && !is(id));
                Moves { segment: segment.clone(), entered, left: left.copied().collect(), told }
            };
            [moves(true), moves(false)]
        });
        let moves = moves.collect();
        self.write(keeper, moves)
    }

    /// Writes moves, in the rows and here.
    fn write(&self, keeper: &mut Keeper, moves: Vec<Moves>) -> Result<(), Error> {
        for moves in moves {
            let n = moves.entered.len() + moves.left.len();
            if n == 0 {
                keeper.members.entry(moves.segment.id).or_default();
                continue;
            }
            let told = moves.told && n <= TOLD_MAX;
            let Moves { segment, entered, left, .. } = moves;
            for part in entered.chunks(WRITE_MAX) {
                self.write_part(&segment, part.to_vec(), Vec::new(), told)?;
            }
            for part in left.chunks(WRITE_MAX) {
                self.write_part(&segment, Vec::new(), part.to_vec(), told)?;
            }
            let members = keeper.members.entry(segment.id).or_default();
            let gone: HashSet<_> = left.iter().collect();
            members.retain(|id| !gone.contains(id));
            members.extend(&entered);
            members.sort_unstable();
            if !told {
                self.summarize(&segment, (entered.len(), left.len(), members.len()))?;
            }
        }
        Ok(())
    }

    fn write_part(
        &self,
        segment: &Saved,
        entered: Vec<CustomerId>,
        left: Vec<CustomerId>,
        told: bool,
    ) -> Result<(), Error> {
        let (ledger, segment) = (self.seat.ledger.clone(), segment.clone());
        self.seat.store.write_blocking(&SCOPE, move |tx| {
            members::change(tx, segment.id, &entered, &left)?;
            if told {
                tell(tx, &ledger, &segment, "segment_entered", &entered)?;
                tell(tx, &ledger, &segment, "segment_left", &left)?;
            }
            tx.announce("segment", segment.id.to_string());
            Ok::<_, Error>(())
        })
    }

    fn summarize(&self, segment: &Saved, counts: (usize, usize, usize)) -> Result<(), Error> {
        let (ledger, segment) = (self.seat.ledger.clone(), segment.clone());
        self.seat.store.write_blocking(&SCOPE, move |tx| {
            let (entered, left, members) = counts;
            let properties = json!({
                "segment": segment.id, "name": segment.name,
                "entered": entered, "left": left, "members": members,
            });
            let name = "segment_settled";
            let key = format!("{name} {} {}", segment.id, tx.now().as_micros());
            let activity = activity(tx.now(), key, Identifiers::default(), name, properties);
            ledger.append(tx, &[activity])?;
            Ok::<_, Error>(())
        })
    }
}

/// Who is in a segment by the columns, against what the rows say.
fn compare(keeper: &Keeper, segment: Saved, found: &[CustomerId], told: bool) -> Moves {
    let members = keeper.members.get(&segment.id).map_or(&[][..], Vec::as_slice);
    let (entered, left) = difference(members, found);
    Moves { segment, entered, left, told }
}

/// Who is only in the second, and who is only in the first, of two lists in order.
pub(crate) fn difference(
    before: &[CustomerId],
    after: &[CustomerId],
) -> (Vec<CustomerId>, Vec<CustomerId>) {
    let only = |these: &[CustomerId], others: &[CustomerId]| {
        let mut others = others.iter().peekable();
        let mut found = Vec::new();
        for id in these {
            while others.next_if(|other| *other < id).is_some() {}
            if others.peek() != Some(&id) {
                found.push(*id);
            }
        }
        found
    };
    (only(after, before), only(before, after))
}

/// Writes one activity per customer.
fn tell(
    tx: &mut Tx<'_>,
    ledger: &Ledger,
    segment: &Saved,
    name: &str,
    customers: &[CustomerId],
) -> Result<(), Error> {
    let mut activities = Vec::new();
    for customer in customers {
        let Some(who) = who(tx, *customer)? else { continue };
        let properties = json!({ "segment": segment.id, "name": segment.name });
        let key = format!("{name} {} {customer} {}", segment.id, tx.now().as_micros());
        activities.push(activity(tx.now(), key, who, name, properties));
    }
    ledger.append(tx, &activities)?;
    Ok(())
}

fn activity(
    at: Instant,
    key: String,
    who: Identifiers,
    name: &str,
    properties: serde_json::Value,
) -> Activity {
    let properties = match properties {
        serde_json::Value::Object(properties) => properties,
        _ => serde_json::Map::new(),
    };
    let body = Body::Custom { name: name.into(), properties };
    let (source, namespace) = (SourceName::house(), Namespace::shop());
    Activity { source, namespace, key, at, who, body, import: None }
}

/// One identifier of a customer, by which history names her.
fn who(tx: &mut Tx<'_>, customer: CustomerId) -> Result<Option<Identifiers>, Error> {
    for subject in book::subjects(tx, customer)? {
        let Some((space, value)) = ledger::subject_value(tx, subject)? else { continue };
        let mut who = Identifiers::default();
        match space {
            Space::Id(namespace) => who.ids.push((namespace, value.reveal().into())),
            Space::Email => who.emails.extend(EmailAddress::parse(value.reveal())),
            Space::Phone => who.phones.extend(Phone::parse(value.reveal(), None)),
            Space::Anonymous(_) => {}
        }
        if !who.is_empty() {
            return Ok(Some(who));
        }
    }
    Ok(None)
}
