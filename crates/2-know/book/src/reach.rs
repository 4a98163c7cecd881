//! How far an import reaches: what must be folded anew when it is undone.
//!
//! Who is who was decided from what was known at the time. An identifier that an import brought
//! may have kept two others apart, or have left only a suspicion, or nothing at all. So it is not
//! links that are followed here but history itself: whoever was ever named together.

use crate::Error;
use base::ImportId;
use ledger::SubjectId;
use std::collections::{BTreeSet, HashMap};
use store::Tx;

/// The identifiers whose customers an import had a say in, or has none any more since it was
/// undone. Reads all of history, without its content.
///
/// # Errors
/// Those of the database.
pub fn reached_by_import(tx: &mut Tx<'_>, import: ImportId) -> Result<BTreeSet<SubjectId>, Error> {
    let (mut seeds, objects) = ledger::import_touches(tx, import)?;
    seeds.extend(ledger::subjects_of(tx, &objects)?);
    let mut groups = Groups::default();
    let until = ledger::last_seq(tx)?;
    ledger::each_together(tx, (0, until), |lead, other| groups.join(lead, other))?;
    let mut reached = BTreeSet::new();
    for seed in seeds {
        if !reached.contains(&seed) {
            reached.extend(groups.of(seed));
        }
    }
    Ok(reached)
}

/// Identifiers that were ever named together, directly or by way of others.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    /// The group of each; those that stand alone have none.
    group: HashMap<SubjectId, usize>,
    /// Who is in a group; nobody in one that was joined to another.
    members: Vec<Vec<SubjectId>>,
}

impl Groups {
    pub(crate) fn join(&mut self, a: SubjectId, b: SubjectId) {
        let (a, b) = (self.enter(a), self.enter(b));
        if a == b {
            return;
        }
        // The smaller one moves, so that each moves only a few times.
        let size = |group: usize| self.members.get(group).map_or(0, Vec::len);
        let (from, to) = if size(a) < size(b) { (a, b) } else { (b, a) };
        let moved = self.members.get_mut(from).map(std::mem::take).unwrap_or_default();
        self.group.extend(moved.iter().map(|subject| (*subject, to)));
        if let Some(members) = self.members.get_mut(to) {
            members.extend(moved);
        }
    }

    fn enter(&mut self, subject: SubjectId) -> usize {
        let next = self.members.len();
        let group = *self.group.entry(subject).or_insert(next);
        if group == next {
            self.members.push(vec![subject]);
        }
        group
    }

    /// Everybody in the group of one, herself among them.
    pub(crate) fn of(&self, subject: SubjectId) -> Vec<SubjectId> {
        let members = self.group.get(&subject).and_then(|group| self.members.get(*group));
        members.map_or_else(|| vec![subject], Clone::clone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_named_with_one_was_named_with_all_of_them() {
        let mut groups = Groups::default();
        for (a, b) in [(1, 2), (3, 4), (5, 5), (2, 4), (1, 3)] {
            groups.join(SubjectId(a), SubjectId(b));
        }
        let of = |n| {
            let mut of: Vec<_> = groups.of(SubjectId(n)).iter().map(|subject| subject.0).collect();
            of.sort_unstable();
            of
        };
        for n in 1..=4 {
            assert_eq!(of(n), [1, 2, 3, 4]);
        }
        assert_eq!((of(5), of(6)), (vec![5], vec![6]));
    }
}
