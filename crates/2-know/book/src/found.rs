//! What customers are found under, made anew where an older version wrote it in another form.

use crate::Error;
use crate::rows::{customers, search_tokens};
use base::CustomerId;
use store::{Scope, Store};

/// The setting that says in which form search tokens are.
const SETTING: &str = "book.search";
/// The form of today.
const FORM: i64 = 2;
/// Customers of one transaction.
const STEP: i64 = 20_000;

const SCOPE: Scope = Scope::house("search");

/// Writes the search tokens of everybody, unless they are in the form of today. Killed anywhere,
/// it begins anew. Blocks.
///
/// # Errors
/// Those of the database.
pub fn refresh_search(store: &Store) -> Result<(), Error> {
    let form: Option<i64> = store.read_blocking(&SCOPE, |tx| tx.setting(SETTING))?;
    if form == Some(FORM) {
        return Ok(());
    }
    let mut after = CustomerId::from_bytes([0; 16]);
    loop {
        let last = store.write_blocking(&SCOPE, move |tx| {
            let found = customers::found_under_after(tx, after, STEP)?;
            search_tokens::put_all(tx, &found)?;
            Ok::<_, Error>(found.last().map(|(id, _)| *id))
        })?;
        match last {
            Some(last) => after = last,
            None => break,
        }
    }
    store.write_blocking(&SCOPE, |tx| tx.put_setting(SETTING, &FORM))?;
    Ok(())
}
