//! Who is in which segment.

use crate::Error;
use base::{CustomerId, Instant, SegmentId};
use std::collections::HashMap;
use store::{Conflict, Tx, Value};

/// The members of a segment in the order of their ids.
pub(crate) fn of_segment(tx: &mut Tx<'_>, segment: SegmentId) -> Result<Vec<CustomerId>, Error> {
    let sql = "SELECT customer FROM memberships WHERE segment = $1 ORDER BY customer";
    tx.all(sql, &[segment.into()], |row| Ok(CustomerId::from_bytes(row.id("customer")?)))
}

/// The segments of a customer, with since when.
pub(crate) fn of_customer(
    tx: &mut Tx<'_>,
    customer: CustomerId,
) -> Result<Vec<(SegmentId, Instant)>, Error> {
    let sql = "SELECT segment, since FROM memberships WHERE customer = $1";
    tx.all(sql, &[customer.into()], |row| {
        Ok((SegmentId::from_bytes(row.id("segment")?), row.instant("since")?))
    })
}

/// Since when each of these customers is in a segment. For a few hundred at once.
pub(crate) fn since(
    tx: &mut Tx<'_>,
    segment: SegmentId,
    customers: &[CustomerId],
) -> Result<HashMap<CustomerId, Instant>, Error> {
    let (marks, customers) = store::list(2, customers);
    let sql = format!(
        "SELECT customer, since FROM memberships WHERE segment = $1 AND customer IN ({marks})"
    );
    let params = [vec![segment.into()], customers].concat();
    let found = tx.all(&sql, &params, |row| {
        Ok::<_, Error>((CustomerId::from_bytes(row.id("customer")?), row.instant("since")?))
    })?;
    Ok(found.into_iter().collect())
}

/// Writes who came in and who left.
pub(crate) fn change(
    tx: &mut Tx<'_>,
    segment: SegmentId,
    entered: &[CustomerId],
    left: &[CustomerId],
) -> Result<(), Error> {
    let now = tx.now();
    let rows: Vec<Value> =
        entered.iter().flat_map(|id| [segment.into(), (*id).into(), now.into()]).collect();
    tx.insert_many("memberships", &["segment", "customer", "since"], &rows, Conflict::Keep)?;
    for customer in left {
        let sql = "DELETE FROM memberships WHERE segment = $1 AND customer = $2";
        tx.exec(sql, &[segment.into(), (*customer).into()])?;
    }
    Ok(())
}
