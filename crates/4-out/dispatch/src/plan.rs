//! Planning: the gate, and one decision for each candidate.

use crate::Error;
use crate::model::{self, Candidate, Class, Decision, MessageId, Reason};
use crate::rows::{deliveries, messages, suppressions};
use crate::template::message::Format;
use base::{Channel, ConsentState, CustomerId, EmailAddress, Personal, Space};
use ledger::SubjectId;
use std::collections::{BTreeMap, BTreeSet, HashSet};
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

/// Candidates that are looked at with one set of questions.
pub const CHUNK: usize = 256;

/// Decides about candidates and plans a delivery for each that may get the message. Who was
/// decided about before is left alone, so planning twice plans nothing twice. Returns how many
/// deliveries were planned.
///
/// # Errors
/// [`Error::NoMessage`], and those of the database.
pub fn plan(tx: &mut Tx<'_>, id: MessageId, candidates: &[CustomerId]) -> Result<usize, Error> {
    let message = messages::find(tx, id)?.ok_or(Error::NoMessage)?;
    // Two at once who plan one message would both find an address free.
    tx.lock("plan")?;
    let mut n_planned = 0;
    for chunk in candidates.chunks(CHUNK) {
        n_planned += plan_chunk(tx, &message, chunk)?;
    }
    tx.announce("campaign", id.campaign().to_string());
    if n_planned > 0 {
        tx.announce("jobs", crate::worker::WAKE);
    }
    Ok(n_planned)
}

fn plan_chunk(tx: &mut Tx<'_>, message: &Outgoing, chunk: &[CustomerId]) -> Result<usize, Error> {
    let mut seen = messages::decided_among(tx, message.id, chunk)?;
    let fresh: Vec<CustomerId> = chunk.iter().copied().filter(|one| seen.insert(*one)).collect();
    let weighed = weigh(tx, &message.topic, &fresh)?;
    let points: Vec<SubjectId> = weighed.iter().filter_map(|one| one.point).collect();
    let mut taken = messages::addresses_among(tx, message.id, &points)?;
    let mut decided = Vec::with_capacity(weighed.len());
    let (mut whom, mut going_to) = (Vec::new(), Vec::new());
    for one in weighed {
        let verdict = one.verdict(message.class, &mut taken);
        decided.push((one.customer, verdict));
        if let (Decision::Sent, Some(address)) = (verdict.0, one.address) {
            whom.push((one.customer, address));
            going_to.extend(one.point);
        }
    }
    messages::take_addresses(tx, message.id, &going_to)?;
    let planned = deliveries::plan(tx, message.id, message.class, &whom)?;
    messages::decide(tx, message.id, &decided, &planned)?;
    Ok(planned.len())
}

/// What the gate has found out about one candidate.
#[derive(Debug, Clone)]
struct Weighed {
    customer: CustomerId,
    /// None when she is not in the book any more.
    candidate: Option<Candidate>,
    address: Option<EmailAddress>,
    /// The subject of the address.
    point: Option<SubjectId>,
}

impl Weighed {
    /// Decides; `taken` are the addresses that the message goes to already.
    fn verdict(&self, class: Class, taken: &mut HashSet<SubjectId>) -> (Decision, Reason) {
        let Some(candidate) = self.candidate else {
            return (Decision::Skipped, Reason::Erased);
        };
        let verdict = model::decide(class, candidate);
        match self.point {
            Some(point) if verdict.0 == Decision::Sent && !taken.insert(point) => {
                model::decide(class, Candidate { is_repeated: true, ..candidate })
            }
            _ => verdict,
        }
    }
}

/// Finds out what the gate has to know of up to [`CHUNK`] candidates, with one question for each
/// part of it.
fn weigh(tx: &mut Tx<'_>, topic: &str, candidates: &[CustomerId]) -> Result<Vec<Weighed>, Error> {
    let mut addresses = book::addresses(tx, candidates)?;
    let found: Vec<(CustomerId, Option<Option<EmailAddress>>)> = candidates
        .iter()
        .map(|customer| {
            let email = addresses.remove(customer);
            let parse = |email: Personal| EmailAddress::parse(email.reveal()).ok();
            (*customer, email.map(|email| email.and_then(parse)))
        })
        .collect();
    let written: Vec<&EmailAddress> =
        found.iter().filter_map(|(_, address)| address.as_ref()?.as_ref()).collect();
    let mut stands = standing(tx, topic, &written)?.into_iter();
    let nothing = Stands { point: None, consent: ConsentState::Never, is_suppressed: false };
    let weighed = found.into_iter().map(|(customer, address)| {
        let is_known = address.is_some();
        let address = address.flatten();
        let stands = address.as_ref().and_then(|_| stands.next()).unwrap_or(nothing);
        let candidate = Candidate {
            has_address: address.is_some(),
            consent: stands.consent,
            is_suppressed: stands.is_suppressed,
            is_repeated: false,
        };
        let candidate = is_known.then_some(candidate);
        Weighed { customer, candidate, address, point: stands.point }
    });
    Ok(weighed.collect())
}

