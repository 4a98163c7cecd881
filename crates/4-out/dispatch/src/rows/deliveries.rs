//! Deliveries and their states.

use crate::Error;
use crate::model::{Class, MessageId, Next, State};
use base::{CustomerId, DeliveryId, EmailAddress, Instant, Personal};
use channels::Reply;
use store::{Conflict, Row, Tx, Value};

/// A delivery as the worker and the public pages need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Delivery {
    pub(crate) id: DeliveryId,
    pub(crate) message: MessageId,
    pub(crate) customer: CustomerId,
    pub(crate) address: Personal,
    pub(crate) class: Class,
    pub(crate) planned_at: Instant,
    pub(crate) attempts: i64,
    pub(crate) accepted_at: Option<Instant>,
    pub(crate) unsubscribed_at: Option<Instant>,
    pub(crate) raw: Option<Vec<u8>>,
}

const COLUMNS: &str = "id, message, customer, address, class, planned_at, attempts, accepted_at,
    unsubscribed_at, raw";

/// What is known of a delivery when it is planned.
const PLANNED: [&str; 10] = [
    "id",
    "message",
    "customer",
    "address",
    "class",
    "state",
    "planned_at",
    "state_at",
    "due_at",
    "attempts",
];

fn map(row: &Row<'_>) -> Result<Delivery, Error> {
    Ok(Delivery {
        id: DeliveryId::from_bytes(row.id("id")?),
        message: MessageId::from_bytes(row.id("message")?),
        customer: CustomerId::from_bytes(row.id("customer")?),
        address: row.personal("address")?,
        class: Class::parse(&row.text("class")?).unwrap_or(Class::Marketing),
        planned_at: row.instant("planned_at")?,
        attempts: row.int("attempts")?,
        accepted_at: row.opt_instant("accepted_at")?,
        unsubscribed_at: row.opt_instant("unsubscribed_at")?,
        raw: row.opt_personal_bytes("raw")?,
    })
}

/// Plans a delivery for each of these people; the ids come back in their order.
pub(crate) fn plan(
    tx: &mut Tx<'_>,
    message: MessageId,
    class: Class,
    whom: &[(CustomerId, EmailAddress)],
) -> Result<Vec<(CustomerId, DeliveryId)>, Error> {
    let now = tx.now();
    let mut planned = Vec::with_capacity(whom.len());
    let mut rows: Vec<Value> = Vec::with_capacity(whom.len() * PLANNED.len());
    for (customer, address) in whom {
        let id = DeliveryId::new(now, tx.random());
        planned.push((*customer, id));
        rows.extend([
            id.into(),
            message.into(),
            (*customer).into(),
            address.personal().into(),
            class.as_str().into(),
            State::Planned.as_str().into(),
            now.into(),
            now.into(),
            now.into(),
            Value::Int(0),
        ]);
    }
    tx.insert_many("deliveries", &PLANNED, &rows, Conflict::Fail)?;
    Ok(planned)
}

/// Whether anything is due.
pub(crate) fn is_due(tx: &mut Tx<'_>) -> Result<bool, Error> {
    let sql = "SELECT due_at FROM deliveries WHERE due_at <= $1 LIMIT 1";
    let now = tx.now();
    let found = tx.opt(sql, &[now.into()], |row| Ok::<_, Error>(row.int("due_at")?))?;
    Ok(found.is_some())
}

/// Whether a claim has run out and nobody has settled it.
pub(crate) fn is_overdue(tx: &mut Tx<'_>) -> Result<bool, Error> {
    let sql = "SELECT leased_until FROM deliveries WHERE leased_until <= $1 LIMIT 1";
    let now = tx.now();
    let found = tx.opt(sql, &[now.into()], |row| Ok::<_, Error>(row.int("leased_until")?))?;
    Ok(found.is_some())
}

/// Claims up to `limit` due deliveries until `until`. What has been claimed carries a new number
/// of attempts, which fences off whoever had it before.
pub(crate) fn claim(tx: &mut Tx<'_>, limit: i64, until: Instant) -> Result<Vec<Delivery>, Error> {
    // One claim at a time; two cannot take the same.
    tx.lock("deliveries")?;
    let sql = format!(
        "UPDATE deliveries SET state = 'claimed', state_at = $1, due_at = NULL,
            leased_until = $2, attempts = attempts + 1
         WHERE id IN (SELECT id FROM deliveries WHERE due_at <= $1 ORDER BY due_at LIMIT $3)
         RETURNING {COLUMNS}"
    );
    let now = tx.now();
    tx.all(&sql, &[now.into(), until.into(), limit.into()], map)
}

/// A mail that is about to be handed over.
#[derive(Debug, Clone)]
pub(crate) struct Transmitting {
    pub(crate) id: DeliveryId,
    pub(crate) attempts: i64,
    /// None when it goes again as it was.
    pub(crate) subject: Option<Personal>,
    /// The bytes, when a retry must repeat them.
    pub(crate) raw: Option<Vec<u8>>,
}

