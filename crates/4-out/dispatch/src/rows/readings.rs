//! Opens and clicks.

use super::messages::mark_value;
use crate::Error;
use crate::model::MessageId;
use crate::reader::Reader;
use base::{CustomerId, DeliveryId, Instant};
use std::time::Duration;
use store::{Row, Tx};

/// Most readings that are kept of one delivery and kind: a link that is fetched without end says
/// nothing more.
const KEPT_MAX: i64 = 50;

/// What was fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Open,
    Click,
}

impl Kind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Click => "click",
        }
    }
}

/// One open or click and who did it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    pub(crate) kind: Kind,
    /// Which link; 0 for the picture.
    pub(crate) mark: u64,
    pub(crate) reader: Reader,
    /// Whether the demo's people did.
    pub(crate) is_simulated: bool,
}

/// Keeps one and says how many there were before it; none when there are enough of them.
pub(crate) fn put(
    tx: &mut Tx<'_>,
    (message, delivery): (MessageId, DeliveryId),
    reading: &Reading,
) -> Result<Option<i64>, Error> {
    let Reading { kind, mark, reader, is_simulated } = *reading;
    let count = "SELECT count(*) AS n FROM readings WHERE delivery = $1 AND kind = $2";
    let known = [delivery.into(), kind.as_str().into()];
    let n_before = tx.one(count, &known, |row| Ok::<_, Error>(row.int("n")?))?;
    if n_before >= KEPT_MAX {
        return Ok(None);
    }
    let sql = "INSERT INTO readings (delivery, message, at, kind, mark, reader, simulated)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let now = tx.now();
    let params = [
        delivery.into(),
        message.into(),
        now.into(),
        kind.as_str().into(),
        mark_value(mark),
        reader.as_str().into(),
        i64::from(is_simulated).into(),
    ];
    tx.exec(sql, &params)?;
    Ok(Some(n_before))
}

/// How many other links of a delivery were followed within this span before now.
pub(crate) fn others(
    tx: &mut Tx<'_>,
    delivery: DeliveryId,
    mark: u64,
    within: Duration,
) -> Result<usize, Error> {
    let sql = "SELECT count(DISTINCT mark) AS n FROM readings
        WHERE delivery = $1 AND kind = 'click' AND mark <> $2 AND at >= $3";
    let since = tx.now().minus(within);
    let params = [delivery.into(), mark_value(mark), since.into()];
    let n = tx.one(sql, &params, |row| Ok::<_, Error>(row.int("n")?))?;
    Ok(usize::try_from(n).unwrap_or(0))
}

/// Opens and clicks by people per hour: the hour's beginning, opens, clicks.
pub(crate) fn by_hour(
    tx: &mut Tx<'_>,
    message: MessageId,
) -> Result<Vec<(Instant, i64, i64)>, Error> {
    let sql = "SELECT at / 3600000000 AS hour,
            count(DISTINCT CASE WHEN kind = 'open' THEN delivery END) AS opened,
            count(DISTINCT CASE WHEN kind = 'click' THEN delivery END) AS clicked
        FROM readings WHERE message = $1 AND reader IN ('human', 'unsure')
        GROUP BY at / 3600000000 ORDER BY hour LIMIT 720";
    tx.all(sql, &[message.into()], |row| {
        let at = Instant::from_micros(row.int("hour")? * 3_600_000_000);
        Ok((at, row.int("opened")?, row.int("clicked")?))
    })
}

/// How many of those who opened or clicked are the demo's people.
pub(crate) fn simulated(tx: &mut Tx<'_>, message: MessageId) -> Result<i64, Error> {
    let sql = "SELECT count(DISTINCT delivery) AS n FROM readings
        WHERE message = $1 AND reader IN ('human', 'unsure') AND simulated = 1";
    tx.one(sql, &[message.into()], |row| Ok(row.int("n")?))
}

/// How often each link was followed by people, and by how many.
pub(crate) fn by_link(
    tx: &mut Tx<'_>,
    message: MessageId,
) -> Result<Vec<(String, i64, i64)>, Error> {
    let sql = "SELECT l.target, count(*) AS clicks, count(DISTINCT r.delivery) AS people
        FROM readings r JOIN message_links l ON l.message = r.message AND l.mark = r.mark
        WHERE r.message = $1 AND r.kind = 'click' AND r.reader IN ('human', 'unsure')
        GROUP BY l.target ORDER BY people DESC, l.target LIMIT 100";
    tx.all(sql, &[message.into()], |row| {
        Ok((row.text("target")?, row.int("clicks")?, row.int("people")?))
    })
}

/// An open or a click by a person, as far as can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touch {
    /// Who got the mail.
    pub customer: CustomerId,
    /// Which message it was.
    pub message: MessageId,
    /// Whether a link was followed.
    pub is_click: bool,
    /// When.
    pub at: Instant,
}

fn touch(row: &Row<'_>) -> Result<Touch, Error> {
    Ok(Touch {
        customer: CustomerId::from_bytes(row.id("customer")?),
        message: MessageId::from_bytes(row.id("message")?),
        is_click: row.text("kind")? == Kind::Click.as_str(),
        at: row.instant("at")?,
    })
}

/// Opens and clicks of one message by people.
pub(crate) fn touches_of(tx: &mut Tx<'_>, message: MessageId) -> Result<Vec<Touch>, Error> {
    let sql = "SELECT d.customer, r.message, r.kind, r.at
        FROM readings r JOIN deliveries d ON d.id = r.delivery
        WHERE r.message = $1 AND r.reader IN ('human', 'unsure')";
    tx.all(sql, &[message.into()], touch)
}

/// Opens and clicks of any message by these people, within a span.
pub(crate) fn touches_by(
    tx: &mut Tx<'_>,
    customers: &[CustomerId],
    (since, until): (Instant, Instant),
) -> Result<Vec<Touch>, Error> {
    let (marks, customers) = store::list(3, customers);
    let sql = format!(
        "SELECT d.customer, r.message, r.kind, r.at
         FROM deliveries d JOIN readings r ON r.delivery = d.id
         WHERE r.at BETWEEN $1 AND $2 AND r.reader IN ('human', 'unsure')
            AND d.customer IN ({marks})"
    );
    let params = [vec![since.into(), until.into()], customers].concat();
    tx.all(&sql, &params, touch)
}
