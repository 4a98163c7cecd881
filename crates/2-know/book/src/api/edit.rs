//! What people of the shop change by hand. Every change is an activity, so it has a source and a
//! time and can be seen in the story.

use super::Room;
use crate::{Error, taking_back};
use access::{Caller, CustomersWrite};
use axum::extract::State;
use base::{
    Activity, Address, Body, Channel, ConsentFact, ConsentState, CustomerFacts, CustomerId, Edit,
    EmailAddress, Identifiers, Link, Namespace, Personal, Phone, SourceName, Space, limits,
};
use ledger::{Appended, Ledger, SubjectId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::{Tx, Who};
use utoipa::ToSchema;
use web::{Answer, Json, Path, Problem};

/// Changes to a customer. What is absent stays; an empty text empties the field.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Change {
    first_name: Option<String>,
    last_name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    birth_date: Option<String>,
    gender: Option<String>,
    language: Option<String>,
    timezone: Option<String>,
    street1: Option<String>,
    street2: Option<String>,
    postal_code: Option<String>,
    city: Option<String>,
    region: Option<String>,
    country: Option<String>,
    tags: Option<Vec<String>>,
    #[schema(value_type = Option<Object>)]
    attributes: Option<Map<String, Value>>,
    consent: Option<ConsentChange>,
}

/// A consent that a customer gave or took back towards a person of the shop.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConsentChange {
    /// `email` or `sms`.
    channel: String,
    /// `marketing` when absent.
    topic: Option<String>,
    /// The address or number that it is about, which has to be the one that she has now; that one
    /// when absent.
    point: Option<String>,
    /// `granted` or `withdrawn`.
    state: String,
    /// How the customer said it: on the phone, in the shop, by letter.
    evidence: Option<String>,
}

/// Whom a change was about, by the id that she has after it. Her page has the rest: it takes
/// reads of its own, which must not make a change that holds look like one that failed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Whom {
    id: String,
    /// What takes the change back, as long as nothing else rests on it. None where nothing was
    /// changed, or where it takes more than that.
    edit: Option<String>,
}

impl Whom {
    pub(super) fn new(id: CustomerId, edit: Option<Edit>) -> Self {
        Self { id: id.to_string(), edit: edit.map(Edit::to_text) }
    }
}

/// The identifier that leads the activities of a hand edit.
pub(super) type Lead = (Space, Personal);

/// What is checked before anything is written.
struct Checked {
    facts: CustomerFacts,
    email: Option<EmailAddress>,
    phone: Option<Phone>,
    consent: Option<(ConsentFact, Option<Personal>)>,
}

impl Change {
    fn check(self, country: Option<&str>) -> Answer<Checked> {
        let mut facts = CustomerFacts::default();
        let mut cleared = Vec::new();
        let mut take = |name: &str, text: Option<String>| -> Answer<Option<String>> {
            match text.map(|text| text.trim().to_owned()) {
                Some(text) if text.is_empty() => {
                    cleared.push(name.to_owned());
                    Ok(None)
                }
                Some(text) if text.len() > limits::TEXT_BYTES_MAX => {
                    Err(Problem::invalid(format!("/{name}"), "too long"))
                }
                text => Ok(text),
            }
        };
        facts.first_name = take("first_name", self.first_name)?.map(Personal::new);
        facts.last_name = take("last_name", self.last_name)?.map(Personal::new);
        facts.birth_date = take("birth_date", self.birth_date)?.map(Personal::new);
        facts.gender = take("gender", self.gender)?;
        facts.language = take("language", self.language)?;
        facts.timezone = take("timezone", self.timezone)?;
        facts.address = Address {
            street1: take("street1", self.street1)?.map(Personal::new),
            street2: take("street2", self.street2)?.map(Personal::new),
            postal_code: take("postal_code", self.postal_code)?,
            city: take("city", self.city)?,
            region: take("region", self.region)?,
            country: take("country", self.country)?.map(|code| code.to_uppercase()),
        };
        let (email, phone) = (take("email", self.email)?, take("phone", self.phone)?);
        facts.tags = self.tags;
        facts.attributes = self.attributes.unwrap_or_default();
        facts.cleared = cleared;
        check_facts(&facts)?;
        let email = email.map(|text| EmailAddress::parse(&text)).transpose();
        let phone = phone.map(|text| Phone::parse(&text, country)).transpose();
        Ok(Checked {
            email: email.map_err(|e| Problem::invalid("/email", e.to_string()))?,
            phone: phone.map_err(|e| Problem::invalid("/phone", e.to_string()))?,
            consent: self.consent.map(|consent| consent.check(country)).transpose()?,
            facts,
        })
    }
}

