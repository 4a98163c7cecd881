//! Taking an import back in steps, between which others may write.
//!
//! History falls into groups of people who were never named together and share no order; what one
//! group is does not hang on another. A step takes everything that the import said of some groups
//! back and folds these anew, in one transaction. So after each step the book is what its ledger
//! gives, and an undo that was cut off goes on with what is left. What is written between two steps
//! may join groups: each step first hears of it.

use crate::folding::Folding;
use crate::reach::Groups;
use crate::rows::{consents, links, orders, persons, products};
use crate::{Error, follow};
use base::ImportId;
use ledger::{Entry, Ledger, Past, Reached, SubjectId, Touch};
use std::collections::BTreeSet;
use store::Tx;

/// Activities that are folded anew in one step, but for a group that has more by itself: so many
/// that a commit costs little, so few that calls at the front door need not wait long.
pub const WEIGHT: i64 = 500;
/// Places of the sequence that are looked through at a time.
const WINDOW: i64 = 10_000;
/// Activities of the import that are looked at in one step.
const TOUCHES: i64 = 512;
/// And of those together: what hangs on them is found with a few questions.
const TOGETHER: usize = 32;
/// Places of the sequence of which one reading tells who was named together.
const PAIRS: i64 = 200_000;

/// An undo on its way.
#[derive(Debug)]
pub struct Undoing {
    import: ImportId,
    /// What the import said up to here is taken back.
    at: i64,
    /// The last place that it wrote to.
    last: i64,
    /// About how many activities one step folds anew.
    weight: i64,
    groups: Groups,
    /// The place up to which the groups are known.
    heard: i64,
}

impl Undoing {
    /// The undo of an import that wrote to these places, from its beginning or from where it was
    /// cut off, in steps of about so many activities.
    pub fn new(import: ImportId, (first, last): (i64, i64), weight: i64) -> Self {
        Self { import, at: first - 1, last, weight, groups: Groups::default(), heard: 0 }
    }

    /// Hears who was named together in a part of history; false when there is no more. Writes
    /// nothing: whoever calls it before the first step spares that step a long transaction.
    ///
    /// # Errors
    /// Those of the database.
    pub fn hear(&mut self, tx: &mut Tx<'_>) -> Result<bool, Error> {
        let end = ledger::last_seq(tx)?;
        let until = end.min(self.heard + PAIRS);
        let groups = &mut self.groups;
        ledger::each_together(tx, (self.heard, until), |lead, other| groups.join(lead, other))?;
        self.heard = until;
        Ok(until < end)
    }

    /// Takes some of it back; false when nothing is left.
    ///
    /// # Errors
    /// Those of the database and the ledger. This undo is then of no more use; a new one goes on.
    pub fn step(&mut self, tx: &mut Tx<'_>, ledger: &Ledger) -> Result<bool, Error> {
        // Nobody may join two groups between hearing of them and folding them.
        tx.lock("ledger")?;
        while self.hear(tx)? {}
        let last = self.last.min(self.heard);
        let until = last.min(self.at + WINDOW);
        let touches = ledger::touches(tx, self.import, (self.at, until), TOUCHES)?;
        let is_all = (touches.len() as i64) < TOUCHES;
        let (mut reached, mut weight) = (Reached::default(), 0);
        let mut at = if is_all { until } else { touches.last().map_or(until, |touch| touch.seq) };
        let together = TOGETHER.min(self.weight.max(1) as usize);
        for touches in touches.chunks(together) {
            let open: Vec<&Touch> =
                touches.iter().filter(|touch| !is_in(touch, &reached)).collect();
            let Some(first) = open.first() else { continue };
            if weight >= self.weight {
                at = first.seq - 1;
                break;
            }
            let around = self.around(tx, &open)?;
            weight += ledger::count_of(tx, &around.subjects)? + around.objects.len() as i64;
            reached.subjects.extend(around.subjects);
            reached.objects.extend(around.objects);
        }
        if !touches.is_empty() {
            ledger.retract(tx, self.import, &reached)?;
        }
        self.at = at;
        Ok(at < last)
    }

    /// Everybody and everything that hangs on some activities of the import.
    fn around(&self, tx: &mut Tx<'_>, touches: &[&Touch]) -> Result<Reached, Error> {
        let mut found = Reached::default();
        let subjects = touches.iter().flat_map(|touch| touch.subjects.iter().copied());
        let mut subjects: Vec<SubjectId> = subjects.collect();
        let mut objects: Vec<[u8; 16]> = touches.iter().filter_map(|touch| touch.object).collect();
        while !subjects.is_empty() || !objects.is_empty() {
            let mut fresh: Vec<SubjectId> = Vec::new();
            for subject in subjects.drain(..) {
                if !found.subjects.contains(&subject) {
                    let group = self.groups.of(subject);
                    found.subjects.extend(group.iter().copied());
                    fresh.extend(group);
                }
            }
            objects.extend(ledger::objects_of(tx, self.import, &fresh)?);
            objects.retain(|object| found.objects.insert(*object));
            subjects = ledger::subjects_of(tx, &objects)?;
            objects.clear();
        }
        Ok(found)
    }
}

/// Whether an activity is taken back with these already.
fn is_in(touch: &Touch, reached: &Reached) -> bool {
    match (touch.subjects.first(), &touch.object) {
        (Some(lead), _) => reached.subjects.contains(lead),
        (None, Some(object)) => reached.objects.contains(object),
        (None, None) => true,
    }
}

/// Forgets these identifiers and things, and folds anew what still holds about them.
pub(crate) fn fold_anew(
    tx: &mut Tx<'_>,
    folding: &mut Folding,
    reached: &Reached,
) -> Result<(), Error> {
    for object in &reached.objects {
        orders::forget(tx, object)?;
        products::forget(tx, object)?;
    }
    forget(tx, folding, &reached.subjects)?;
    let again = remaining(tx, reached)?;
    let entries: Vec<Entry<'_>> = again.iter().map(Past::entry).collect();
    follow::take_each(tx, folding, &entries)
}

fn forget(
    tx: &mut Tx<'_>,
    folding: &mut Folding,
    affected: &BTreeSet<SubjectId>,
) -> Result<(), Error> {
    for subject in affected {
        if let Some(person) = persons::find(tx, *subject)? {
            folding.touched.extend(person.customer);
            folding.touched.extend(person.own);
        }
        links::forget(tx, *subject)?;
        consents::forget(tx, *subject)?;
        persons::forget(tx, *subject)?;
    }
    folding.forget_owners();
    Ok(())
}

/// What still holds about these identifiers and things, in the order in which it was taken in.
fn remaining(tx: &mut Tx<'_>, reached: &Reached) -> Result<Vec<Past>, Error> {
    let mut again = Vec::new();
    let subjects: Vec<SubjectId> = reached.subjects.iter().copied().collect();
    for subjects in subjects.chunks(store::LIST) {
        again.extend(ledger::of_subjects(tx, subjects, &[], None, i64::MAX)?);
    }
    let objects: Vec<&[u8; 16]> = reached.objects.iter().collect();
    again.extend(ledger::of_objects(tx, &objects)?);
    again.sort_by_key(|past| past.seq);
    again.dedup_by_key(|past| past.seq);
    Ok(again)
}
