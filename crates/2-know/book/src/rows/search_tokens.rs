//! The blind indexes by which customers are found.

use crate::Error;
use crate::search::{self, Term};
use base::CustomerId;
use store::{Conflict, Tx, Value};

/// Tokens that come, to be written together in their order: thousands at once then cost little
/// more than one alone.
#[derive(Debug, Default)]
pub(crate) struct Coming {
    pairs: Vec<([u8; 16], CustomerId)>,
}

impl Coming {
    /// Writes them.
    pub(crate) fn put(mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        self.pairs.sort_unstable();
        let rows: Vec<Value> =
            self.pairs.iter().flat_map(|(token, id)| [token.into(), (*id).into()]).collect();
        tx.insert_many("search_tokens", &["token", "customer"], &rows, Conflict::Keep)?;
        Ok(())
    }
}

/// A customer was found under `before` and is found under `now`.
pub(crate) fn change(
    tx: &mut Tx<'_>,
    coming: &mut Coming,
    id: CustomerId,
    (before, now): (&[Term], &[Term]),
) -> Result<(), Error> {
    let gone: Vec<Term> = before.iter().filter(|term| !now.contains(term)).cloned().collect();
    for token in search::tokens(tx, &gone) {
        let sql = "DELETE FROM search_tokens WHERE token = $1 AND customer = $2";
        tx.exec(sql, &[token.into(), id.into()])?;
    }
    let come: Vec<Term> = now.iter().filter(|term| !before.contains(term)).cloned().collect();
    coming.pairs.extend(search::tokens(tx, &come).into_iter().map(|token| (token, id)));
    Ok(())
}