/// Marks a claimed delivery as transmitting.
pub(crate) fn transmitting(tx: &mut Tx<'_>, mail: &Transmitting) -> Result<(), Error> {
    let sql = "UPDATE deliveries SET state = 'transmitting', state_at = $1,
            subject = coalesce($2, subject), raw = coalesce($3, raw)
        WHERE id = $4 AND attempts = $5 AND state = 'claimed'";
    let params = [
        tx.now().into(),
        mail.subject.as_ref().into(),
        mail.raw.as_deref().map_or(Value::Null, Value::personal_bytes),
        mail.id.into(),
        mail.attempts.into(),
    ];
    tx.exec(sql, &params)?;
    Ok(())
}

/// Records what became of an attempt; bytes for a retry go with the last one. False when somebody
/// else has the delivery meanwhile.
pub(crate) fn settle(
    tx: &mut Tx<'_>,
    id: DeliveryId,
    attempts: i64,
    next: &Next,
    reply: &Reply,
) -> Result<bool, Error> {
    let sql = "UPDATE deliveries SET state = $1, state_at = $2, due_at = $3, leased_until = NULL,
            raw = CASE WHEN CAST($3 AS BIGINT) IS NULL THEN NULL ELSE raw END,
            code = $4, reply = $5, accepted_at = coalesce(accepted_at, $6),
            bounced_at = coalesce(bounced_at, $7)
        WHERE id = $8 AND attempts = $9 AND state IN ('claimed', 'transmitting')";
    let now = tx.now();
    let at = |state: State| if next.state == state { Value::from(now) } else { Value::Null };
    let params = [
        next.state.as_str().into(),
        now.into(),
        next.retry_at.into(),
        i64::from(reply.code).into(),
        (&reply.text).into(),
        at(State::Accepted),
        at(State::Rejected),
        id.into(),
        attempts.into(),
    ];
    Ok(tx.exec(sql, &params)? > 0)
}

/// Puts a claimed delivery back, unsent: it does not count as an attempt.
pub(crate) fn put_back(
    tx: &mut Tx<'_>,
    id: DeliveryId,
    attempts: i64,
    due_at: Instant,
) -> Result<(), Error> {
    let sql = "UPDATE deliveries SET state = 'planned', state_at = $1, due_at = $2,
            leased_until = NULL
        WHERE id = $3 AND attempts = $4 AND state IN ('claimed', 'transmitting')";
    let now = tx.now();
    tx.exec(sql, &[now.into(), due_at.into(), id.into(), attempts.into()])?;
    Ok(())
}

/// Calls a claimed delivery off.
pub(crate) fn call_off(tx: &mut Tx<'_>, id: DeliveryId, attempts: i64) -> Result<(), Error> {
    let sql = "UPDATE deliveries SET state = 'cancelled', state_at = $1, due_at = NULL,
            leased_until = NULL
        WHERE id = $2 AND attempts = $3 AND state = 'claimed'";
    let now = tx.now();
    tx.exec(sql, &[now.into(), id.into(), attempts.into()])?;
    Ok(())
}

/// Calls off everything of a message that nobody has claimed. Returns whom it was for.
pub(crate) fn call_off_all(tx: &mut Tx<'_>, message: MessageId) -> Result<Vec<CustomerId>, Error> {
    let sql = "UPDATE deliveries SET state = 'cancelled', state_at = $1, due_at = NULL
        WHERE message = $2 AND state IN ('planned', 'deferred') RETURNING customer";
    let now = tx.now();
    tx.all(sql, &[now.into(), message.into()], |row| {
        Ok(CustomerId::from_bytes(row.id("customer")?))
    })
}

/// Settles what a worker that is gone has left behind, and tells of the campaigns. Returns how many
/// there were: those that go back to the queue, and those that stay unconfirmed.
pub(crate) fn recover(tx: &mut Tx<'_>, before: Instant) -> Result<(u64, u64), Error> {
    let now = tx.now();
    let params = [now.into(), before.into()];
    let left = "SELECT DISTINCT message FROM deliveries
        WHERE leased_until IS NOT NULL AND leased_until <= $1";
    let left = tx
        .all(left, &params[1..], |row| Ok::<_, Error>(MessageId::from_bytes(row.id("message")?)))?;
    for message in left {
        // Where all of it is unconfirmed nothing else will.
        tx.announce("campaign", message.campaign().to_string());
    }
    let again = "UPDATE deliveries SET state = 'planned', state_at = $1, due_at = $1,
            leased_until = NULL
        WHERE leased_until IS NOT NULL AND leased_until <= $2
            AND (state = 'claimed' OR state = 'transmitting' AND class = 'transactional')";
    let unknown = "UPDATE deliveries SET state = 'unconfirmed', state_at = $1, due_at = NULL,
            leased_until = NULL
        WHERE leased_until IS NOT NULL AND leased_until <= $2 AND state = 'transmitting'
            AND class <> 'transactional'";
    Ok((tx.exec(again, &params)?, tx.exec(unknown, &params)?))
}

pub(crate) fn find(tx: &mut Tx<'_>, id: DeliveryId) -> Result<Option<Delivery>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM deliveries WHERE id = $1");
    tx.opt(&sql, &[id.into()], map)
}

