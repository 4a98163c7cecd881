//! What the traits of a person say: facts, contact points, and never a consent.

use super::fields::{Fields, Spelled, plain_text};
use super::{Ignored, Why, lists, words};
use crate::reason::{Reason, Refusal, excerpt};
use base::{CustomerFacts, EmailAddress, Instant, Personal, Phone, Shop, Zone, limits};
use jiff::civil::Date;
use serde_json::Value;

/// What traits say about a person.
#[derive(Debug, Default)]
pub(crate) struct Person {
    /// Facts for the book.
    pub(crate) facts: CustomerFacts,
    /// Her email addresses.
    pub(crate) emails: Vec<EmailAddress>,
    /// Her phones.
    pub(crate) phones: Vec<Phone>,
    /// Whether the traits say that she wants no mails.
    pub(crate) unsubscribed: bool,
}

/// Traits that speak of consent. They are left out, since anyone who knows the public write key
/// could send them.
const CONSENT: &[&str] = &[
    "accepts_email_marketing",
    "accepts_marketing",
    "accepts_sms_marketing",
    "consent",
    "email_consent",
    "email_marketing_consent",
    "email_opt_in",
    "marketing_consent",
    "marketing_opt_in",
    "newsletter",
    "opt_in",
    "sms_consent",
    "sms_marketing_consent",
    "subscribed",
];
const UNSUBSCRIBED: &[&str] =
    &["email_opt_out", "email_unsubscribed", "opt_out", "opted_out", "unsubscribed"];
/// Traits that repeat what the call itself says, or that are worked out here.
const DERIVED: &[&str] = &["age", "anonymous_id", "id", "user_id"];
const PHONE: &[&str] = &["phone", "phone_number", "mobile", "mobile_phone"];

/// Reads traits.
///
/// # Errors
/// When an email, a phone, a country or a type cannot be taken.
pub(crate) fn read(
    traits: Fields<'_>,
    shop: &Shop,
    ignored: &mut Vec<Ignored>,
) -> Result<Person, Refusal> {
    let mut said = Spelled::new(traits);
    let mut person = Person::default();
    if let Some(key) = said.take(&["email", "email_address"]) {
        person.emails.extend(traits.email(key)?);
    }
    names(&mut said, &mut person.facts)?;
    if let Some(key) = said.take(&["address", "default_address"]) {
        address_trait(traits, key, &mut person.facts)?;
    }
    address(&mut said, &mut person.facts)?;
    if let Some(key) = said.take(PHONE) {
        let home = person.facts.address.country.as_deref().or(shop.country.as_deref());
        person.phones.extend(phone(traits, key, home, ignored)?);
    }
    vitals(&mut said, &mut person.facts, shop, ignored)?;
    if let Some(key) = said.take(UNSUBSCRIBED) {
        person.unsubscribed = traits.value(key).is_some_and(is_true);
    }
    for (snake, key) in said.rest() {
        let pointer = traits.at(key);
        if CONSENT.contains(&snake.as_str()) {
            ignored.push(Ignored::new(pointer, Why::Consent));
        } else if DERIVED.contains(&snake.as_str()) {
            ignored.push(Ignored::new(pointer, Why::NoField));
        } else if let Some(value) = traits.value(key) {
            attribute(&mut person.facts, snake, value, pointer, ignored);
        }
    }
    Ok(person)
}

/// A phone. Where neither the number nor anybody else says in which country it is dialled, it
/// cannot be judged, and is left out.
fn phone(
    traits: Fields<'_>,
    key: &str,
    home: Option<&str>,
    ignored: &mut Vec<Ignored>,
) -> Result<Option<Phone>, Refusal> {
    let text = traits.text(key)?.unwrap_or_default();
    let read = traits.phone(key, home);
    let is_national = !text.starts_with('+') && !text.starts_with("00");
    if read.is_err() && home.is_none() && is_national {
        ignored.push(Ignored::new(traits.at(key), Why::NotUnderstood));
        return Ok(None);
    }
    read
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Bool(flag) => *flag,
        Value::String(text) => ["true", "yes", "1"].contains(&text.to_ascii_lowercase().as_str()),
        Value::Number(number) => number.as_i64() == Some(1),
        _ => false,
    }
}