fn check_facts(facts: &CustomerFacts) -> Answer<()> {
    let country = facts.address.country.as_deref();
    if country.is_some_and(|c| c.len() != 2 || !c.bytes().all(|b| b.is_ascii_alphabetic())) {
        return Err(Problem::invalid("/country", "a code of two letters, such as DE"));
    }
    let zone = facts.timezone.as_deref();
    if zone.is_some_and(|zone| base::Zone::parse(zone).is_err()) {
        return Err(Problem::invalid("/timezone", "a zone such as Europe/Berlin"));
    }
    let born = facts.birth_date.as_ref().map(Personal::reveal);
    let day = |text: &str| base::Instant::parse_loose(text, &base::Zone::utc()).is_ok();
    if born.is_some_and(|text| text.len() != 10 || !day(text)) {
        return Err(Problem::invalid("/birth_date", "a date such as 1990-05-17"));
    }
    Ok(())
}

impl ConsentChange {
    /// What was said, and the address or number that it is about, where it is named.
    fn check(self, country: Option<&str>) -> Answer<(ConsentFact, Option<Personal>)> {
        let channel = Channel::parse(&self.channel)
            .ok_or_else(|| Problem::invalid("/consent/channel", "email or sms"))?;
        let state = ConsentState::parse(&self.state).filter(|state| *state != ConsentState::Never);
        let said = self.evidence.unwrap_or_else(|| "no detail given".into());
        let point = self.point.as_deref().map(|text| match channel {
            Channel::Email => EmailAddress::parse(text)
                .map(|email| email.personal().clone())
                .map_err(|error| error.to_string()),
            Channel::Sms => Phone::parse(text, country)
                .map(|phone| phone.personal().clone())
                .map_err(|error| error.to_string()),
        });
        let point = point.transpose().map_err(|why| Problem::invalid("/consent/point", why))?;
        let fact = ConsentFact {
            channel,
            topic: self.topic.unwrap_or_else(|| "marketing".into()),
            state: state
                .ok_or_else(|| Problem::invalid("/consent/state", "granted or withdrawn"))?,
            firsthand: true,
            evidence: format!("entered by hand: {said}"),
        };
        Ok((fact, point))
    }
}

/// The activities that a checked change comes to.
///
/// # Errors
/// [`Error::NoPoint`] for a consent to what she cannot be reached by, [`Error::OtherPoint`] for one
/// that names what she is not reached by.
fn activities(
    tx: &Tx<'_>,
    lead: Lead,
    checked: Checked,
    current: Current,
) -> Result<Vec<Activity>, Error> {
    let Checked { facts, email, phone, consent } = checked;
    let mut who = Identifiers::led_by(lead);
    if let Some(email) = email.clone() {
        who.emails.push(email);
    }
    if let Some(phone) = phone.clone() {
        who.phones.push(phone);
    }
    let mut all = Vec::new();
    if facts != CustomerFacts::default() || email.is_some() || phone.is_some() {
        all.push(by_hand(tx, who, Body::Customer(facts)));
    }
    if let Some((consent, named)) = consent {
        let mut who = Identifiers::default();
        match consent.channel {
            Channel::Email => who.emails.extend(email.or(current.0)),
            Channel::Sms => who.phones.extend(phone.or(current.1)),
        }
        if who.is_empty() {
            return Err(Error::NoPoint);
        }
        let emails = who.emails.iter().map(EmailAddress::personal);
        let mut points = emails.chain(who.phones.iter().map(Phone::personal));
        if named.is_some_and(|named| points.all(|point| *point != named)) {
            return Err(Error::OtherPoint);
        }
        all.push(by_hand(tx, who, Body::Consent(consent)));
    }
    Ok(all)
}

/// The address and the number that she has now.
type Current = (Option<EmailAddress>, Option<Phone>);

pub(super) fn by_hand(tx: &Tx<'_>, who: Identifiers, body: Body) -> Activity {
    let mut random = [0; 16];
    tx.random().fill(&mut random);
    let by = match tx.scope().who() {
        Who::Staff(staff) => staff.to_string(),
        Who::Key(key) => key.to_string(),
        Who::House(reason) => (*reason).to_owned(),
    };
    Activity {
        source: SourceName::staff(),
        namespace: Namespace::shop(),
        key: format!("{by} {:032x}", u128::from_be_bytes(random)),
        at: tx.now(),
        who,
        body,
        import: None,
    }
}

