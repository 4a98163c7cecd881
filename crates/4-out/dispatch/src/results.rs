//! What became of messages, in figures.

use crate::Error;
use crate::model::{Decision, MessageId, Reason};
pub use crate::rows::deliveries::{Figures, Standing};
pub use crate::rows::messages::{Decided, People};
pub use crate::rows::readings::Touch;
use crate::rows::{deliveries, messages, readings};
use base::{CustomerId, Instant};
use store::Tx;

/// How many people are where.
///
/// # Errors
/// Those of the database.
pub fn figures(tx: &mut Tx<'_>, id: MessageId) -> Result<Figures, Error> {
    deliveries::figures(tx, id)
}

/// How deliveries stand that are on their way, of all messages.
///
/// # Errors
/// Those of the database.
pub fn standing(tx: &mut Tx<'_>) -> Result<Standing, Error> {
    deliveries::standing(tx)
}

/// How many people each decision and reason has.
///
/// # Errors
/// Those of the database.
pub fn decisions(tx: &mut Tx<'_>, id: MessageId) -> Result<Vec<(Decision, Reason, i64)>, Error> {
    messages::decided(tx, id)
}

/// A page of people, by customer.
///
/// # Errors
/// Those of the database.
pub fn people(
    tx: &mut Tx<'_>,
    id: MessageId,
    which: People,
    after: Option<CustomerId>,
    limit: i64,
) -> Result<Vec<Decided>, Error> {
    messages::people(tx, id, which, after, limit)
}

/// Opens and clicks by people, per hour.
///
/// # Errors
/// Those of the database.
pub fn by_hour(tx: &mut Tx<'_>, id: MessageId) -> Result<Vec<(Instant, i64, i64)>, Error> {
    readings::by_hour(tx, id)
}

/// How many of those who opened or clicked are the demo's people.
///
/// # Errors
/// Those of the database.
pub fn simulated(tx: &mut Tx<'_>, id: MessageId) -> Result<i64, Error> {
    readings::simulated(tx, id)
}

/// Each link with its clicks and the people behind them.
///
/// # Errors
/// Those of the database.
pub fn by_link(tx: &mut Tx<'_>, id: MessageId) -> Result<Vec<(String, i64, i64)>, Error> {
    readings::by_link(tx, id)
}

/// Opens and clicks of one message by people, as far as can be told.
///
/// # Errors
/// Those of the database.
pub fn touches_of(tx: &mut Tx<'_>, id: MessageId) -> Result<Vec<Touch>, Error> {
    readings::touches_of(tx, id)
}

/// Opens and clicks of any message by a few hundred people, from the first to the second moment.
///
/// # Errors
/// Those of the database.
pub fn touches_by(
    tx: &mut Tx<'_>,
    customers: &[CustomerId],
    within: (Instant, Instant),
) -> Result<Vec<Touch>, Error> {
    readings::touches_by(tx, customers, within)
}