fn names(said: &mut Spelled<'_>, facts: &mut CustomerFacts) -> Result<(), Refusal> {
    let fields = said.fields;
    let mut text = |names: &[&str]| match said.take(names) {
        Some(key) => fields.text(key),
        None => Ok(None),
    };
    let first = text(&["first_name", "firstname", "given_name"])?;
    let last = text(&["last_name", "lastname", "family_name", "surname"])?;
    let (whole_first, whole_last) = match text(&["name", "full_name"])? {
        Some(name) if first.is_none() && last.is_none() => words::split_name(&name),
        _ => (None, None),
    };
    facts.first_name = first.or(whole_first).map(Personal::new);
    facts.last_name = last.or(whole_last).map(Personal::new);
    facts.gender = text(&["gender", "sex"])?.map(|gender| gender.to_lowercase());
    Ok(())
}

fn address_trait(traits: Fields<'_>, key: &str, facts: &mut CustomerFacts) -> Result<(), Refusal> {
    if let Some(Value::Object(map)) = traits.value(key) {
        let pointer = traits.at(key);
        return address(&mut Spelled::new(Fields { map, pointer: &pointer }), facts);
    }
    facts.address.street1 = traits.text(key)?.map(Personal::new);
    Ok(())
}

fn address(said: &mut Spelled<'_>, facts: &mut CustomerFacts) -> Result<(), Refusal> {
    let fields = said.fields;
    let mut text = |names: &[&str]| match said.take(names) {
        Some(key) => fields.text(key).map(|text| text.map(|text| (key, text))),
        None => Ok(None),
    };
    let address = &mut facts.address;
    if let Some((_, street)) = text(&["street", "street1", "address1", "line1"])? {
        address.street1 = Some(Personal::new(street));
    }
    if let Some((_, street)) = text(&["street2", "address2", "line2"])? {
        address.street2 = Some(Personal::new(street));
    }
    if let Some((_, code)) = text(&["postal_code", "postalcode", "postcode", "zip", "zip_code"])? {
        address.postal_code = Some(code);
    }
    if let Some((_, city)) = text(&["city", "town"])? {
        address.city = Some(city);
    }
    if let Some((_, region)) = text(&["state", "region", "province"])? {
        address.region = Some(region);
    }
    if let Some((key, country)) = text(&["country", "country_code"])? {
        let detail = || format!("\"{}\" is not a country", excerpt(&country));
        let code = lists::country(&country)
            .ok_or_else(|| Refusal::at(Reason::UnknownCountry, fields.at(key), detail()))?;
        address.country = Some(code.into());
    }
    Ok(())
}

/// Birth date, language, zone, time of becoming known, tags: what cannot be understood is left
/// out and noted.
fn vitals(
    said: &mut Spelled<'_>,
    facts: &mut CustomerFacts,
    shop: &Shop,
    ignored: &mut Vec<Ignored>,
) -> Result<(), Refusal> {
    let fields = said.fields;
    let mut note = |key: &str| ignored.push(Ignored::new(fields.at(key), Why::NotUnderstood));
    if let Some(key) = said.take(&["birthday", "birth_date", "birthdate", "date_of_birth"]) {
        facts.birth_date = fields.text(key)?.and_then(|text| birth_date(&text));
        facts.birth_date.is_none().then(|| note(key));
    }
    if let Some(key) = said.take(&["language", "locale", "preferred_language"]) {
        facts.language = fields.text(key)?.and_then(|text| words::language(&text));
        facts.language.is_none().then(|| note(key));
    }
    if let Some(key) = said.take(&["timezone", "time_zone"]) {
        facts.timezone = fields.text(key)?.filter(|name| Zone::parse(name).is_ok());
        facts.timezone.is_none().then(|| note(key));
    }
    if let Some(key) = said.take(&["created_at", "createdat", "created"]) {
        let text = fields.value(key).and_then(plain_text);
        facts.created_at = text.and_then(|text| Instant::parse_loose(&text, &shop.zone).ok());
        facts.created_at.is_none().then(|| note(key));
    }
    if let Some(key) = said.take(&["tags"]) {
        facts.tags = fields.value(key).and_then(tags);
        facts.tags.is_none().then(|| note(key));
    }
    Ok(())
}

