//! What the rows of many customers are folded from, read together: a few questions for all of
//! them, where each alone would take eight.

use crate::Error;
use crate::folding::Person;
use crate::model::facts::Sheet;
use crate::rows::audience::consents_of_points;
use crate::rows::orders::{self, Sums};
use crate::rows::{customers, persons};
use crate::search::Term;
use base::{Channel, ConsentState, Currency, CustomerId, Instant, Personal, Space};
use ledger::SubjectId;
use std::collections::HashMap;
use store::Tx;

/// A kind of contact point: how identifiers of it are told, the field that says which one holds,
/// and the channel to it.
struct Kind {
    space: Space,
    field: &'static str,
    channel: Channel,
}

const EMAIL: Kind = Kind { space: Space::Email, field: "email", channel: Channel::Email };
const PHONE: Kind = Kind { space: Space::Phone, field: "phone", channel: Channel::Sms };

/// One kind of contact point of the customers, as read.
#[derive(Debug)]
struct Points {
    values: HashMap<SubjectId, Personal>,
    states: HashMap<SubjectId, ConsentState>,
}

/// As many customers as fit one list.
#[derive(Debug)]
pub(crate) struct Gathered {
    home: Currency,
    people: HashMap<CustomerId, Vec<Person>>,
    emails: Points,
    phones: Points,
    sums: HashMap<SubjectId, Sums>,
    found_under: HashMap<CustomerId, Vec<Term>>,
}

impl Gathered {
    /// Reads everything about up to [`store::LIST`] customers.
    pub(crate) fn read(
        tx: &mut Tx<'_>,
        customers: &[CustomerId],
        home: Currency,
    ) -> Result<Self, Error> {
        let people = persons::of_customers(tx, customers)?;
        let subjects: Vec<SubjectId> = people.values().flatten().map(|p| p.subject).collect();
        Ok(Self {
            home,
            emails: Points::read(tx, &people, &EMAIL)?,
            phones: Points::read(tx, &people, &PHONE)?,
            sums: orders::sums(tx, &subjects, home)?,
            found_under: customers::found_under(tx, customers)?,
            people,
        })
    }

    /// The row of one of them, with how it is to be written; none when nobody is left of her.
    pub(crate) fn fold(
        &mut self,
        tx: &Tx<'_>,
        id: CustomerId,
    ) -> Result<Option<customers::Prepared>, Error> {
        let Some(people) = self.people.remove(&id) else { return Ok(None) };
        let row = self.row(id, &people);
        customers::prepare(tx, &row, self.found_under.get(&id).map(Vec::as_slice)).map(Some)
    }

    fn row(&self, id: CustomerId, people: &[Person]) -> customers::Row {
        let mut sheet = Sheet::default();
        for person in people {
            sheet.merge(&person.facts);
        }
        let known_since = people.iter().filter_map(|p| p.own).map(|own| own.made_at()).min();
        let said_since = sheet.current("created_at").and_then(|fact| fact.value.as_i64());
        let since = said_since.map(Instant::from_micros).into_iter().chain(known_since).min();
        let sums = people.iter().filter_map(|person| self.sums.get(&person.subject));
        customers::Row {
            id,
            since: since.unwrap_or(Instant::from_micros(0)),
            email: self.emails.value(people, &sheet, &EMAIL),
            phone: self.phones.value(people, &sheet, &PHONE),
            email_consent: self.emails.consent(people, &EMAIL),
            sms_consent: self.phones.consent(people, &PHONE),
            sums: Sums::of(sums, self.home),
            deleted_at: people.iter().filter_map(|p| p.deleted_at).max(),
            sheet,
        }
    }
}

impl Points {
    fn read(
        tx: &mut Tx<'_>,
        people: &HashMap<CustomerId, Vec<Person>>,
        kind: &Kind,
    ) -> Result<Self, Error> {
        let of_kind = people.values().flatten().filter(|person| person.space == kind.space);
        let points: Vec<SubjectId> = of_kind.map(|person| person.subject).collect();
        let (mut values, mut states) = (HashMap::new(), HashMap::new());
        for points in points.chunks(store::LIST) {
            let named = ledger::subject_values(tx, points)?;
            values.extend(named.into_iter().map(|(point, (_, value))| (point, value)));
            states.extend(consents_of_points(tx, points, kind.channel, "marketing")?);
        }
        Ok(Self { values, states })
    }

    /// The address or number that is written to: the one that was said last, else the newest.
    fn value(&self, people: &[Person], sheet: &Sheet, kind: &Kind) -> Option<Personal> {
        let of_kind = || people.iter().filter(|p| p.space == kind.space).map(|p| p.subject);
        let said = sheet.current(kind.field).and_then(|fact| fact.value.as_i64()).map(SubjectId);
        let said = said.filter(|said| of_kind().any(|point| point == *said));
        self.values.get(&said.or_else(|| of_kind().max())?).cloned()
    }

    /// What stands for the channel over all of a customer's contact points: the strictest.
    fn consent(&self, people: &[Person], kind: &Kind) -> ConsentState {
        let of_kind = people.iter().filter(|person| person.space == kind.space);
        let states = of_kind.filter_map(|person| self.states.get(&person.subject));
        states.max().copied().unwrap_or(ConsentState::Never)
    }
}
