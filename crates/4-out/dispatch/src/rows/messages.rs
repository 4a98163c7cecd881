//! Messages, their links, and what was decided about their candidates.

use crate::model::{Class, Decision, MessageId, Reason};
use crate::template::message::Format;
use crate::{Error, Outgoing};
use base::{CustomerId, DeliveryId, Instant};
use ledger::SubjectId;
use std::collections::HashSet;
use store::{Conflict, Tx, Value};

pub(crate) fn put(tx: &mut Tx<'_>, message: &Outgoing) -> Result<(), Error> {
    let sql = "INSERT INTO messages
            (id, class, topic, name, subject, preheader, body, format, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (id) DO NOTHING";
    let now = tx.now();
    let params = [
        message.id.into(),
        message.class.as_str().into(),
        (&message.topic).into(),
        (&message.name).into(),
        (&message.subject).into(),
        (&message.preheader).into(),
        (&message.body).into(),
        message.format.as_str().into(),
        now.into(),
    ];
    tx.exec(sql, &params)?;
    Ok(())
}

pub(crate) fn find(tx: &mut Tx<'_>, id: MessageId) -> Result<Option<Outgoing>, Error> {
    let sql = "SELECT class, topic, name, subject, preheader, body, format FROM messages
        WHERE id = $1";
    tx.opt(sql, &[id.into()], |row| {
        Ok(Outgoing {
            id,
            class: Class::parse(&row.text("class")?).unwrap_or(Class::Marketing),
            topic: row.text("topic")?,
            name: row.text("name")?,
            subject: row.text("subject")?,
            preheader: row.text("preheader")?,
            body: row.text("body")?,
            format: Format::parse(&row.text("format")?).unwrap_or(Format::Mjml),
        })
    })
}

pub(crate) fn put_links(tx: &mut Tx<'_>, links: &[(MessageId, u64, String)]) -> Result<(), Error> {
    let rows: Vec<Value> = links
        .iter()
        .flat_map(|(message, mark, target)| [(*message).into(), mark_value(*mark), target.into()])
        .collect();
    tx.insert_many("message_links", &["message", "mark", "target"], &rows, Conflict::Keep)?;
    Ok(())
}

pub(crate) fn target(tx: &mut Tx<'_>, id: MessageId, mark: u64) -> Result<Option<String>, Error> {
    let sql = "SELECT target FROM message_links WHERE message = $1 AND mark = $2";
    tx.opt(sql, &[id.into(), mark_value(mark)], |row| Ok(row.text("target")?))
}

/// Marks are 64 bits; the database's integers have a sign.
pub(crate) fn mark_value(mark: u64) -> Value {
    Value::Int(mark.cast_signed())
}

/// Keeps what was decided about people of whom nothing was decided before, with the deliveries
/// that were planned for some of them, in the same order.
pub(crate) fn decide(
    tx: &mut Tx<'_>,
    id: MessageId,
    decided: &[(CustomerId, (Decision, Reason))],
    planned: &[(CustomerId, DeliveryId)],
) -> Result<(), Error> {
    let now = tx.now();
    let mut planned = planned.iter().peekable();
    let mut rows: Vec<Value> = Vec::with_capacity(decided.len() * DECIDED.len());
    for (customer, (decision, reason)) in decided {
        let delivery = planned.next_if(|(whom, _)| whom == customer).map(|(_, id)| *id);
        rows.extend([
            id.into(),
            (*customer).into(),
            decision.as_str().into(),
            reason.as_str().into(),
            now.into(),
            delivery.into(),
        ]);
    }
    tx.insert_many("decisions", &DECIDED, &rows, Conflict::Fail)?;
    Ok(())
}

const DECIDED: [&str; 6] = ["message", "customer", "decision", "reason", "at", "delivery"];

/// Those of these people about whom something was decided already.
pub(crate) fn decided_among(
    tx: &mut Tx<'_>,
    id: MessageId,
    customers: &[CustomerId],
) -> Result<HashSet<CustomerId>, Error> {
    let (marks, customers) = store::list(2, customers);
    let sql =
        format!("SELECT customer FROM decisions WHERE message = $1 AND customer IN ({marks})");
    let params = [vec![id.into()], customers].concat();
    let found =
        tx.all(&sql, &params, |row| Ok::<_, Error>(CustomerId::from_bytes(row.id("customer")?)))?;
    Ok(found.into_iter().collect())
}

/// Changes a decision: something came in between.
pub(crate) fn redecide(
    tx: &mut Tx<'_>,
    id: MessageId,
    customer: CustomerId,
    decided: (Decision, Reason),
) -> Result<(), Error> {
    let sql = "UPDATE decisions SET decision = $1, reason = $2, at = $3
        WHERE message = $4 AND customer = $5";
    let now = tx.now();
    let (decision, reason) = (decided.0.as_str(), decided.1.as_str());
    tx.exec(sql, &[decision.into(), reason.into(), now.into(), id.into(), customer.into()])?;
    Ok(())
}

/// How many people each decision and reason has.
pub(crate) fn decided(
    tx: &mut Tx<'_>,
    id: MessageId,
) -> Result<Vec<(Decision, Reason, i64)>, Error> {
    let sql = "SELECT decision, reason, count(*) AS n FROM decisions WHERE message = $1
        GROUP BY decision, reason ORDER BY n DESC, reason";
    tx.all(sql, &[id.into()], |row| {
        let decision = Decision::parse(&row.text("decision")?).unwrap_or(Decision::Held);
        let reason = Reason::parse(&row.text("reason")?).unwrap_or(Reason::Cancelled);
        Ok((decision, reason, row.int("n")?))
    })
}

/// Those of these addresses that a message goes to already.
pub(crate) fn addresses_among(
    tx: &mut Tx<'_>,
    id: MessageId,
    points: &[SubjectId],
) -> Result<HashSet<SubjectId>, Error> {
    let (marks, points) = store::list(2, points);
    let sql = format!(
        "SELECT subject FROM message_addresses WHERE message = $1 AND subject IN ({marks})"
    );
    let params = [vec![id.into()], points].concat();
    let found = tx.all(&sql, &params, |row| Ok::<_, Error>(SubjectId(row.int("subject")?)))?;
    Ok(found.into_iter().collect())
}

/// Remembers that a message goes to these addresses.
pub(crate) fn take_addresses(
    tx: &mut Tx<'_>,
    id: MessageId,
    points: &[SubjectId],
) -> Result<(), Error> {
    let rows: Vec<Value> = points.iter().flat_map(|point| [id.into(), (*point).into()]).collect();
    tx.insert_many("message_addresses", &["message", "subject"], &rows, Conflict::Keep)?;
    Ok(())
}

/// One decision, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// About whom.
    pub customer: CustomerId,
    /// What.
    pub decision: Decision,
    /// Why.
    pub reason: Reason,
    /// When.
    pub at: Instant,
    /// The delivery, where there is one.
    pub delivery: Option<DeliveryId>,
    /// Its state.
    pub state: Option<String>,
}

