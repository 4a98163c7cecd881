//! Emptying the book and folding it again from the ledger.

use crate::{Book, Error};
use ledger::Ledger;
use std::sync::Arc;
use store::{Scope, Store, Tx};

/// The tables that follow from the ledger, with the columns that make two of them equal.
const DERIVED: [(&str, &str); 10] = [
    ("persons", "subject, space, own, customer, facts, deleted_at"),
    ("links", "a, b, source, reason, made_at, revoked_at"),
    ("suspects", "a, b, reason, at"),
    (
        "customers",
        "id, since, first_name, last_name, email, phone, tags, attributes, n_orders,
        spent, first_order_at, last_order_at, email_consent, sms_consent, hidden",
    ),
    ("search_tokens", "token, customer"),
    ("products", "id, name, category, price_minor, stock, tags, attributes"),
    ("orders", "id, subject, placed_at, currency, status, total_minor, refunded_minor"),
    ("order_lines", "order_id, line_no, product, quantity, unit_minor, discount_minor"),
    ("refunds", "order_id, refund_no, at, amount_minor"),
    ("consents", "subject, channel, topic, state, at"),
];

/// Activities that are folded per step.
const STEP: i64 = 5_000;

/// Empties the book and folds it again, in one transaction: readers see the old book until the
/// new one is whole. Nobody is told of changes, and no act begins.
///
/// # Errors
/// Those of the database and the ledger; the book is then as before.
pub fn rebuild(store: &Store, scope: &Scope) -> Result<(), Error> {
    store.write_blocking(scope, fold_all)
}

/// The tables in which the book differs from what its ledger gives; nothing is changed.
///
/// # Errors
/// Those of the database and the ledger.
pub fn rebuild_check(store: &Store, scope: &Scope) -> Result<Vec<&'static str>, Error> {
    let outcome = store.write_blocking(scope, |tx| {
        let before = checksum(tx)?;
        fold_all(tx)?;
        let after = checksum(tx)?;
        let differing = before.iter().zip(&after).filter(|(was, is)| was != is);
        // Leaving by an error is what undoes the rebuild.
        Err::<(), _>(Checked::Done(differing.map(|(was, _)| was.0).collect()))
    });
    match outcome {
        Ok(()) => Ok(Vec::new()),
        Err(Checked::Done(differing)) => Ok(differing),
        Err(Checked::Failed(error)) => Err(error),
    }
}

enum Checked {
    Done(Vec<&'static str>),
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Checked {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

fn fold_all(tx: &mut Tx<'_>) -> Result<(), Error> {
    for (table, _) in DERIVED {
        tx.exec(&format!("DELETE FROM {table}"), &[])?;
    }
    let ledger = Ledger::new(vec![Arc::new(Book)]);
    let mut after = 0;
    while let Some(last) = ledger.replay(tx, after, STEP)? {
        after = last;
    }
    Ok(())
}

/// A checksum of everything that follows from the ledger: equal for equal books.
///
/// # Errors
/// Those of the database.
pub fn checksum(tx: &mut Tx<'_>) -> Result<Vec<(&'static str, String)>, Error> {
    let mut sums = Vec::new();
    for (table, columns) in DERIVED {
        // The order of rows must not matter, so the hashes of rows are added up.
        let mut total = [0_u64; 4];
        let names: Vec<&str> = columns.split(',').map(str::trim).collect();
        tx.each(&format!("SELECT {columns} FROM {table}"), &[], |row| {
            let hash = blake3::hash(row.show(&names).as_bytes());
            for (sum, part) in total.iter_mut().zip(hash.as_bytes().chunks(8)) {
                let mut word = [0; 8];
                word.copy_from_slice(part);
                *sum = sum.wrapping_add(u64::from_le_bytes(word));
            }
            Ok::<_, Error>(())
        })?;
        sums.push((table, format!("{:016x}{:016x}", total[0], total[1])));
    }
    Ok(sums)
}