/// The identifier that leads a customer's hand edits: her first one that names a person.
pub(super) fn lead_of(tx: &mut Tx<'_>, id: CustomerId) -> Result<Lead, Error> {
    lead_beside(tx, id, &[])
}

/// The same, one that is not said by the edit itself if there is such a one: what leads is who she
/// was before, and says nothing of where she is reached.
fn lead_beside(tx: &mut Tx<'_>, id: CustomerId, said: &[Lead]) -> Result<Lead, Error> {
    let identities = crate::identities(tx, id)?.into_iter();
    let all = identities.map(|identity| (identity.space, identity.value));
    let mut all: Vec<Lead> = all.filter(|(space, _)| space.identifies()).collect();
    all.sort_by_key(|lead| said.contains(lead));
    all.into_iter().next().ok_or(Error::NoCustomer)
}

/// Appends activities of one change; gives the change, if there is any.
pub(super) fn append(
    tx: &mut Tx<'_>,
    ledger: &Ledger,
    activities: &[Activity],
) -> Result<Option<Edit>, Error> {
    let mut edit: Option<Edit> = None;
    for appended in ledger.append(tx, activities)? {
        if let Appended::Taken { seq } = appended {
            edit = Some(Edit { first: edit.map_or(seq, |edit| edit.first), last: seq });
        }
    }
    Ok(edit)
}

/// Frees an address or number before a change that gives it to `id`. That of somebody deleted is
/// taken apart from all the rest of her, which stays deleted; then the answer is the link that
/// makes it somebody's. None when it is hers or nobody's.
///
/// # Errors
/// [`Error::Taken`] when it is another customer's, and those of the database and the ledger.
fn claim(
    tx: &mut Tx<'_>,
    ledger: &Ledger,
    id: Option<CustomerId>,
    (field, (space, value)): (&'static str, Lead),
) -> Result<Option<Link>, Error> {
    let Some(subject) = ledger::subjects_of_token(tx, &space, &value)? else { return Ok(None) };
    let owner = crate::customer_of(tx, subject.id)?;
    let Some(customer) = owner.filter(|owner| Some(*owner) != id) else { return Ok(None) };
    if let Some(row) = crate::find(tx, customer)? {
        let name = row.name();
        return Err(Error::Taken { field, customer: row.id, name });
    }
    take_apart(tx, ledger, subject.id)?;
    let reason = "entered by hand".to_owned();
    Ok(Some(Link { space: space.to_text(), value, reason }))
}

/// Takes back every link of an identifier, one activity each.
pub(super) fn take_apart(tx: &mut Tx<'_>, ledger: &Ledger, away: SubjectId) -> Result<(), Error> {
    let Some((space, value)) = ledger::subject_value(tx, away)? else { return Ok(()) };
    for other in crate::rows::links::neighbors(tx, away)? {
        let Some(lead) = ledger::subject_value(tx, other)? else { continue };
        let link = Link {
            space: space.to_text(),
            value: value.clone(),
            reason: "taken apart by hand".into(),
        };
        let unlinked = by_hand(tx, Identifiers::led_by(lead), Body::Unlinked(link));
        ledger.append(tx, &[unlinked])?;
    }
    Ok(())
}

fn points(checked: &Checked) -> impl Iterator<Item = (&'static str, Lead)> + use<> {
    let email = checked.email.as_ref().map(|e| ("email", (Space::Email, e.personal().clone())));
    let phone = checked.phone.as_ref().map(|p| ("phone", (Space::Phone, p.personal().clone())));
    email.into_iter().chain(phone)
}

/// Makes a customer by hand.
#[utoipa::path(post, path = "/customers", request_body = Change, tag = "customers",
    responses((status = 200, body = Whom)))]
