//! The writing half of an import: what is new or changed goes into the ledger, what is known
//! already does not.

use super::run::is_compared;
use super::translate::RowProblem;
use super::{Kind, Translated};
use crate::Error;
use crate::reason::{Reason, Refusal};
use base::{Activity, Body, ImportId, OrderFacts};
use book::Standing;
use ledger::{Appended, Ledger, Load};
use std::collections::HashSet;
use store::Tx;

/// What became of the things in a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tally {
    pub(super) new: i64,
    pub(super) changed: i64,
    pub(super) same: i64,
    /// Rows, not things: what was refused has no thing.
    pub(super) skipped: i64,
    pub(super) conflicting: i64,
    /// The first and last place in the ledger.
    pub(super) range: Option<(i64, i64)>,
}

impl Tally {
    fn count(&mut self, standing: Standing) {
        match standing {
            Standing::New | Standing::Suspected => self.new += 1,
            Standing::Changed => self.changed += 1,
            Standing::Same => self.same += 1,
            Standing::Conflicting => self.conflicting += 1,
        }
    }
}

/// What a whole thing would do: as its first activity, or changed by one of the others.
fn whole(standings: &[Standing]) -> Standing {
    match standings.first() {
        Some(Standing::Same) | None => {
            let moves = standings.iter().any(|standing| *standing != Standing::Same);
            if moves { Standing::Changed } else { Standing::Same }
        }
        Some(standing) => *standing,
    }
}

/// What each activity of one thing would do. The last word on an order says all that the ones
/// before it say, so it decides for them; what is only told along goes with the first.
fn standings(tx: &mut Tx<'_>, one: &Translated) -> Result<Vec<Standing>, Error> {
    let activities = &one.activities;
    if let Some(last) = activities.last()
        && let Body::Order(_) = last.body
    {
        return Ok(vec![book::standing(tx, last)?; activities.len()]);
    }
    let mut found: Vec<Standing> = Vec::with_capacity(activities.len());
    for activity in activities {
        let first = found.first().copied();
        found.push(match (&activity.body, first) {
            (Body::Custom { .. }, Some(first)) => first,
            _ => match one.shows {
                Some(customer) => book::standing_of(tx, customer, activity)?,
                None => book::standing(tx, activity)?,
            },
        });
    }
    Ok(found)
}

/// The line of the report on somebody new who may be one of those known.
fn suspected(one: &Translated, standings: &[Standing]) -> Option<RowProblem> {
    (whole(standings) == Standing::Suspected).then(|| RowProblem {
        row: one.row,
        taken: true,
        refusal: Refusal::whole(Reason::PerhapsKnown, "taken as somebody new"),
    })
}

/// Things of one file that a dry run remembers, so that the same id is not new twice.
const SEEN_MAX: usize = 4_000_000;

/// What became of a chunk, with lines for the report.
pub(super) type Taken = (Tally, Vec<RowProblem>);

/// Counts what a chunk of compared things would do. Writes nothing.
pub(super) fn compare(
    tx: &mut Tx<'_>,
    kind: Kind,
    done: &[Translated],
    seen: &mut HashSet<u64>,
) -> Result<Taken, Error> {
    let mut lines = Vec::new();
    let mut tally = Tally::default();
    for one in done {
        if one.activities.is_empty() {
            tally.skipped += one.n_rows as i64;
            continue;
        }
        let known = match &one.object {
            Some(object) if seen.len() < SEEN_MAX => !seen.insert(short(object)),
            Some(object) => seen.contains(&short(object)),
            None => false,
        };
        match (known, kind) {
            // The rest of an order that was counted when its first rows came.
            (true, Kind::Orders) => {}
            (true, _) => tally.changed += 1,
            (false, _) => {
                let found = standings(tx, one)?;
                tally.count(whole(&found));
                lines.extend(suspected(one, &found));
            }
        }
    }
    Ok((tally, lines))
}

/// The end of a rehearsal, as the error that takes it back.
pub(super) enum Rehearsed {
    /// It went through.
    Through(Tally),
    /// It did not.
    Failed(Error),
}

impl From<store::Error> for Rehearsed {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Counts which activities of a chunk the ledger does not have yet: it appends them without
/// followers, and always ends in an error, so that nothing of it stays.
pub(super) fn rehearse(tx: &mut Tx<'_>, import: ImportId, done: Vec<Translated>) -> Rehearsed {
    let door = Door::Shared(Ledger::new(Vec::new()));
    let mut take = Take::new(Kind::Activities, door, import);
    match take.take(tx, done) {
        Ok((tally, _)) => Rehearsed::Through(Tally { range: None, ..tally }),
        Err(error) => Rehearsed::Failed(error),
    }
}

fn short(object: &str) -> u64 {
    let hash = blake3::hash(object.as_bytes());
    u64::from_le_bytes(hash.as_bytes().first_chunk().copied().unwrap_or_default())
}

/// The way into the ledger.
#[derive(Debug)]
pub(super) enum Door {
    /// Others write too.
    Shared(Ledger),
    /// Nobody else writes.
    Alone(Box<Load>),
}

impl Door {
    fn append(
        &mut self,
        tx: &mut Tx<'_>,
        activities: &[Activity],
    ) -> Result<Vec<Appended>, ledger::Error> {
        match self {
            Self::Shared(ledger) => ledger.append(tx, activities),
            Self::Alone(load) => load.append(tx, activities),
        }
    }
}

/// Takes chunks of one import in.
#[derive(Debug)]
pub(super) struct Take {
    kind: Kind,
    door: Door,
    import: ImportId,
}

impl Take {
    pub(super) fn new(kind: Kind, door: Door, import: ImportId) -> Self {
        Self { kind, door, import }
    }

