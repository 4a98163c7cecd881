//! The book during a load: who is who is settled at once, since the next rows need it; the rows of
//! customers, with the indexes that lists and search read, are written once at the end.

use crate::folding::Folding;
use crate::rows::{customers, persons, search_tokens};
use crate::{Error, follow, refold};
use base::CustomerId;
use ledger::{Entry, Followed, Loader};
use std::sync::mpsc::sync_channel;
use store::{Scope, Store, Tx};

/// Indexes that are made before customers are folded, which reads them.
const ORDERS: [&str; 3] = ["orders_subject", "orders_placed", "orders_number"];
/// Indexes over the rows of customers themselves.
const CUSTOMERS: [&str; 5] = [
    "customers_by_since",
    "customers_by_latest_order",
    "customers_by_spent",
    "customers_by_orders",
    "customers_by_name",
];
/// The index by which customers are found. It is set aside in an empty book only: taking a token
/// away needs it.
const TOKENS: [&str; 1] = ["search_tokens_token"];
/// Customers that are folded in one transaction.
const STEP: usize = 20_000;

const SCOPE: Scope = Scope::house("load");

/// The book, following one load.
#[derive(Debug)]
pub(crate) struct Loading {
    folding: Folding,
}

impl Loading {
    pub(crate) fn begin(tx: &mut Tx<'_>) -> Result<Self, Error> {
        for names in [&ORDERS[..], &CUSTOMERS[..]] {
            tx.set_indexes_aside(names)?;
        }
        if !search_tokens::any(tx)? {
            tx.set_indexes_aside(&TOKENS)?;
        }
        Ok(Self { folding: Folding::new(follow::home_currency(tx)?) })
    }
}

impl Loader for Loading {
    fn follow(&mut self, tx: &mut Tx<'_>, entries: &[Entry<'_>]) -> Followed {
        follow::take_each(tx, &mut self.folding, entries)?;
        self.folding.told.clear();
        Ok(())
    }

    fn close(self: Box<Self>, store: &Store) -> Followed {
        restore(store, &ORDERS)?;
        fold(store, self.folding)?;
        restore(store, &CUSTOMERS)?;
        restore(store, &TOKENS)?;
        Ok(())
    }
}

/// Folds everybody who was touched: one thread reads, this one writes.
fn fold(store: &Store, mut folding: Folding) -> Result<(), Error> {
    let home = folding.home;
    let (send, receive) = sync_channel(1);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            while let Some(step) = folding.split_off(STEP) {
                let read = store.read_blocking(&SCOPE, move |tx| refold::read(tx, &step));
                if send.send(read).is_err() {
                    // The writer has failed, and says why.
                    break;
                }
            }
        });
        // When writing fails, the channel closes and the reader stops.
        let receive = receive;
        for changes in &receive {
            let changes = changes?;
            store.write_blocking(&SCOPE, move |tx| refold::write(tx, home, changes))?;
        }
        Ok(())
    })
}

fn restore(store: &Store, names: &'static [&'static str]) -> Result<(), Error> {
    for name in names {
        store.write_blocking(&SCOPE, |tx| tx.restore_index(name))?;
    }
    Ok(())
}

/// Folds the row of every customer again: after a load that was killed nobody knows whose are
/// behind. The indexes are there.
pub(crate) fn recover(store: &Store) -> Result<(), Error> {
    let mut after = None;
    loop {
        let next = store.write_blocking(&SCOPE, move |tx| step_after(tx, after))?;
        if next.is_none() {
            break;
        }
        after = next;
    }
    store.write_blocking(&SCOPE, |tx| {
        let mut folding = Folding::new(follow::home_currency(tx)?);
        folding.touched.extend(customers::of_nobody(tx)?);
        refold::all(tx, &mut folding)
    })
}

fn step_after(tx: &mut Tx<'_>, after: Option<CustomerId>) -> Result<Option<CustomerId>, Error> {
    let found = persons::customers_after(tx, after, STEP as i64)?;
    let last = found.last().copied();
    let mut folding = Folding::new(follow::home_currency(tx)?);
    folding.touched.extend(found);
    refold::all(tx, &mut folding)?;
    Ok(last)
}
