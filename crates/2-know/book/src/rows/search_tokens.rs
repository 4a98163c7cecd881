//! The blind indexes by which customers are found.

use crate::Error;
use crate::search::{self, Term};
use base::CustomerId;
use store::{Conflict, Tx, Value};

/// What a customer is no longer found under, and what she is found under from now on.
#[derive(Debug)]
pub(crate) struct Change {
    gone: Vec<Vec<u8>>,
    come: Vec<Vec<u8>>,
}

impl Change {
    pub(crate) fn between(tx: &Tx<'_>, before: &[Term], now: &[Term]) -> Self {
        let only = |these: &[Term], others: &[Term]| {
            let only = these.iter().filter(|term| !others.contains(term));
            only.map(|term| search::token(tx, term)).collect()
        };
        Self { gone: only(before, now), come: only(now, before) }
    }
}

/// Writes changes of customers.
pub(crate) fn change(tx: &mut Tx<'_>, changes: Vec<(CustomerId, Change)>) -> Result<(), Error> {
    let mut coming = Vec::new();
    for (id, change) in changes {
        for token in change.gone {
            let sql = "DELETE FROM search_tokens WHERE token = $1 AND customer = $2";
            tx.exec(sql, &[token.into(), id.into()])?;
        }
        coming.extend(change.come.into_iter().map(|token| (token, id)));
    }
    put(tx, coming)
}

/// In their order: thousands at once then cost little more than one alone.
fn put(tx: &mut Tx<'_>, mut tokens: Vec<(Vec<u8>, CustomerId)>) -> Result<(), Error> {
    tokens.sort_unstable();
    let rows: Vec<Value> =
        tokens.into_iter().flat_map(|(token, id)| [token.into(), id.into()]).collect();
    tx.insert_many("search_tokens", &["token", "customer"], &rows, Conflict::Keep)?;
    Ok(())
}

/// Writes what these customers are found under, in the form of today.
pub(crate) fn put_all(tx: &mut Tx<'_>, all: &[(CustomerId, Vec<Term>)]) -> Result<(), Error> {
    let tokens = all
        .iter()
        .flat_map(|(id, terms)| terms.iter().map(|term| (search::token(tx, term), *id)))
        .collect();
    put(tx, tokens)
}

/// Whether anybody can be found.
pub(crate) fn any(tx: &mut Tx<'_>) -> Result<bool, Error> {
    let sql = "SELECT customer FROM search_tokens LIMIT 1";
    Ok(tx.opt(sql, &[], |row| Ok::<_, Error>(row.id("customer")?))?.is_some())
}

/// The customers whom a term finds, as a condition on `column`. `direct` says that they are few:
/// then they are looked up one by one, else whoever comes by is checked.
pub(crate) fn condition(
    tx: &Tx<'_>,
    term: &Term,
    (column, direct): (&str, bool),
    params: &mut Vec<Value>,
) -> String {
    let token = search::token(tx, term);
    params.push(search::behind(&token).into());
    params.push(token.into());
    let (behind, token) = (params.len() - 1, params.len());
    // An index on the column is of no use to an expression.
    let column = if direct { column.to_owned() } else { format!("coalesce({column}, {column})") };
    format!(
        "{column} IN (SELECT customer FROM search_tokens
            WHERE token >= ${token} AND token < ${behind})"
    )
}

/// How many rows a term finds, counted up to `most`.
pub(crate) fn reach(tx: &mut Tx<'_>, term: &Term, most: i64) -> Result<i64, Error> {
    let token = search::token(tx, term);
    let sql = "SELECT count(*) AS n FROM (
            SELECT 1 AS one FROM search_tokens WHERE token >= $1 AND token < $2 LIMIT $3) found";
    let params = [search::behind(&token).into(), most.into()];
    let params = [Value::from(token)].into_iter().chain(params).collect::<Vec<_>>();
    tx.one(sql, &params, |row| Ok(row.int("n")?))
}