pub(crate) async fn create(
    State(room): State<Room>,
    caller: Caller<CustomersWrite>,
    Json(change): Json<Change>,
) -> Answer<Json<Whom>> {
    let store = &room.house.store;
    let checked = change.check(store.shop().country.as_deref())?;
    let lead = points(&checked).next().map(|(_, lead)| lead);
    let lead = lead.ok_or_else(|| Problem::invalid("/email", "an email or a phone is needed"))?;
    let ledger = room.ledger.clone();
    let id = store.write(caller.scope(), move |tx| {
        // Nobody may be given the same address between looking and writing.
        tx.lock("ledger")?;
        for point in points(&checked) {
            claim(tx, &ledger, None, point)?;
        }
        let (space, value) = lead.clone();
        let mut activities = activities(tx, lead, checked, (None, None))?;
        for activity in &mut activities {
            activity.key.insert_str(0, taking_back::MAKES);
        }
        append(tx, &ledger, &activities)?;
        let subject = ledger::subjects_of_token(tx, &space, &value)?.ok_or(Error::NoCustomer)?;
        crate::customer_of(tx, subject.id)?.ok_or(Error::NoCustomer)
    });
    Ok(Json(Whom::new(id.await?, None)))
}

/// Changes a customer by hand.
#[utoipa::path(patch, path = "/customers/{id}", params(("id" = String, Path)),
    request_body = Change, tag = "customers", responses((status = 200, body = Whom)))]
pub(crate) async fn change(
    State(room): State<Room>,
    caller: Caller<CustomersWrite>,
    Path(id): Path<CustomerId>,
    Json(change): Json<Change>,
) -> Answer<Json<Whom>> {
    let store = &room.house.store;
    let checked = change.check(store.shop().country.as_deref())?;
    let ledger = room.ledger.clone();
    let changed = store.write(caller.scope(), move |tx| {
        // Nobody may be given the same address between looking and writing.
        tx.lock("ledger")?;
        let row = crate::get(tx, id)?;
        let said: Vec<Lead> = points(&checked).map(|(_, point)| point).collect();
        let lead = lead_beside(tx, row.id, &said)?;
        let mut links = Vec::new();
        for point in points(&checked) {
            let link = claim(tx, &ledger, Some(row.id), point)?;
            links.extend(
                link.map(|link| by_hand(tx, Identifiers::led_by(lead.clone()), Body::Linked(link))),
            );
        }
        let email = row.email.and_then(|email| EmailAddress::parse(email.reveal()).ok());
        let phone = row.phone.and_then(|phone| Phone::parse(phone.reveal(), None).ok());
        append(tx, &ledger, &links)?;
        let activities = activities(tx, lead, checked, (email, phone))?;
        let edit = append(tx, &ledger, &activities)?;
        // Whoever had been deleted and is one with her now may give them their id.
        Ok::<_, Error>((crate::resolve(tx, row.id)?, edit.filter(|_| links.is_empty())))
    });
    let (id, edit) = changed.await?;
    Ok(Json(Whom::new(id, edit)))
}

/// Takes a change back, as if it had never been said: what other sources say holds again, and an
/// address that came with it is nobody's.
#[utoipa::path(delete, path = "/customers/{id}/edits/{edit}", tag = "customers",
    params(("id" = String, Path), ("edit" = String, Path)),
    responses((status = 200, body = Whom)))]
pub(crate) async fn take_back(
    State(room): State<Room>,
    caller: Caller<CustomersWrite>,
    Path((id, edit)): Path<(CustomerId, String)>,
) -> Answer<Json<Whom>> {
    let edit = Edit::parse(&edit).ok_or_else(Problem::not_found)?;
    let ledger = room.ledger.clone();
    let id = room.house.store.write(caller.scope(), move |tx| {
        let id = crate::get(tx, id)?.id;
        taking_back::take_back(tx, &ledger, (id, edit), |tx, lead, body| {
            by_hand(tx, Identifiers::led_by(lead), body)
        })?;
        crate::resolve(tx, id)
    });
    Ok(Json(Whom::new(id.await?, None)))
}

/// Takes a customer out of the book.
#[utoipa::path(delete, path = "/customers/{id}", params(("id" = String, Path)), tag = "customers",
    responses((status = 204)))]
pub(crate) async fn delete(
    State(room): State<Room>,
    caller: Caller<CustomersWrite>,
    Path(id): Path<CustomerId>,
) -> Answer<axum::http::StatusCode> {
    let ledger = room.ledger.clone();
    let written = room.house.store.write(caller.scope(), move |tx| {
        let id = crate::get(tx, id)?.id;
        let lead = Identifiers::led_by(lead_of(tx, id)?);
        ledger.append(tx, &[by_hand(tx, lead, Body::CustomerDeleted)])?;
        Ok::<_, Error>(())
    });
    written.await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}
