//! The context of a call: what of it is kept, and where.

use crate::meaning::fields::{Fields, pointer};
use crate::meaning::{Ignored, Why, words};
use base::{CustomerFacts, Identifiers, Shop, Zone};
use serde_json::{Map, Value};

/// Parts of the context that describe a device. They would identify a person by her machine, and
/// nothing here needs them.
const DEVICE: &[&str] =
    &["app", "device", "ip", "location", "network", "os", "screen", "userAgent", "userAgentData"];

/// The library that sent a call, as `name version`.
pub(super) fn library(context: &Map<String, Value>) -> Option<String> {
    let library = context.get("library")?;
    let name = library.get("name").and_then(Value::as_str)?;
    let version = library.get("version").and_then(Value::as_str).unwrap_or_default();
    Some(words::clean(&format!("{name} {version}")))
}

/// Notes what of the context is left out.
pub(super) fn note_left_out(context: &Map<String, Value>, ignored: &mut Vec<Ignored>) {
    const KEPT: [&str; 6] = ["library", "locale", "timezone", "page", "campaign", "traits"];
    for key in context.keys().filter(|key| !KEPT.contains(&key.as_str())) {
        let device = DEVICE.contains(&key.as_str());
        let why = if device { Why::Device } else { Why::NoField };
        ignored.push(Ignored::new(pointer("/context", key), why));
    }
}

/// Adds page, campaign, locale and zone to the properties of an activity, where it does not say
/// them itself.
pub(super) fn into_properties(context: &Map<String, Value>, properties: &mut Map<String, Value>) {
    for (group, keys) in [
        ("page", &["url", "path", "referrer", "title", "search"][..]),
        ("campaign", &["name", "source", "medium", "term", "content"][..]),
    ] {
        let Some(Value::Object(said)) = context.get(group) else { continue };
        for key in keys {
            let Some(Value::String(text)) = said.get(*key) else { continue };
            if !text.is_empty() && !properties.contains_key(*key) {
                let name = format!("{group}_{key}");
                properties.entry(name).or_insert_with(|| Value::String(words::clean(text)));
            }
        }
    }
    for key in ["locale", "timezone"] {
        if let Some(Value::String(text)) = context.get(key) {
            properties.entry(key).or_insert_with(|| Value::String(words::clean(text)));
        }
    }
}

/// Takes language and zone of a person from the context where her traits say nothing.
pub(super) fn into_facts(context: &Map<String, Value>, facts: &mut CustomerFacts) {
    let text = |key| context.get(key).and_then(Value::as_str);
    if facts.language.is_none() {
        facts.language = text("locale").and_then(words::language);
    }
    if facts.timezone.is_none() {
        let known = text("timezone").filter(|name| Zone::parse(name).is_ok());
        facts.timezone = known.map(str::to_owned);
    }
}

/// Adds email and phone from the traits of the context. Bad ones are noted: the call is about
/// something else.
pub(super) fn into_identifiers(
    traits: Fields<'_>,
    who: &mut Identifiers,
    shop: &Shop,
    ignored: &mut Vec<Ignored>,
) {
    match traits.email("email") {
        Ok(Some(email)) if !who.emails.contains(&email) => who.emails.push(email),
        Ok(_) => {}
        Err(refusal) => ignored.push(Ignored::new(refusal.pointer, Why::NotUnderstood)),
    }
    match traits.phone("phone", shop.country.as_deref()) {
        Ok(Some(phone)) if !who.phones.contains(&phone) => who.phones.push(phone),
        Ok(_) => {}
        Err(refusal) => ignored.push(Ignored::new(refusal.pointer, Why::NotUnderstood)),
    }
}