/// A birth date as `YYYY-MM-DD`; a time behind it is dropped.
pub(crate) fn birth_date(text: &str) -> Option<Personal> {
    let date: Date = text.get(..10)?.parse().ok()?;
    (1900..=2100).contains(&date.year()).then(|| Personal::new(date.to_string()))
}

/// Tags as a list, or as a text cut at commas and semicolons.
fn tags(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(split_tags(text)),
        Value::Array(items) => {
            let mut tags: Vec<String> = Vec::new();
            for tag in items.iter().filter_map(plain_text).map(|tag| words::clean(&tag)) {
                put(&mut tags, tag);
            }
            Some(tags)
        }
        _ => None,
    }
}

/// Cuts tags at commas and semicolons. One that stands in quotes may have them in it, and quotes
/// that are doubled.
pub(crate) fn split_tags(text: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (tag, behind) = first_tag(rest);
        put(&mut tags, words::clean(&tag));
        rest = behind;
    }
    tags
}

/// Adds a tag, once.
fn put(tags: &mut Vec<String>, tag: String) {
    if !tag.is_empty() && !tags.contains(&tag) {
        tags.push(tag);
    }
}

/// The first tag of a list, and the list behind it.
fn first_tag(text: &str) -> (String, &str) {
    if let Some(inner) = text.trim_start().strip_prefix('"') {
        let mut quotes = inner.match_indices('"').map(|(at, _)| at);
        while let Some(at) = quotes.next() {
            let behind = inner.get(at + 1..).unwrap_or_default();
            if behind.starts_with('"') {
                quotes.next();
                continue;
            }
            let behind = behind.trim_start();
            if behind.is_empty() || behind.starts_with([',', ';']) {
                let tag = inner.get(..at).unwrap_or_default().replace("\"\"", "\"");
                return (tag, behind.get(1..).unwrap_or_default());
            }
        }
    }
    // No quotes, or none that end where a tag does.
    let (tag, behind) = text.split_once([',', ';']).unwrap_or((text, ""));
    (tag.trim().trim_matches('"').to_owned(), behind)
}

