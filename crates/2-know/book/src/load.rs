//! The book during a load: who is who is settled at once, since the next rows need it; the rows of
//! customers, with the indexes that lists and search read, are written once at the end.

use crate::folding::Folding;
use crate::rows::{customers, persons};
use crate::{Error, follow, refold};
use base::CustomerId;
use ledger::{Entry, Followed, Loader};
use store::{Scope, Store, Tx};

/// Indexes that are made before customers are folded, which reads them.
const ORDERS: [&str; 3] = ["orders_subject", "orders_placed", "orders_number"];
/// Indexes over the rows of customers themselves.
const CUSTOMERS: [&str; 5] = [
    "customers_by_since",
    "customers_by_last_order",
    "customers_by_spent",
    "customers_by_orders",
    "customers_by_name",
];
/// Customers that are folded in one transaction.
const STEP: usize = 50_000;

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
        Ok(Self { folding: Folding::new(follow::home_currency(tx)?) })
    }
}

impl Loader for Loading {
    fn follow(&mut self, tx: &mut Tx<'_>, entries: &[Entry<'_>]) -> Followed {
        follow::take_each(tx, &mut self.folding, entries)?;
        self.folding.told.clear();
        Ok(())
    }

    fn close(mut self: Box<Self>, store: &Store) -> Followed {
        restore(store, &ORDERS)?;
        while let Some(mut step) = self.folding.split_off(STEP) {
            store.write_blocking(&SCOPE, move |tx| {
                refold::all(tx, &mut step)?;
                Ok::<_, Error>(())
            })?;
        }
        restore(store, &CUSTOMERS)?;
        Ok(())
    }
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
