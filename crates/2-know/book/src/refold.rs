//! The one row of a customer that lists and search read, folded from her identifiers.

use crate::Error;
use crate::folding::{Folding, Person};
use crate::model::facts::Sheet;
use crate::rows::{consents, customers, orders, persons};
use base::{Channel, ConsentState, Currency, CustomerId, Instant, Personal, Space};
use ledger::SubjectId;
use store::Tx;

/// Folds the row of every touched customer, and tells listeners.
pub(crate) fn all(tx: &mut Tx<'_>, folding: &mut Folding) -> Result<(), Error> {
    let changes = read(tx, folding)?;
    write(tx, folding.home, changes)?;
    folding.told.append(&mut folding.touched);
    folding.told.append(&mut folding.bought);
    for customer in std::mem::take(&mut folding.told) {
        tx.announce("customer", customer.to_string());
    }
    Ok(())
}

/// What becomes of one customer's row.
#[derive(Debug)]
pub(crate) enum Change {
    Row(Box<customers::Prepared>),
    /// Only what her orders come to.
    Sums(CustomerId, orders::Sums),
    /// Merged away, or nothing is left of her. The id of a merged one still leads to her, through
    /// the identifier that it is made from.
    Gone(CustomerId),
}

/// Works out what becomes of every touched customer's row. Writes nothing.
pub(crate) fn read(tx: &mut Tx<'_>, folding: &Folding) -> Result<Vec<Change>, Error> {
    let mut changes = Vec::with_capacity(folding.touched.len() + folding.bought.len());
    for customer in &folding.touched {
        changes.push(one(tx, folding.home, *customer)?);
    }
    for customer in folding.bought.difference(&folding.touched) {
        let subjects = persons::subjects_of(tx, *customer)?;
        changes.push(Change::Sums(*customer, orders::sums(tx, &subjects, folding.home)?));
    }
    Ok(changes)
}

/// Writes what [`read`] has worked out.
pub(crate) fn write(tx: &mut Tx<'_>, home: Currency, changes: Vec<Change>) -> Result<(), Error> {
    let mut rows = Vec::with_capacity(changes.len());
    for change in changes {
        match change {
            Change::Row(row) => rows.push(*row),
            Change::Gone(customer) => customers::remove(tx, customer)?,
            Change::Sums(customer, sums) => {
                if !customers::put_sums(tx, customer, &sums)?
                    && let Change::Row(row) = one(tx, home, customer)?
                {
                    rows.push(*row);
                }
            }
        }
    }
    customers::put_all(tx, rows)
}

fn one(tx: &mut Tx<'_>, home: Currency, customer: CustomerId) -> Result<Change, Error> {
    let people = persons::of_customer(tx, customer)?;
    if people.is_empty() {
        return Ok(Change::Gone(customer));
    }
    let row = fold(tx, home, customer, &people)?;
    Ok(Change::Row(Box::new(customers::prepare(tx, &row)?)))
}

fn fold(
    tx: &mut Tx<'_>,
    home: Currency,
    id: CustomerId,
    people: &[Person],
) -> Result<customers::Row, Error> {
    let mut sheet = Sheet::default();
    for person in people {
        sheet.merge(&person.facts);
    }
    let subjects: Vec<SubjectId> = people.iter().map(|person| person.subject).collect();
    let email = point(tx, people, &sheet, (&Space::Email, "email"))?;
    let phone = point(tx, people, &sheet, (&Space::Phone, "phone"))?;
    let email_consent = consent(tx, people, (&Space::Email, Channel::Email))?;
    let sms_consent = consent(tx, people, (&Space::Phone, Channel::Sms))?;
    let sums = orders::sums(tx, &subjects, home)?;
    let known_since = people.iter().filter_map(|p| p.own).map(|own| own.made_at()).min();
    let said_since = sheet.current("created_at").and_then(|fact| fact.value.as_i64());
    let since = said_since.map(Instant::from_micros).into_iter().chain(known_since).min();
    let deleted = people.iter().filter_map(|p| p.deleted_at).max();
    Ok(customers::Row {
        id,
        since: since.unwrap_or(Instant::from_micros(0)),
        email,
        phone,
        email_consent,
        sms_consent,
        sums,
        deleted_at: deleted,
        sheet,
    })
}

/// The address or number that is written to: the one that was said last, else the newest.
fn point(
    tx: &mut Tx<'_>,
    people: &[Person],
    sheet: &Sheet,
    (space, field): (&Space, &str),
) -> Result<Option<Personal>, Error> {
    let said = sheet.current(field).and_then(|fact| fact.value.as_i64()).map(SubjectId);
    let of_space = || people.iter().filter(|person| person.space == *space);
    let said = said.filter(|subject| of_space().any(|person| person.subject == *subject));
    let Some(subject) = said.or_else(|| of_space().map(|person| person.subject).max()) else {
        return Ok(None);
    };
    Ok(ledger::subject_value(tx, subject)?.map(|(_, value)| value))
}

/// What stands for a channel over all of a customer's contact points: the strictest.
fn consent(
    tx: &mut Tx<'_>,
    people: &[Person],
    (space, channel): (&Space, Channel),
) -> Result<ConsentState, Error> {
    let mut strictest = None;
    for person in people.iter().filter(|person| person.space == *space) {
        let state = consents::state_of(tx, person.subject, channel, "marketing")?;
        strictest = strictest.max(state.map(|standing| standing.state));
    }
    Ok(strictest.unwrap_or(ConsentState::Never))
}
