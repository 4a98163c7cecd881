//! The book as a follower of the ledger: takes each activity in, then folds every touched
//! customer's row once.

use crate::folding::Folding;
use crate::{Error, refold, rows};
use base::{Body, Currency, Shop};
use ledger::{Entry, Follower};
use store::Tx;

/// The customer book, following the ledger.
#[derive(Debug, Clone, Copy, Default)]
pub struct Book;

impl Follower for Book {
    fn name(&self) -> &'static str {
        "book"
    }

    fn follow(
        &self,
        tx: &mut Tx<'_>,
        entries: &[Entry<'_>],
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        take_all(tx, entries).map_err(Into::into)
    }
}

fn take_all(tx: &mut Tx<'_>, entries: &[Entry<'_>]) -> Result<(), Error> {
    let shop: Option<Shop> = tx.setting("shop")?;
    let home = shop.map_or(Currency::EUR, |shop| shop.currency);
    let mut folding = Folding::new(home);
    for entry in entries {
        take(tx, &mut folding, entry)?;
    }
    refold::all(tx, &mut folding)
}

/// Takes one activity in.
pub(crate) fn take(tx: &mut Tx<'_>, folding: &mut Folding, entry: &Entry<'_>) -> Result<(), Error> {
    folding.place(tx, entry)?;
    let lead = entry.subject().map(|subject| subject.id);
    match &entry.activity.body {
        Body::Customer(facts) => folding.learn(tx, entry, facts)?,
        Body::Order(facts) => rows::orders::take(tx, folding, entry, facts)?,
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
        Body::ImportUndone(import) => refold::import(tx, folding, *import)?,
        Body::Custom { .. } => {
            if let (Some(subject), true) = (lead, entry.activity.import.is_none()) {
                folding.tell(tx, subject)?;
            }
        }
    }
    Ok(())
}
