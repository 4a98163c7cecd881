//! Who came last.

use crate::Error;
use base::{CustomerId, Instant};
use store::Tx;

/// The newest customers known at a moment.
pub(crate) fn newest(
    tx: &mut Tx<'_>,
    as_of: Instant,
    limit: i64,
) -> Result<Vec<(CustomerId, Instant)>, Error> {
    let sql = "SELECT id, since FROM customers WHERE hidden = 0 AND since <= $1
        ORDER BY since DESC, id DESC LIMIT $2";
    tx.all(sql, &[as_of.into(), limit.into()], |row| {
        Ok((CustomerId::from_bytes(row.id("id")?), row.instant("since")?))
    })
}
