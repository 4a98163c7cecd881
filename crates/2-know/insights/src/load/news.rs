//! What a step of history says, sorted by what it costs to take it in.
//!
//! What somebody did is added to what the columns have of her: nothing is read but whose it is.
//! Whoever may be another person than before, or of whom rows in the book changed, is read anew.

use super::{Shelf, record};
use crate::Error;
use crate::columns::ActivityRecord;
use crate::rows::shop;
use base::{Body, CustomerId, ImportId};
use ledger::{Past, SubjectId};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use store::Tx;

/// A step of history.
#[derive(Debug, Default)]
pub(crate) struct News {
    /// Whether something changed that only a full load takes in.
    pub(crate) stale: bool,
    /// Identifiers whose customers are read anew, since they did something themselves.
    live: BTreeSet<SubjectId>,
    /// The same for those whom imports touched.
    quiet: BTreeSet<SubjectId>,
    /// Orders that were spoken of: one may belong to somebody else than before.
    orders: Vec<[u8; 16]>,
    /// Identifiers that were parted from others: whoever was linked with them may stand alone.
    parted: BTreeSet<SubjectId>,
    deeds: Vec<Deed>,
    undone: Vec<ImportId>,
}

/// Something that somebody did and that changes no row of the book.
#[derive(Debug)]
struct Deed {
    /// The leading one first; there is at least one.
    subjects: Vec<SubjectId>,
    live: bool,
    record: ActivityRecord,
}

/// Whom a step touched.
#[derive(Debug)]
pub(crate) struct Touched {
    /// Customers to be read anew, with those who may be or are no more.
    pub(crate) candidates: BTreeSet<CustomerId>,
    /// What others did.
    pub(crate) deeds: BTreeMap<CustomerId, Vec<ActivityRecord>>,
    /// Those among all of them who did something themselves.
    pub(crate) live: HashSet<CustomerId>,
}

impl News {
    /// Takes an activity in.
    pub(crate) fn hear(&mut self, past: Past, shelf: &mut Shelf) {
        self.stale |= shelf.note(&past);
        let Past { subjects, activity, .. } = past;
        let live = activity.import.is_none();
        let subjects: Vec<_> = subjects.into_iter().map(|subject| subject.id).collect();
        match &activity.body {
            Body::ImportUndone(import) => self.undone.push(*import),
            Body::Order(facts) => {
                let id = ledger::order_id(&activity.namespace, &facts.order);
                self.orders.push(*id.as_bytes());
            }
            Body::Unlinked(_) => self.parted.extend(&subjects),
            Body::Custom { .. } if !subjects.is_empty() => {
                let record = record::deed(&activity, shelf);
                self.deeds.extend(record.map(|record| Deed { subjects, live, record }));
                return;
            }
            _ => {}
        }
        self.read_anew(live, subjects);
    }

    fn read_anew(&mut self, live: bool, subjects: impl IntoIterator<Item = SubjectId>) {
        let of = if live { &mut self.live } else { &mut self.quiet };
        of.extend(subjects);
    }

    /// Whether an import was undone.
    pub(crate) fn has_undone(&self) -> bool {
        !self.undone.is_empty()
    }

    /// Adds whom the undone imports reached. With more than `most` of them nobody is added, and
    /// everything is to be loaded anew.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) fn undo(&mut self, tx: &mut Tx<'_>, most: usize) -> Result<(), Error> {
        for import in &self.undone {
            let reached = book::reached_by_import(tx, *import)?;
            self.stale |= reached.len() > most;
            if !self.stale {
                self.quiet.extend(reached);
            }
        }
        Ok(())
    }

    /// Finds out who the identifiers are. `after` is the place behind which this step begins, and
    /// `has` says whether the columns have a customer.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) fn sort_out(
        mut self,
        tx: &mut Tx<'_>,
        after: i64,
        has: impl Fn(CustomerId) -> bool,
    ) -> Result<Touched, Error> {
        let together = self.deeds.iter().filter(|deed| deed.subjects.len() > 1);
        let together: BTreeSet<_> = together.flat_map(|deed| &deed.subjects).copied().collect();
        let joined = shop::linked_after(tx, &together, after)?;
        let leads: BTreeSet<_> = self.deeds.iter().map(|deed| deed.subjects[0]).collect();
        let owners = shop::owners_of(tx, &leads)?;
        let mut added = Vec::new();
        for deed in std::mem::take(&mut self.deeds) {
            let owner = owners.get(&deed.subjects[0]).copied();
            match owner {
                _ if deed.subjects.iter().any(|subject| joined.contains(subject)) => {
                    self.read_anew(deed.live, deed.subjects);
                }
                Some(owner) if has(owner) => added.push((owner, deed)),
                Some(_) => self.read_anew(deed.live, deed.subjects),
                // A visitor whom nobody knows is no customer.
                None => {}
            }
        }
        self.quiet.extend(ledger::subjects_of(tx, &self.orders)?);
        self.quiet.extend(shop::ever_linked(tx, &self.parted)?);
        let live = shop::candidates(tx, &self.live)?;
        let mut candidates = shop::candidates(tx, &self.quiet)?;
        candidates.extend(&live);
        let mut live: HashSet<_> = live.into_iter().collect();
        let mut deeds: BTreeMap<_, Vec<_>> = BTreeMap::new();
        // Whoever is read anew has it already.
        for (owner, deed) in added.into_iter().filter(|(owner, _)| !candidates.contains(owner)) {
            if deed.live {
                live.insert(owner);
            }
            deeds.entry(owner).or_default().push(deed.record);
        }
        Ok(Touched { candidates, deeds, live })
    }
}
