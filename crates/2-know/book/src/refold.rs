//! The one row of a customer that lists and search read, folded from her identifiers.

use crate::Error;
use crate::folding::Folding;
use crate::gathered::Gathered;
use crate::rows::orders::Sums;
use crate::rows::{customers, orders, persons};
use base::{Currency, CustomerId};
use ledger::SubjectId;
use store::Tx;

/// Folds the row of every touched customer, and tells listeners.
pub(crate) fn all(tx: &mut Tx<'_>, folding: &mut Folding) -> Result<(), Error> {
    let changes = read(tx, folding)?;
    write(tx, folding.home, changes)?;
    folding.told.append(&mut folding.touched);
    folding.told.append(&mut folding.bought);
    for customer in std::mem::take(&mut folding.told) {
        tx.announce("customer", customer.to_string());
    }
    Ok(())
}

/// What becomes of one customer's row.
#[derive(Debug)]
pub(crate) enum Change {
    Row(Box<customers::Prepared>),
    /// Only what her orders come to.
    Sums(CustomerId, Sums),
    /// Merged away, or nothing is left of her. The id of a merged one still leads to her, through
    /// the identifier that it is made from.
    Gone(CustomerId),
}

/// Works out what becomes of every touched customer's row. Writes nothing.
pub(crate) fn read(tx: &mut Tx<'_>, folding: &Folding) -> Result<Vec<Change>, Error> {
    let touched: Vec<CustomerId> = folding.touched.iter().copied().collect();
    let bought: Vec<CustomerId> = folding.bought.difference(&folding.touched).copied().collect();
    let mut changes = Vec::with_capacity(touched.len() + bought.len());
    for customers in touched.chunks(store::LIST) {
        let mut gathered = Gathered::read(tx, customers, folding.home)?;
        for customer in customers {
            changes.push(match gathered.fold(tx, *customer)? {
                Some(row) => Change::Row(Box::new(row)),
                None => Change::Gone(*customer),
            });
        }
    }
    for customers in bought.chunks(store::LIST) {
        let subjects = persons::subjects_of_all(tx, customers)?;
        let all: Vec<SubjectId> = subjects.values().flatten().copied().collect();
        let sums = orders::sums(tx, &all, folding.home)?;
        for customer in customers {
            let own = subjects.get(customer).into_iter().flatten();
            let sums = own.filter_map(|subject| sums.get(subject));
            changes.push(Change::Sums(*customer, Sums::of(sums, folding.home)));
        }
    }
    Ok(changes)
}

/// Writes what [`read`] has worked out.
pub(crate) fn write(tx: &mut Tx<'_>, home: Currency, changes: Vec<Change>) -> Result<(), Error> {
    let mut rows = Vec::with_capacity(changes.len());
    for change in changes {
        match change {
            Change::Row(row) => rows.push(*row),
            Change::Gone(customer) => customers::remove(tx, customer)?,
            Change::Sums(customer, sums) => {
                if !customers::put_sums(tx, customer, &sums)? {
                    rows.extend(Gathered::read(tx, &[customer], home)?.fold(tx, customer)?);
                }
            }
        }
    }
    customers::put_all(tx, rows)
}
