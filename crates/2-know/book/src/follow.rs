//! The book as a follower of the ledger: takes each activity in, then folds every touched
//! customer's row once.

use crate::folding::Folding;
use crate::load::{self, Loading};
use crate::{Error, refold, rows, taking_back, undo};
use base::{Body, Currency, ImportId, Shop};
use ledger::{Entry, Followed, Follower, Loader, Reached};
use store::{Store, Tx};

/// The customer book, following the ledger.
#[derive(Debug, Clone, Copy, Default)]
pub struct Book;

impl Follower for Book {
    fn name(&self) -> &'static str {
        "book"
    }

    fn follow(&self, tx: &mut Tx<'_>, entries: &[Entry<'_>]) -> Followed {
        take_all(tx, entries).map_err(Into::into)
    }

    fn retracted(&self, tx: &mut Tx<'_>, _: ImportId, reached: &Reached) -> Followed {
        let mut folding = Folding::new(home_currency(tx)?);
        undo::fold_anew(tx, &mut folding, reached)?;
        Ok(refold::all(tx, &mut folding)?)
    }

    fn load(&self, tx: &mut Tx<'_>) -> Followed<Box<dyn Loader>> {
        Ok(Box::new(Loading::begin(tx)?))
    }

    fn recover(&self, store: &Store) -> Followed {
        load::recover(store).map_err(Into::into)
    }
}

fn take_all(tx: &mut Tx<'_>, entries: &[Entry<'_>]) -> Result<(), Error> {
    let mut folding = Folding::new(home_currency(tx)?);
    take_each(tx, &mut folding, entries)?;
    refold::all(tx, &mut folding)
}

/// The currency of amounts that name none.
pub(crate) fn home_currency(tx: &mut Tx<'_>) -> Result<Currency, Error> {
    let shop: Option<Shop> = tx.setting("shop")?;
    Ok(shop.map_or(Currency::EUR, |shop| shop.currency))
}

/// Takes activities in, all but the rows of customers. Orders come last: each is folded once,
/// however often the batch speaks of it.
pub(crate) fn take_each(
    tx: &mut Tx<'_>,
    folding: &mut Folding,
    entries: &[Entry<'_>],
) -> Result<(), Error> {
    folding.read_owners(tx, entries)?;
    let mut orders = Vec::new();
    for entry in entries {
        if let Body::Order(_) = entry.activity.body {
            folding.place(tx, entry)?;
            orders.push(entry);
        } else {
            take(tx, folding, entry)?;
        }
    }
    rows::orders::take_all(tx, folding, &orders)?;
    folding.flush(tx)
}

fn take(tx: &mut Tx<'_>, folding: &mut Folding, entry: &Entry<'_>) -> Result<(), Error> {
    folding.place(tx, entry)?;
    let lead = entry.subject().map(|subject| subject.id);
    match &entry.activity.body {
        // Orders are taken with the others of their batch; what an import said was taken back
        // before this is said.
        Body::Order(_) | Body::ImportUndone(_) => {}
        Body::Customer(facts) => folding.learn(tx, entry, facts)?,
        Body::Product(facts) => rows::products::take(tx, entry, facts)?,
        Body::Consent(fact) => {
            if let Some(point) = lead {
                rows::consents::take(tx, entry, point, fact)?;
                folding.touch(tx, point)?;
            }
        }
        Body::CustomerDeleted => folding.delete(tx, entry)?,
        Body::Linked(link) => folding.link_by_hand(tx, entry, link)?,
        Body::Unlinked(_) => folding.unlink(tx, entry)?,
        Body::EditTakenBack(edit) => taking_back::follow(tx, folding, *edit, entry.seq)?,
        Body::Custom { .. } => {
            if let (Some(subject), true) = (lead, entry.activity.import.is_none()) {
                folding.tell(tx, subject)?;
            }
        }
    }
    Ok(())
}
