//! What people do with a mail: they open it, follow a link, unsubscribe, change preferences.
//!
//! Every verb begins with a delivery that a signed token named. None takes an address or a target
//! from a request.

use crate::model::{Class, MessageId};
use crate::reader::{self, Fetch};
use crate::rows::deliveries::{self, Delivery, First};
use crate::rows::readings::{Kind, Reading};
use crate::rows::{messages, readings};
use crate::token::TRAP;
use crate::{Error, plan, receipts};
use base::{ConsentState, DeliveryId, EmailAddress};
use ledger::Ledger;
use serde_json::json;
use std::time::Duration;
use store::Tx;

/// What is known of a request for a picture or a link.
#[derive(Debug, Clone)]
pub struct Request {
    /// The `User-Agent` header.
    pub user_agent: String,
    /// Whether it asked for the headers only.
    pub is_head: bool,
    /// Whether the demo's people make it.
    pub is_simulated: bool,
}

/// Within this span other clicks on the same mail say something.
const AT_ONCE: Duration = Duration::from_secs(10);

/// Takes in that the picture was fetched. Unknown deliveries are let be.
///
/// # Errors
/// Those of the database.
pub fn opened(
    tx: &mut Tx<'_>,
    ledger: &Ledger,
    id: DeliveryId,
    request: &Request,
) -> Result<(), Error> {
    let Some(delivery) = deliveries::find(tx, id)? else {
        return Ok(());
    };
    let fetch = fetch(tx, &delivery, request, 0, false)?;
    let (reader, reason) = reader::of_open(&fetch);
    let is_simulated = request.is_simulated;
    let reading = Reading { kind: Kind::Open, mark: 0, reader, is_simulated };
    note(tx, ledger, &delivery, (&reading, reason))
}

/// Takes in that a link was followed, and says where it leads. None for a link that the message
/// does not have.
///
/// # Errors
/// Those of the database.
pub fn clicked(
    tx: &mut Tx<'_>,
    ledger: &Ledger,
    id: DeliveryId,
    mark: u64,
    request: &Request,
) -> Result<Option<String>, Error> {
    let Some(delivery) = deliveries::find(tx, id)? else {
        return Ok(None);
    };
    let is_trap = mark == TRAP;
    let target = if is_trap { None } else { messages::target(tx, delivery.message, mark)? };
    if target.is_some() || is_trap {
        let fetch = fetch(tx, &delivery, request, mark, is_trap)?;
        let (reader, reason) = reader::of_click(&fetch);
        let is_simulated = request.is_simulated;
        let reading = Reading { kind: Kind::Click, mark, reader, is_simulated };
        note(tx, ledger, &delivery, (&reading, reason))?;
    }
    Ok(target)
}

fn fetch<'a>(
    tx: &mut Tx<'_>,
    delivery: &Delivery,
    request: &'a Request,
    mark: u64,
    is_trap: bool,
) -> Result<Fetch<'a>, Error> {
    let now = tx.now();
    Ok(Fetch {
        user_agent: &request.user_agent,
        is_head: request.is_head,
        since_delivery: delivery.accepted_at.map(|at| now.since(at)),
        is_trap,
        n_other_links: readings::others(tx, delivery.id, mark, AT_ONCE)?,
    })
}

/// Keeps an open or a click, with the reason why its reader was taken for what it is.
fn note(
    tx: &mut Tx<'_>,
    ledger: &Ledger,
    delivery: &Delivery,
    (reading, reason): (&Reading, &'static str),
) -> Result<(), Error> {
    let Reading { kind, mark, reader, is_simulated } = *reading;
    if delivery.class == Class::Test {
        return Ok(());
    }
    let of = (delivery.message, delivery.id);
    let Some(number) = readings::put(tx, of, reading)? else {
        return Ok(());
    };
    let now = tx.now();
    if reader.counts() {
        let first = if kind == Kind::Open { First::Opened } else { First::Clicked };
        deliveries::first(tx, delivery.id, first, now)?;
    }
    // A machine's fetch has another name, so that nobody counts it as a person's by mistake.
    let name = match (kind, reader.counts()) {
        (Kind::Open, true) => "email_opened",
        (Kind::Open, false) => "email_fetched",
        (Kind::Click, true) => "email_clicked",
        (Kind::Click, false) => "email_scanned",
    };
    let mut properties = receipts::properties(delivery.message, delivery.id);
    properties.insert("reader".into(), json!(reader.as_str()));
    properties.insert("reason".into(), json!(reason));
    receipts::label(&mut properties, is_simulated);
    if let Some(target) = messages::target(tx, delivery.message, mark)? {
        properties.insert("url".into(), json!(target));
    }
    let key = format!("{name} {} {number}", delivery.id);
    let body = receipts::custom(name, properties);
    let activity = receipts::activity(&delivery.address, key, now, body);
    ledger.append(tx, activity.as_slice())?;
    tx.announce("campaign", delivery.message.campaign().to_string());
    Ok(())
}

/// A delivery as the public pages need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The message.
    pub message: MessageId,
    /// The topic that it was sent for.
    pub topic: String,
    /// What the owner of the address said, by topic.
    pub topics: Vec<(String, ConsentState)>,
}