/// Which people of a message a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum People {
    /// Everybody that something was decided about.
    All,
    /// Those that a delivery was planned for.
    Sent,
    /// Those whose provider took it.
    Delivered,
    /// Those who opened, as far as can be told.
    Opened,
    /// Those who clicked.
    Clicked,
    /// Those who took their consent back by it.
    Unsubscribed,
    /// Those whose mailbox refused.
    Bounced,
    /// Those with whom it is not known.
    Unconfirmed,
    /// Those that it was kept from.
    Skipped,
}

impl People {
    /// Reads its word in the API.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "all" => Self::All,
            "sent" => Self::Sent,
            "delivered" => Self::Delivered,
            "opened" => Self::Opened,
            "clicked" => Self::Clicked,
            "unsubscribed" => Self::Unsubscribed,
            "bounced" => Self::Bounced,
            "unconfirmed" => Self::Unconfirmed,
            "skipped" => Self::Skipped,
            _ => return None,
        })
    }

    fn filter(self) -> &'static str {
        match self {
            Self::All => "1 = 1",
            Self::Sent => "c.decision = 'sent'",
            Self::Delivered => "d.accepted_at IS NOT NULL",
            Self::Opened => "d.opened_at IS NOT NULL",
            Self::Clicked => "d.clicked_at IS NOT NULL",
            Self::Unsubscribed => "d.unsubscribed_at IS NOT NULL",
            Self::Bounced => "d.state = 'rejected'",
            Self::Unconfirmed => "d.state = 'unconfirmed'",
            Self::Skipped => "c.decision <> 'sent'",
        }
    }
}

pub(crate) fn people(
    tx: &mut Tx<'_>,
    id: MessageId,
    which: People,
    after: Option<CustomerId>,
    limit: i64,
) -> Result<Vec<Decided>, Error> {
    let sql = format!(
        "SELECT c.customer, c.decision, c.reason, c.at, c.delivery, d.state
         FROM decisions c LEFT JOIN deliveries d ON d.id = c.delivery
         WHERE c.message = $1 AND c.customer > $2 AND {} ORDER BY c.customer LIMIT $3",
        which.filter()
    );
    let after = after.map_or([0; 16], |id| *id.as_bytes());
    tx.all(&sql, &[id.into(), after.into(), limit.into()], |row| {
        Ok(Decided {
            customer: CustomerId::from_bytes(row.id("customer")?),
            decision: Decision::parse(&row.text("decision")?).unwrap_or(Decision::Held),
            reason: Reason::parse(&row.text("reason")?).unwrap_or(Reason::Cancelled),
            at: row.instant("at")?,
            delivery: row.opt_id("delivery")?.map(DeliveryId::from_bytes),
            state: row.opt_text("state")?,
        })
    })
}
