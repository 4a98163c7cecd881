//! The blind indexes by which customers are found.

use crate::Error;
use base::CustomerId;
use store::{Conflict, Tx, Value};

/// Writes the tokens of a customer.
pub(crate) fn put(tx: &mut Tx<'_>, id: CustomerId, tokens: &[[u8; 16]]) -> Result<(), Error> {
    let rows: Vec<Value> = tokens.iter().flat_map(|token| [token.into(), id.into()]).collect();
    tx.insert_many("search_tokens", &["token", "customer"], &rows, Conflict::Keep)?;
    Ok(())
}

/// Takes a customer out of the search.
pub(crate) fn forget(tx: &mut Tx<'_>, id: CustomerId) -> Result<(), Error> {
    tx.exec("DELETE FROM search_tokens WHERE customer = $1", &[id.into()])?;
    Ok(())
}
