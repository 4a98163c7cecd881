//! Rows of people.

use super::consent;
use super::field::Field;
use super::reading::{Reading, id_of, key};
use crate::meaning::{lists, traits, words};
use crate::reason::{Reason, Refusal, excerpt};
use base::{Activity, Address, Body, CustomerFacts, Identifiers, Personal, Zone};

/// Reads a row: facts first, consents behind.
///
/// # Errors
/// When it names nobody, or its id cannot be one.
pub(super) fn read(reading: &mut Reading<'_>) -> Result<(String, Vec<Activity>), Refusal> {
    let id = reading.id(Field::CustomerId)?;
    let address = address(reading);
    let who = Identifiers {
        ids: id.map(|id| (reading.plan.namespace.clone(), id)).into_iter().collect(),
        emails: reading.emails(),
        phones: reading.phones(address.country.as_deref()),
        ..Identifiers::default()
    };
    if who.is_empty() {
        let bad = reading.problems.pop().map(|problem| problem.refusal);
        let nobody =
            || Refusal::whole(Reason::MissingCustomer, "neither an id nor an email nor a phone");
        return Err(bad.unwrap_or_else(nobody));
    }
    let facts = facts(reading, address);
    let at = facts.created_at.unwrap_or(reading.plan.now);
    let object = id_of(&who);
    let key = key(reading.plan, &object);
    let consents = consent::activities(reading, &key, at, &who);
    let mut activities = vec![reading.activity(key, at, who, Body::Customer(facts))];
    activities.extend(consents);
    Ok((object, activities))
}

fn address(reading: &mut Reading<'_>) -> Address {
    let personal = |text: Option<String>| text.map(Personal::new);
    let own = reading.plan.mapping.own;
    let strip = |text: String| {
        if own { text } else { text.trim_start_matches('\'').to_owned() }
    };
    let country = reading.text(Field::Country).and_then(|name| {
        let code = lists::country(&name);
        if code.is_none() {
            let detail = format!("\"{}\" is not a country", excerpt(&name));
            let column = reading.column(Field::Country).to_owned();
            reading.note(Refusal::at(Reason::UnknownCountry, column, detail));
        }
        code.map(str::to_owned)
    });
    Address {
        street1: personal(reading.text(Field::Address1)),
        street2: personal(reading.text(Field::Address2)),
        postal_code: reading.text(Field::PostalCode).map(strip),
        city: reading.text(Field::City),
        region: reading.text(Field::Region),
        country,
    }
}

fn facts(reading: &mut Reading<'_>, address: Address) -> CustomerFacts {
    let own = reading.plan.mapping.own;
    let tidy_gender = |gender: String| if own { gender } else { gender.to_lowercase() };
    let (first, last) = names(reading);
    let birth_date = reading.birth_date();
    let created_at = reading.time(Field::CreatedAt);
    let language = checked(reading, Field::Language, Reason::UnknownLanguage, words::language);
    let timezone = checked(reading, Field::Timezone, Reason::UnknownZone, |name| {
        Zone::parse(name).is_ok().then(|| name.to_owned())
    });
    let tags: Vec<String> =
        reading.texts(Field::Tags).iter().flat_map(|text| traits::split_tags(text)).collect();
    CustomerFacts {
        first_name: first.map(Personal::new),
        last_name: last.map(Personal::new),
        birth_date: reading.or_note(birth_date).map(Personal::new),
        gender: reading.text(Field::Gender).map(tidy_gender),
        language,
        timezone,
        address,
        created_at: reading.or_note(created_at),
        tags: (!tags.is_empty()).then_some(tags),
        attributes: reading.attributes(),
        cleared: Vec::new(),
    }
}

fn names(reading: &Reading<'_>) -> (Option<String>, Option<String>) {
    let (first, last) = (reading.text(Field::FirstName), reading.text(Field::LastName));
    match reading.text(Field::FullName) {
        Some(name) if first.is_none() && last.is_none() => words::split_name(&name),
        _ => (first, last),
    }
}

fn checked(
    reading: &mut Reading<'_>,
    field: Field,
    reason: Reason,
    tidy: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let text = reading.text(field)?;
    let tidied = tidy(&text);
    if tidied.is_none() {
        let column = reading.column(field).to_owned();
        reading.note(Refusal::at(reason, column, format!("\"{}\"", excerpt(&text))));
    }
    tidied
}