/// What the owner of a delivery's address may change. None for an unknown delivery.
///
/// # Errors
/// Those of the database.
pub fn named(tx: &mut Tx<'_>, id: DeliveryId) -> Result<Option<Named>, Error> {
    let Some(delivery) = deliveries::find(tx, id)? else {
        return Ok(None);
    };
    let Some(message) = messages::find(tx, delivery.message)? else {
        return Ok(None);
    };
    let mut topics = Vec::new();
    if let Ok(address) = EmailAddress::parse(delivery.address.reveal()) {
        let customer = book::resolve(tx, delivery.customer)?;
        for consent in book::consents(tx, customer)? {
            let is_hers = consent.channel == base::Channel::Email
                && consent.point.reveal() == address.reveal();
            if is_hers {
                topics.push((consent.topic, consent.state));
            }
        }
        if !topics.iter().any(|(topic, _)| *topic == message.topic) {
            let stands = plan::standing(tx, &message.topic, &[&address])?;
            let consent = stands.first().map_or(ConsentState::Never, |stands| stands.consent);
            topics.push((message.topic.clone(), consent));
        }
    }
    topics.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(Some(Named { message: delivery.message, topic: message.topic, topics }))
}

/// How somebody unsubscribed.
#[derive(Debug, Clone, Copy)]
pub struct How {
    /// For the evidence.
    pub words: &'static str,
    /// Whether the demo's people did.
    pub is_simulated: bool,
}

/// Takes the consent back that a delivery was sent by. Doing it again changes nothing. False for
/// an unknown delivery.
///
/// # Errors
/// Those of the database.
pub fn unsubscribe(
    tx: &mut Tx<'_>,
    ledger: &Ledger,
    id: DeliveryId,
    how: How,
) -> Result<bool, Error> {
    let Some(delivery) = deliveries::find(tx, id)? else {
        return Ok(false);
    };
    let Some(message) = messages::find(tx, delivery.message)? else {
        return Ok(false);
    };
    if delivery.class == Class::Test {
        return Ok(true);
    }
    let now = tx.now();
    let label = if how.is_simulated { ", simulated" } else { "" };
    let evidence = format!("{} in {id}{label}", how.words);
    let body = receipts::consent(&message.topic, ConsentState::Withdrawn, evidence);
    let key = |what: &str| format!("{what} {id} {}", now.as_micros());
    let mut said: Vec<_> =
        receipts::activity(&delivery.address, key("withdrawn"), now, body).into_iter().collect();
    if delivery.unsubscribed_at.is_none() {
        let mut properties = receipts::properties(message.id, id);
        receipts::label(&mut properties, how.is_simulated);
        let body = receipts::custom("email_unsubscribed", properties);
        let once = format!("email_unsubscribed {id}");
        said.extend(receipts::activity(&delivery.address, once, now, body));
        deliveries::first(tx, id, First::Unsubscribed, now)?;
    }
    ledger.append(tx, &said)?;
    tx.announce("campaign", message.id.campaign().to_string());
    Ok(true)
}

/// Sets what the owner of a delivery's address wants, topic by topic. Only topics that the page
/// showed can be set. False for an unknown delivery.
///
/// # Errors
/// Those of the database.
pub fn prefer(
    tx: &mut Tx<'_>,
    ledger: &Ledger,
    id: DeliveryId,
    wanted: &[String],
) -> Result<bool, Error> {
    let (Some(delivery), Some(named)) = (deliveries::find(tx, id)?, named(tx, id)?) else {
        return Ok(false);
    };
    if delivery.class == Class::Test {
        return Ok(true);
    }
    let now = tx.now();
    let mut said = Vec::new();
    for (topic, before) in named.topics {
        let state = if wanted.contains(&topic) {
            ConsentState::Granted
        } else if before == ConsentState::Granted {
            ConsentState::Withdrawn
        } else {
            before
        };
        if state == before {
            continue;
        }
        let body = receipts::consent(&topic, state, format!("preferences page of {id}"));
        let key = format!("preferred {topic} {id} {}", now.as_micros());
        said.extend(receipts::activity(&delivery.address, key, now, body));
        if topic == named.topic && state == ConsentState::Withdrawn {
            deliveries::first(tx, id, First::Unsubscribed, now)?;
        }
    }
    ledger.append(tx, &said)?;
    Ok(true)
}
