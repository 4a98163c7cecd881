//! How far an import reaches: what must be folded anew when it is undone.
//!
//! Who is who was decided from what was known at the time. An identifier that an import brought
//! may have kept two others apart, or have left only a suspicion, or nothing at all. So it is not
//! links that are followed here but history itself: whoever was ever named together.

use crate::Error;
use base::ImportId;
use ledger::SubjectId;
use std::collections::{BTreeSet, HashMap, HashSet};
use store::Tx;

/// Identifiers, and things by their ids in the ledger.
type Reach = (BTreeSet<SubjectId>, Vec<[u8; 16]>);

/// The identifiers whose customers an import had a say in, or has none any more since it was
/// undone. Reads all of history, without its content.
///
/// # Errors
/// Those of the database.
pub fn reached_by_import(tx: &mut Tx<'_>, import: ImportId) -> Result<BTreeSet<SubjectId>, Error> {
    Ok(of_import(tx, import)?.0)
}

/// The same, with the orders and products that the import speaks of.
pub(crate) fn of_import(tx: &mut Tx<'_>, import: ImportId) -> Result<Reach, Error> {
    let (mut seeds, objects) = ledger::import_touches(tx, import)?;
    for object in &objects {
        for past in ledger::of_object(tx, object)? {
            seeds.extend(past.subjects.iter().map(|subject| subject.id));
        }
    }
    Ok((closure(tx, seeds)?, objects))
}

/// Everybody who was ever named together with one of these, or with one who was.
fn closure(tx: &mut Tx<'_>, seeds: Vec<SubjectId>) -> Result<BTreeSet<SubjectId>, Error> {
    let mut groups = Groups::default();
    ledger::each_together(tx, |lead, other| groups.join(lead, other))?;
    let wanted: HashSet<SubjectId> = seeds.iter().map(|seed| groups.head(*seed)).collect();
    let known: Vec<SubjectId> = groups.above.keys().copied().collect();
    let reached = known.into_iter().filter(|subject| wanted.contains(&groups.head(*subject)));
    Ok(reached.chain(seeds.iter().copied()).collect())
}

/// Identifiers in groups, each of which leads to the head of its group.
#[derive(Debug, Default)]
struct Groups {
    above: HashMap<SubjectId, SubjectId>,
}

impl Groups {
    fn head(&mut self, mut subject: SubjectId) -> SubjectId {
        while let Some(above) = self.above.get(&subject).copied().filter(|a| *a != subject) {
            let next = self.above.get(&above).copied().unwrap_or(above);
            self.above.insert(subject, next);
            subject = above;
        }
        subject
    }

    fn join(&mut self, a: SubjectId, b: SubjectId) {
        let (a, b) = (self.head(a), self.head(b));
        self.above.entry(b).or_insert(b);
        self.above.insert(a, b);
    }
}
