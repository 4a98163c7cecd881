//! The blind indexes by which customers are found.

use crate::Error;
use crate::search::{self, Term};
use base::CustomerId;
use store::{Conflict, Tx, Value};

/// A customer was found under `before` and is found under `now`; both are in order.
pub(crate) fn change(
    tx: &mut Tx<'_>,
    id: CustomerId,
    before: &[Term],
    now: &[Term],
) -> Result<(), Error> {
    let gone: Vec<Term> = before.iter().filter(|term| !now.contains(term)).cloned().collect();
    for token in search::tokens(tx, &gone) {
        let sql = "DELETE FROM search_tokens WHERE token = $1 AND customer = $2";
        tx.exec(sql, &[token.into(), id.into()])?;
    }
    let come: Vec<Term> = now.iter().filter(|term| !before.contains(term)).cloned().collect();
    let tokens = search::tokens(tx, &come);
    let rows: Vec<Value> = tokens.iter().flat_map(|token| [token.into(), id.into()]).collect();
    tx.insert_many("search_tokens", &["token", "customer"], &rows, Conflict::Keep)?;
    Ok(())
}