/// What stands for an address and a topic.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stands {
    /// The subject of the address; none when nobody ever named it.
    pub(crate) point: Option<SubjectId>,
    /// What its owner allowed.
    pub(crate) consent: ConsentState,
    /// Whether it is on the list of suppressed ones.
    pub(crate) is_suppressed: bool,
}

/// What stands for each of a few hundred addresses and a topic.
pub(crate) fn standing(
    tx: &mut Tx<'_>,
    topic: &str,
    addresses: &[&EmailAddress],
) -> Result<Vec<Stands>, Error> {
    let values: Vec<&Personal> = addresses.iter().map(|address| address.personal()).collect();
    let points = ledger::subjects_of_values(tx, &Space::Email, &values)?;
    let known: Vec<SubjectId> = points.iter().copied().flatten().collect();
    let consents = book::consents_of_points(tx, &known, Channel::Email, topic)?;
    let suppressed = suppressions::among(tx, &known)?;
    let stands = points.into_iter().map(|point| Stands {
        point,
        consent: point
            .and_then(|point| consents.get(&point).copied())
            .unwrap_or(ConsentState::Never),
        is_suppressed: point.is_some_and(|point| suppressed.contains(&point)),
    });
    Ok(stands.collect())
}

/// A planned delivery that is about to go out.
#[derive(Debug)]
pub(crate) struct Going<'a> {
    pub(crate) class: Class,
    pub(crate) topic: &'a str,
    pub(crate) address: Option<EmailAddress>,
}

/// Whether planned deliveries may still go out: the reason for each, at its place.
pub(crate) fn still(tx: &mut Tx<'_>, going: &[Going<'_>]) -> Result<Vec<Reason>, Error> {
    let topics: BTreeSet<&str> = going.iter().map(|one| one.topic).collect();
    let mut reasons = vec![Reason::NoAddress; going.len()];
    for topic in topics {
        let of_topic = || going.iter().enumerate().filter(|(_, one)| one.topic == topic);
        let (places, addresses): (Vec<usize>, Vec<&EmailAddress>) =
            of_topic().filter_map(|(at, one)| Some((at, one.address.as_ref()?))).unzip();
        for (at, stands) in places.into_iter().zip(standing(tx, topic, &addresses)?) {
            let candidate = Candidate {
                has_address: true,
                consent: stands.consent,
                is_suppressed: stands.is_suppressed,
                is_repeated: false,
            };
            reasons[at] = model::decide(going[at].class, candidate).1;
        }
    }
    Ok(reasons)
}

/// What planning a newsletter would decide, counted without planning it.
#[derive(Debug, Default)]
pub struct Foreseen {
    counts: BTreeMap<Reason, usize>,
    taken: HashSet<SubjectId>,
}

impl Foreseen {
    /// Counts further candidates in, each of them once over all calls.
    ///
    /// # Errors
    /// Those of the database.
    pub fn count(
        &mut self,
        tx: &mut Tx<'_>,
        topic: &str,
        candidates: &[CustomerId],
    ) -> Result<(), Error> {
        for chunk in candidates.chunks(CHUNK) {
            for one in weigh(tx, topic, chunk)? {
                let (_, reason) = one.verdict(Class::Marketing, &mut self.taken);
                *self.counts.entry(reason).or_insert(0) += 1;
            }
        }
        Ok(())
    }

    /// How many there are of a reason.
    pub fn of(&self, reason: Reason) -> usize {
        self.counts.get(&reason).copied().unwrap_or(0)
    }
}

/// What planning a newsletter to one customer alone would decide.
///
/// # Errors
/// Those of the database.
pub fn foresee(tx: &mut Tx<'_>, topic: &str, customer: CustomerId) -> Result<Reason, Error> {
    let weighed = weigh(tx, topic, &[customer])?;
    let verdict = weighed.first().map(|one| one.verdict(Class::Marketing, &mut HashSet::new()));
    Ok(verdict.map_or(Reason::Erased, |(_, reason)| reason))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_gets_one_newsletter() {
        let shared = |customer: u8, consent| Weighed {
            customer: CustomerId::from_bytes([customer; 16]),
            candidate: Some(Candidate {
                has_address: true,
                consent,
                is_suppressed: false,
                is_repeated: false,
            }),
            address: None,
            point: Some(SubjectId(1)),
        };
        let mut taken = HashSet::new();
        let mut say =
            |class, customer, consent| shared(customer, consent).verdict(class, &mut taken).1;
        let (granted, never) = (ConsentState::Granted, ConsentState::Never);
        assert_eq!(say(Class::Marketing, 1, never), Reason::NoConsent, "takes nothing");
        assert_eq!(say(Class::Marketing, 2, granted), Reason::Ready);
        assert_eq!(say(Class::Marketing, 3, granted), Reason::SameAddress);
        assert_eq!(say(Class::Transactional, 4, granted), Reason::Ready, "each gets her own");
    }
}
