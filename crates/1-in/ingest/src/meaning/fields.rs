//! Reads typed fields out of a JSON object and notes what could not be used.

use super::amount::{self, Decimals};
use super::{Ignored, Why, lists, words};
use crate::reason::{Reason, Refusal, excerpt};
use base::{Currency, EmailAddress, Phone};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// A JSON object with the pointer at which it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields<'a> {
    /// The object.
    pub(crate) map: &'a Map<String, Value>,
    /// Its JSON pointer; empty for the whole.
    pub(crate) pointer: &'a str,
}

impl<'a> Fields<'a> {
    /// The pointer of a field.
    pub(crate) fn at(&self, key: &str) -> String {
        pointer(self.pointer, key)
    }

    /// A field that is there and not null.
    pub(crate) fn value(&self, key: &str) -> Option<&'a Value> {
        self.map.get(key).filter(|value| !value.is_null())
    }

    /// A field as text, tidied; numbers count as their digits. Empty texts are absent.
    ///
    /// # Errors
    /// When it is an object, a list or a flag.
    pub(crate) fn text(&self, key: &str) -> Result<Option<String>, Refusal> {
        let Some(value) = self.value(key) else { return Ok(None) };
        match plain_text(value) {
            Some(text) => Ok(Some(words::clean(&text)).filter(|text| !text.is_empty())),
            None => Err(Refusal::at(Reason::WrongType, self.at(key), "must be a text")),
        }
    }

    /// A field as an id: text or number; placeholders count as absent and are noted.
    ///
    /// # Errors
    /// When it has another type or cannot be an id.
    pub(crate) fn id(
        &self,
        key: &str,
        ignored: &mut Vec<Ignored>,
    ) -> Result<Option<String>, Refusal> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let Some(text) = plain_text(value) else {
            let detail = "must be a text or a whole number";
            return Err(Refusal::at(Reason::WrongType, self.at(key), detail));
        };
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if words::is_placeholder(text) {
            ignored.push(Ignored::new(self.at(key), Why::Placeholder));
            return Ok(None);
        }
        if !words::is_id(text) {
            return Err(Refusal::at(Reason::BadId, self.at(key), "not 1 to 256 plain bytes"));
        }
        Ok(Some(text.to_owned()))
    }

    /// A field as an object; empty when absent.
    ///
    /// # Errors
    /// When it has another type.
    pub(crate) fn object(&self, key: &str) -> Result<Option<&'a Map<String, Value>>, Refusal> {
        match self.value(key) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(map)),
            Some(_) => Err(Refusal::at(Reason::WrongType, self.at(key), "must be an object")),
        }
    }

    /// A field as money in minor units.
    ///
    /// # Errors
    /// When it is no amount.
    pub(crate) fn amount(&self, key: &str, currency: Currency) -> Result<Option<i64>, Refusal> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let minor = match value {
            Value::Number(number) => amount::minor(&number.to_string(), Decimals::Point, currency),
            Value::String(text) if text.trim().is_empty() => return Ok(None),
            Value::String(text) => amount::minor(text, Decimals::Point, currency),
            _ => Err(Reason::BadAmount),
        };
        let detail = || format!("{} is not an amount", excerpt(&value.to_string()));
        minor.map(Some).map_err(|reason| Refusal::at(reason, self.at(key), detail()))
    }

    /// A field as money that cannot be below zero.
    ///
    /// # Errors
    /// When it is no amount or below zero.
    pub(crate) fn price(&self, key: &str, currency: Currency) -> Result<Option<i64>, Refusal> {
        let minor = self.amount(key, currency)?;
        if minor.is_some_and(|minor| minor < 0) {
            let detail = "an amount below zero";
            return Err(Refusal::at(Reason::NegativePrice, self.at(key), detail));
        }
        Ok(minor)
    }

    /// A field as a currency.
    ///
    /// # Errors
    /// When there is no such currency.
    pub(crate) fn currency(&self, key: &str) -> Result<Option<Currency>, Refusal> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        let detail = || format!("\"{}\" is not a currency", excerpt(&text));
        let unknown = || Refusal::at(Reason::UnknownCurrency, self.at(key), detail());
        lists::currency(&text).map(Some).ok_or_else(unknown)
    }

    /// A field as an email address.
    ///
    /// # Errors
    /// When it is none.
    pub(crate) fn email(&self, key: &str) -> Result<Option<EmailAddress>, Refusal> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let bad = |detail| Refusal::at(Reason::BadEmail, self.at(key), detail);
        let Value::String(text) = value else { return Err(bad("must be a text")) };
        if text.trim().is_empty() {
            return Ok(None);
        }
        EmailAddress::parse(text).map(Some).map_err(|_| bad("not an email address"))
    }

    /// A field as a phone number, dialled in `region` when it has no country code.
    ///
    /// # Errors
    /// When it cannot exist.
    pub(crate) fn phone(&self, key: &str, region: Option<&str>) -> Result<Option<Phone>, Refusal> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        let detail = "not a phone number that can be dialled";
        let bad = |_| Refusal::at(Reason::BadPhone, self.at(key), detail);
        Phone::parse(&text, region).map(Some).map_err(bad)
    }
}

/// The JSON pointer of a field below another (RFC 6901).
pub(crate) fn pointer(base: &str, key: &str) -> String {
    format!("{base}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// A scalar as text: texts as they are, whole numbers as their digits.
pub(crate) fn plain_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 9e15 => {
                Some(format!("{float:.0}"))
            }
            _ => Some(number.to_string()),
        },
        _ => None,
    }
}

/// A JSON object read by the snake-case forms of its names, whatever their spelling.
#[derive(Debug)]
pub(crate) struct Spelled<'a> {
    /// The object itself.
    pub(crate) fields: Fields<'a>,
    keys: HashMap<String, &'a str>,
}

impl<'a> Spelled<'a> {
    /// Looks through the names of an object.
    pub(crate) fn new(fields: Fields<'a>) -> Self {
        let mut keys = HashMap::with_capacity(fields.map.len());
        for (key, value) in fields.map {
            let snake = words::snake_case(key);
            let exact = snake == *key;
            if !value.is_null() && (exact || !keys.contains_key(&snake)) {
                keys.insert(snake, key.as_str());
            }
        }
        Self { fields, keys }
    }

    /// Takes the first of several names out, so that [`Spelled::rest`] leaves it out.
    pub(crate) fn take(&mut self, snakes: &[&str]) -> Option<&'a str> {
        snakes.iter().find_map(|snake| self.keys.remove(*snake))
    }

    /// What nobody has taken: snake-case name and name as written, sorted.
    pub(crate) fn rest(self) -> Vec<(String, &'a str)> {
        let mut rest: Vec<_> = self.keys.into_iter().collect();
        rest.sort_unstable();
        rest
    }
}