/// A mail as a customer's story shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) id: DeliveryId,
    pub(crate) message: MessageId,
    /// As it was sent; none from before subjects were kept, or when she was deleted.
    pub(crate) subject: Option<Personal>,
}

pub(crate) fn sent(tx: &mut Tx<'_>, ids: &[DeliveryId]) -> Result<Vec<Sent>, Error> {
    let (marks, ids) = store::list(1, ids);
    let sql = format!("SELECT id, message, subject FROM deliveries WHERE id IN ({marks})");
    tx.all(&sql, &ids, |row| {
        Ok(Sent {
            id: DeliveryId::from_bytes(row.id("id")?),
            message: MessageId::from_bytes(row.id("message")?),
            subject: row.opt_personal("subject")?,
        })
    })
}

/// Sets the time of a first open, click or unsubscribe.
pub(crate) fn first(
    tx: &mut Tx<'_>,
    id: DeliveryId,
    what: First,
    at: Instant,
) -> Result<(), Error> {
    let column = match what {
        First::Opened => "opened_at",
        First::Clicked => "clicked_at",
        First::Unsubscribed => "unsubscribed_at",
    };
    // A click is an open that the picture did not tell of.
    let also = if what == First::Clicked { ", opened_at = coalesce(opened_at, $1)" } else { "" };
    let sql =
        format!("UPDATE deliveries SET {column} = coalesce({column}, $1){also} WHERE id = $2");
    tx.exec(&sql, &[at.into(), id.into()])?;
    Ok(())
}

/// What can happen to a delivery for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum First {
    Opened,
    Clicked,
    Unsubscribed,
}

/// How deliveries stand that are on their way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// Those whose time has come and that no line has claimed.
    pub due: i64,
    /// Since when the oldest of them is due.
    pub oldest_due_at: Option<Instant>,
    /// Those for a later time: asked to come again, or held.
    pub later: i64,
    /// Those that a line has in its hands.
    pub in_hand: i64,
}

/// Counts from the indexes of what is due and what is leased alone.
pub(crate) fn standing(tx: &mut Tx<'_>) -> Result<Standing, Error> {
    let sql = "SELECT
            (SELECT count(*) FROM deliveries WHERE due_at <= $1) AS due,
            (SELECT min(due_at) FROM deliveries WHERE due_at <= $1) AS oldest,
            (SELECT count(*) FROM deliveries WHERE due_at > $1) AS later,
            (SELECT count(*) FROM deliveries WHERE leased_until IS NOT NULL) AS in_hand";
    let now = tx.now();
    tx.one(sql, &[now.into()], |row| {
        Ok(Standing {
            due: row.int("due")?,
            oldest_due_at: row.opt_instant("oldest")?,
            later: row.int("later")?,
            in_hand: row.int("in_hand")?,
        })
    })
}

/// How many people of a message are where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Deliveries that were planned and not called off.
    pub sent: i64,
    /// Still to be sent, or to be tried again.
    pub waiting: i64,
    /// The provider took it.
    pub delivered: i64,
    /// Refused for good.
    pub bounced: i64,
    /// Handed over, no answer.
    pub unconfirmed: i64,
    /// Opened by a person, as far as can be told.
    pub opened: i64,
    /// Clicked by a person, as far as can be told.
    pub clicked: i64,
    /// Took the consent back.
    pub unsubscribed: i64,
}

pub(crate) fn figures(tx: &mut Tx<'_>, message: MessageId) -> Result<Figures, Error> {
    let sql = "SELECT
            sum(CASE WHEN state <> 'cancelled' THEN 1 ELSE 0 END) AS sent,
            sum(CASE WHEN state IN ('planned', 'claimed', 'transmitting', 'deferred')
                THEN 1 ELSE 0 END) AS waiting,
            sum(CASE WHEN accepted_at IS NOT NULL THEN 1 ELSE 0 END) AS delivered,
            sum(CASE WHEN state = 'rejected' THEN 1 ELSE 0 END) AS bounced,
            sum(CASE WHEN state = 'unconfirmed' THEN 1 ELSE 0 END) AS unconfirmed,
            sum(CASE WHEN opened_at IS NOT NULL THEN 1 ELSE 0 END) AS opened,
            sum(CASE WHEN clicked_at IS NOT NULL THEN 1 ELSE 0 END) AS clicked,
            sum(CASE WHEN unsubscribed_at IS NOT NULL THEN 1 ELSE 0 END) AS unsubscribed
        FROM deliveries WHERE message = $1";
    tx.one(sql, &[message.into()], |row| {
        let count = |column| Ok::<_, Error>(row.opt_int(column)?.unwrap_or(0));
        Ok(Figures {
            sent: count("sent")?,
            waiting: count("waiting")?,
            delivered: count("delivered")?,
            bounced: count("bounced")?,
            unconfirmed: count("unconfirmed")?,
            opened: count("opened")?,
            clicked: count("clicked")?,
            unsubscribed: count("unsubscribed")?,
        })
    })
}