    /// Whether the door can take so many more activities.
    pub(super) fn has_room(&self, n_activities: usize) -> bool {
        match &self.door {
            Door::Shared(_) => true,
            Door::Alone(load) => load.has_room(n_activities),
        }
    }

    /// The load that it wrote through, if it was one.
    pub(super) fn into_load(self) -> Option<Load> {
        match self.door {
            Door::Shared(_) => None,
            Door::Alone(load) => Some(*load),
        }
    }

    /// Takes a chunk in, in the caller's transaction.
    pub(super) fn take(&mut self, tx: &mut Tx<'_>, done: Vec<Translated>) -> Result<Taken, Error> {
        let mut batch = Batch::default();
        for one in done {
            if one.activities.is_empty() {
                batch.tally.skipped += one.n_rows as i64;
            } else if is_compared(self.kind) {
                self.compared(tx, &mut batch, one)?;
            } else {
                batch.firsts.push(batch.activities.len());
                batch.activities.extend(one.activities);
            }
        }
        self.flush(tx, &mut batch)?;
        Ok((batch.tally, batch.lines))
    }

    fn compared(
        &mut self,
        tx: &mut Tx<'_>,
        batch: &mut Batch,
        one: Translated,
    ) -> Result<(), Error> {
        // The same id again in one chunk: what came before must be in the book to compare.
        if one.object.as_ref().is_some_and(|object| !batch.objects.insert(object.clone())) {
            self.flush(tx, batch)?;
            batch.objects.extend(one.object.clone());
        }
        let found = standings(tx, &one)?;
        batch.lines.extend(suspected(&one, &found));
        let standing = whole(&found);
        let mut continued = false;
        for (mut activity, own) in one.activities.into_iter().zip(&found) {
            if *own == Standing::Changed && self.kind == Kind::Orders {
                continued |= self.continue_order(tx, &mut activity)?;
            }
            if *own != Standing::Same {
                activity.key = format!("{}#{}", activity.key, one.row);
                batch.activities.push(activity);
            }
        }
        // The rest of an order was counted with its first rows.
        if !continued {
            batch.tally.count(standing);
        }
        Ok(())
    }

    /// When rows of an order came earlier in the same file, those lines stay and these come
    /// behind them; of everything else the first word counts.
    fn continue_order(&self, tx: &mut Tx<'_>, activity: &mut Activity) -> Result<bool, Error> {
        let Body::Order(facts) = &mut activity.body else { return Ok(false) };
        let id = ledger::order_id(&activity.namespace, &facts.order);
        let mut past = ledger::of_object(tx, id.as_bytes())?;
        past.sort_by_key(|past| past.seq);
        let before = past.into_iter().rev().find_map(|past| match past.activity.body {
            Body::Order(before) if past.activity.import == Some(self.import) => {
                Some((past.activity.at, before))
            }
            _ => None,
        });
        let Some((at, before)) = before else { return Ok(false) };
        activity.at = at;
        let later = std::mem::take(facts);
        let lines = match (before.lines, later.lines) {
            (Some(mut lines), Some(more)) => {
                lines.extend(more);
                Some(lines)
            }
            (lines, more) => lines.or(more),
        };
        *facts = OrderFacts {
            order: before.order,
            placed_at: before.placed_at,
            currency: before.currency,
            status: before.status,
            discount_minor: before.discount_minor.or(later.discount_minor),
            tax_minor: before.tax_minor.or(later.tax_minor),
            shipping_minor: before.shipping_minor.or(later.shipping_minor),
            total_minor: before.total_minor.or(later.total_minor),
            coupon: before.coupon.or(later.coupon),
            channel: before.channel.or(later.channel),
            lines,
            refunded_minor: before.refunded_minor.or(later.refunded_minor),
            // A file does not tell of single refunds.
            refunds: Vec::new(),
            refund_id: None,
        };
        Ok(true)
    }

    fn flush(&mut self, tx: &mut Tx<'_>, batch: &mut Batch) -> Result<(), Error> {
        let appended = self.door.append(tx, &batch.activities)?;
        for first in &batch.firsts {
            match appended.get(*first) {
                Some(Appended::Duplicate) => batch.tally.same += 1,
                _ => batch.tally.new += 1,
            }
        }
        for outcome in appended {
            if let Appended::Taken { seq } = outcome {
                let (first, last) = batch.tally.range.unwrap_or((seq, seq));
                batch.tally.range = Some((first.min(seq), last.max(seq)));
            }
        }
        batch.activities.clear();
        batch.firsts.clear();
        batch.objects.clear();
        Ok(())
    }
}

/// What waits to be appended together.
#[derive(Debug, Default)]
struct Batch {
    activities: Vec<Activity>,
    /// Of kinds that are not compared: where each thing begins.
    firsts: Vec<usize>,
    objects: HashSet<String>,
    lines: Vec<RowProblem>,
    tally: Tally,
}
