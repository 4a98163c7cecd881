//! Planning: the gate, and one decision for each candidate.

use crate::Error;
use crate::model::{self, Candidate, Class, Decision, MessageId, Reason};
use crate::rows::{deliveries, messages, suppressions};
use crate::template::message::Format;
use base::{Channel, ConsentState, CustomerId, EmailAddress, Space};
use book::CustomerRow;
use store::Tx;

/// A message as it goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its id.
    pub id: MessageId,
    /// Its kind.
    pub class: Class,
    /// The topic that consent is asked for.
    pub topic: String,
    /// What people of the shop call it.
    pub name: String,
    /// Subject, as a template.
    pub subject: String,
    /// Preview line, as a template.
    pub preheader: String,
    /// Body, as a template.
    pub body: String,
    /// How the body is written.
    pub format: Format,
}

/// Keeps a message that is about to go out. The same again changes nothing.
///
/// # Errors
/// Those of the database.
pub fn put_message(tx: &mut Tx<'_>, message: &Outgoing) -> Result<(), Error> {
    messages::put(tx, message)
}

/// Decides about candidates and plans a delivery for each that may get the message. Who was
/// decided about before is left alone, so planning twice plans nothing twice. Returns how many
/// deliveries were planned.
///
/// # Errors
/// [`Error::NoMessage`], and those of the database.
pub fn plan(tx: &mut Tx<'_>, id: MessageId, candidates: &[CustomerId]) -> Result<usize, Error> {
    let message = messages::find(tx, id)?.ok_or(Error::NoMessage)?;
    let mut n_planned = 0;
    for customer in candidates {
        if messages::is_decided(tx, id, *customer)? {
            continue;
        }
        let (decided, address) = weigh(tx, &message, *customer)?;
        let delivery = match (&decided, &address) {
            ((Decision::Sent, _), Some(address)) => {
                n_planned += 1;
                Some(deliveries::plan(tx, id, message.class, *customer, address)?)
            }
            _ => None,
        };
        messages::decide(tx, id, *customer, decided, delivery)?;
    }
    tx.announce("campaign", id.campaign().to_string());
    if n_planned > 0 {
        tx.announce("jobs", crate::worker::WAKE);
    }
    Ok(n_planned)
}

type Weighed = ((Decision, Reason), Option<EmailAddress>);

fn weigh(tx: &mut Tx<'_>, message: &Outgoing, customer: CustomerId) -> Result<Weighed, Error> {
    let Some(row) = book::find(tx, customer)? else {
        return Ok(((Decision::Skipped, Reason::Erased), None));
    };
    let address = address_of(&row);
    let mut candidate = Candidate {
        has_address: address.is_some(),
        consent: ConsentState::Never,
        is_suppressed: false,
        is_repeated: false,
    };
    if let Some(address) = &address {
        candidate.consent = consent(tx, address, &message.topic)?;
        candidate.is_suppressed = suppressions::find(tx, address)?.is_some();
    }
    let decided = model::decide(message.class, candidate);
    if let (Decision::Sent, Some(address)) = (decided.0, &address) {
        let point = ledger::subjects_of_token(tx, &Space::Email, address.personal())?;
        if let Some(point) = point {
            candidate.is_repeated = !messages::take_address(tx, message.id, point.id)?;
        }
        return Ok((model::decide(message.class, candidate), Some(address.clone())));
    }
    Ok((decided, address))
}

/// Whether a planned delivery may still go out, looked at when it is about to.
pub(crate) fn still(
    tx: &mut Tx<'_>,
    class: Class,
    topic: &str,
    address: &EmailAddress,
) -> Result<(Decision, Reason), Error> {
    let candidate = Candidate {
        has_address: true,
        consent: consent(tx, address, topic)?,
        is_suppressed: suppressions::find(tx, address)?.is_some(),
        is_repeated: false,
    };
    Ok(model::decide(class, candidate))
}

/// The address that a customer is written to, if it can be one.
pub(crate) fn address_of(row: &CustomerRow) -> Option<EmailAddress> {
    row.email.as_ref().and_then(|email| EmailAddress::parse(email.reveal()).ok())
}

/// What stands for an address and a topic.
pub(crate) fn consent(
    tx: &mut Tx<'_>,
    address: &EmailAddress,
    topic: &str,
) -> Result<ConsentState, Error> {
    let subject = ledger::subjects_of_token(tx, &Space::Email, address.personal())?;
    let Some(subject) = subject else {
        return Ok(ConsentState::Never);
    };
    let standing = book::consent_of_point(tx, subject.id, Channel::Email, topic)?;
    Ok(standing.map_or(ConsentState::Never, |standing| standing.state))
}

/// Counts what planning would decide, without planning: how many there are per reason.
///
/// # Errors
/// Those of the database.
pub fn foresee(
    tx: &mut Tx<'_>,
    topic: &str,
    candidates: &[CustomerId],
) -> Result<Vec<(Reason, usize)>, Error> {
    let mut addresses = std::collections::HashSet::new();
    let mut counts = std::collections::BTreeMap::new();
    for customer in candidates {
        let row = book::find(tx, *customer)?;
        let address = row.as_ref().and_then(address_of);
        let reason = match (&row, address) {
            (None, _) => Reason::Erased,
            (_, None) => Reason::NoAddress,
            (_, Some(address)) => {
                let (_, reason) = still(tx, Class::Marketing, topic, &address)?;
                let is_first = reason != Reason::Ready || addresses.insert(address);
                if is_first { reason } else { Reason::SameAddress }
            }
        };
        *counts.entry(reason).or_insert(0) += 1;
    }
    Ok(counts.into_iter().collect())
}

/// Calls off what has not gone out yet. Returns how many.
///
/// # Errors
/// Those of the database.
pub fn cancel(tx: &mut Tx<'_>, id: MessageId) -> Result<usize, Error> {
    let whom = deliveries::call_off_all(tx, id)?;
    for customer in &whom {
        messages::redecide(tx, id, *customer, (Decision::Skipped, Reason::Cancelled))?;
    }
    tx.announce("campaign", id.campaign().to_string());
    Ok(whom.len())
}
