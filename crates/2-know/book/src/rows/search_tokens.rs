//! The blind indexes by which customers are found.

use crate::Error;
use crate::search::{self, Term};
use base::CustomerId;
use store::{Conflict, Tx, Value};

/// What a customer is no longer found under, and what she is found under from now on.
#[derive(Debug)]
pub(crate) struct Change {
    gone: Vec<[u8; 16]>,
    come: Vec<[u8; 16]>,
}

impl Change {
    pub(crate) fn between(tx: &Tx<'_>, before: &[Term], now: &[Term]) -> Self {
        let only = |these: &[Term], others: &[Term]| {
            let only = these.iter().filter(|term| !others.contains(term)).cloned();
            search::tokens(tx, &only.collect::<Vec<_>>())
        };
        Self { gone: only(before, now), come: only(now, before) }
    }
}

/// Writes changes of customers. The tokens that come are written in their order: thousands at once
/// then cost little more than one alone.
pub(crate) fn change(tx: &mut Tx<'_>, changes: Vec<(CustomerId, Change)>) -> Result<(), Error> {
    let mut coming = Vec::new();
    for (id, change) in changes {
        for token in change.gone {
            let sql = "DELETE FROM search_tokens WHERE token = $1 AND customer = $2";
            tx.exec(sql, &[token.into(), id.into()])?;
        }
        coming.extend(change.come.into_iter().map(|token| (token, id)));
    }
    coming.sort_unstable();
    let rows: Vec<Value> =
        coming.iter().flat_map(|(token, id)| [token.into(), (*id).into()]).collect();
    tx.insert_many("search_tokens", &["token", "customer"], &rows, Conflict::Keep)?;
    Ok(())
}