fn attribute(
    facts: &mut CustomerFacts,
    name: String,
    value: &Value,
    pointer: String,
    ignored: &mut Vec<Ignored>,
) {
    let size = match value {
        Value::String(text) => text.len(),
        Value::Object(_) | Value::Array(_) => value.to_string().len(),
        _ => 0,
    };
    if name.is_empty() || name.len() > limits::NAME_BYTES_MAX || size > limits::TEXT_BYTES_MAX {
        ignored.push(Ignored::new(pointer, Why::TooLong));
        return;
    }
    let value = match value {
        Value::String(text) => Value::String(words::clean(text)),
        value => value.clone(),
    };
    facts.attributes.insert(name, value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(traits: Value) -> Result<(Person, Vec<Ignored>), Reason> {
        let Value::Object(map) = traits else { panic!("an object") };
        let mut ignored = Vec::new();
        let shop = Shop { country: Some("DE".into()), ..Shop::default() };
        let person = read(Fields { map: &map, pointer: "/traits" }, &shop, &mut ignored);
        person.map(|person| (person, ignored)).map_err(|refusal| refusal.reason)
    }

    #[test]
    fn tags_are_cut_outside_of_quotes() {
        for (text, want) in [
            ("vip, early; new", &["vip", "early", "new"][..]),
            ("\"a, b\";c", &["a, b", "c"]),
            ("\"5\"\" disk\";\"x\" , y", &["5\" disk", "x", "y"]),
            ("\"open, b", &["open", "b"]),
            ("5\" disk,5\" disk", &["5\" disk"]),
            (" ,;", &[]),
        ] {
            assert_eq!(split_tags(text), want, "{text}");
        }
    }

    #[test]
    fn reserved_traits_become_facts() {
        let (person, ignored) = check(json!({
            "email": "Anna@Example.com", "phone": "030 901820", "name": "Anna Weiß",
            "birthday": "1990-05-17T00:00:00Z", "createdAt": 1_700_000_000, "plan": "gold",
            "address": {"street": "Hauptstraße 1", "city": "Berlin", "postalCode": 10115,
                "country": "Germany"},
            "tags": "vip, early", "age": 36}))
        .unwrap();
        let facts = person.facts;
        assert_eq!(facts.first_name.unwrap().reveal(), "Anna");
        assert_eq!(facts.birth_date.unwrap().reveal(), "1990-05-17");
        assert_eq!(facts.address.country.as_deref(), Some("DE"));
        assert_eq!(facts.address.postal_code.as_deref(), Some("10115"));
        assert_eq!(facts.tags, Some(vec!["vip".into(), "early".into()]));
        assert_eq!(facts.attributes["plan"], "gold");
        assert_eq!(person.phones[0].reveal(), "+4930901820");
        assert_eq!(ignored, [Ignored::new("/traits/age", Why::NoField)]);
    }

    #[test]
    fn a_number_that_nobody_can_place_is_left_out() {
        let read_with = |phone: &str| {
            let Value::Object(map) = json!({ "phone": phone }) else { panic!("an object") };
            let mut ignored = Vec::new();
            let fields = Fields { map: &map, pointer: "/traits" };
            let person = read(fields, &Shop::default(), &mut ignored);
            (person.map(|person| person.phones.len()).ok(), ignored.len())
        };
        assert_eq!(read_with("030 901820"), (Some(0), 1));
        assert_eq!(read_with("+49 30 901820"), (Some(1), 0));
        assert_eq!(read_with("+49 1"), (None, 0));
    }

    #[test]
    fn klaviyo_spelling_is_understood() {
        let (person, _) =
            check(json!({"$email": "a@example.com", "$first_name": "Ana", "$zip": "1010"}))
                .unwrap();
        assert_eq!(person.facts.address.postal_code.as_deref(), Some("1010"));
        assert_eq!(person.emails.len(), 1);
    }

    #[test]
    fn consent_is_never_raised_and_may_be_lowered() {
        let (person, ignored) =
            check(json!({"email_consent": true, "accepts_marketing": "yes"})).unwrap();
        assert!(ignored.iter().all(|part| part.why == Why::Consent) && ignored.len() == 2);
        assert!(!person.unsubscribed && person.facts.attributes.is_empty());
        assert!(check(json!({"unsubscribed": true})).unwrap().0.unsubscribed);
    }

    #[test]
    fn what_cannot_be_is_refused_or_noted() {
        for (traits, want) in [
            (json!({"email": "anna@"}), Reason::BadEmail),
            (json!({"email": "a@b.de\nBcc: c@d.de"}), Reason::BadEmail),
            (json!({"email": 7}), Reason::BadEmail),
            (json!({"phone": "12"}), Reason::BadPhone),
            (json!({"country": "Atlantis"}), Reason::UnknownCountry),
            (json!({"firstName": {"a": 1}}), Reason::WrongType),
        ] {
            assert_eq!(check(traits.clone()).err(), Some(want), "{traits}");
        }
        let long = "x".repeat(2_000);
        let (person, ignored) = check(json!({"email": "", "birthday": "soon", "timezone": "Mars",
            "locale": "!", "created_at": "x", "tags": 3, "essay": long}))
        .unwrap();
        assert_eq!((person.emails.len(), ignored.len()), (0, 6));
    }
}
