//! What sources say of a person: for every field the value, its source and its time.

use base::{CustomerFacts, Instant, Personal};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// One source's word on one field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// The value; null when the source emptied it. For `email` and `phone` the number of the
    /// identifier.
    #[serde(rename = "v")]
    pub value: Value,
    /// Who says so.
    #[serde(rename = "s")]
    pub source: String,
    /// Since when, in microseconds.
    #[serde(rename = "t")]
    pub at: i64,
    /// The activity that said it.
    #[serde(rename = "n")]
    pub seq: i64,
}

/// All words on all fields: per field one word of each source, its latest.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Sheet(BTreeMap<String, Vec<Fact>>);

/// Where and when a set of facts comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin<'a> {
    pub(crate) source: &'a str,
    pub(crate) at: Instant,
    pub(crate) seq: i64,
}

impl Sheet {
    /// Takes one word in, unless the same source said something later.
    pub(crate) fn put(&mut self, field: &str, value: Value, origin: Origin<'_>) {
        let fact = Fact {
            value,
            source: origin.source.to_owned(),
            at: origin.at.as_micros(),
            seq: origin.seq,
        };
        let words = self.0.entry(field.to_owned()).or_default();
        match words.iter_mut().find(|word| word.source == fact.source) {
            Some(word) if (word.at, word.seq) <= (fact.at, fact.seq) => *word = fact,
            Some(_) => {}
            None => words.push(fact),
        }
    }

    /// Takes in everything that an activity says of the person.
    pub(crate) fn fold(&mut self, facts: &CustomerFacts, origin: Origin<'_>) {
        for (field, value) in fields(facts) {
            self.put(&field, value, origin);
        }
        for field in &facts.cleared {
            self.put(field, Value::Null, origin);
        }
    }

    /// Lays another sheet over this one: the union, each source's latest word winning.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (field, words) in &other.0 {
            for word in words {
                let at = Instant::from_micros(word.at);
                let origin = Origin { source: &word.source, at, seq: word.seq };
                self.put(field, word.value.clone(), origin);
            }
        }
    }

    /// The word that holds: the latest of all sources. Nothing when it emptied the field.
    pub fn current(&self, field: &str) -> Option<&Fact> {
        let words = self.0.get(field)?;
        let latest = words.iter().max_by_key(|word| (word.at, word.seq))?;
        (!latest.value.is_null()).then_some(latest)
    }

    /// The text of the word that holds.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.current(field)?.value.as_str()
    }

    /// The personal text of the word that holds.
    pub fn personal(&self, field: &str) -> Option<Personal> {
        self.text(field).map(Personal::new)
    }

    /// Every field with all words on it, the one that holds first.
    pub fn fields(&self) -> impl Iterator<Item = (&str, Vec<&Fact>)> {
        self.0.iter().map(|(field, words)| {
            let mut words: Vec<&Fact> = words.iter().collect();
            words.sort_by_key(|word| std::cmp::Reverse((word.at, word.seq)));
            (field.as_str(), words)
        })
    }

    /// Whether this source already says all of this, so that hearing it again changes nothing.
    pub(crate) fn says(&self, facts: &CustomerFacts, source: &str) -> bool {
        fields(facts).all(|(field, value)| {
            let words = self.0.get(&field);
            words.is_some_and(|w| w.iter().any(|w| w.source == source && w.value == value))
        })
    }
}

/// The facts as pairs of field and value.
pub(crate) fn fields(facts: &CustomerFacts) -> impl Iterator<Item = (String, Value)> {
    let address = &facts.address;
    let text = |text: &Option<String>| text.clone().map(Value::from);
    let personal = |text: &Option<Personal>| text.as_ref().map(|t| Value::from(t.reveal()));
    let named = [
        ("first_name", personal(&facts.first_name)),
        ("last_name", personal(&facts.last_name)),
        ("birth_date", personal(&facts.birth_date)),
        ("gender", text(&facts.gender)),
        ("language", text(&facts.language)),
        ("timezone", text(&facts.timezone)),
        ("street1", personal(&address.street1)),
        ("street2", personal(&address.street2)),
        ("postal_code", text(&address.postal_code)),
        ("city", text(&address.city)),
        ("region", text(&address.region)),
        ("country", text(&address.country)),
        ("created_at", facts.created_at.map(|at| Value::from(at.as_micros()))),
        ("tags", facts.tags.clone().map(Value::from)),
    ];
    let own: Vec<_> = facts
        .attributes
        .iter()
        .map(|(name, value)| (format!("attribute.{name}"), value.clone()))
        .collect();
    let named = named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    named.chain(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(source: &str, at: i64) -> Origin<'_> {
        Origin { source, at: Instant::from_micros(at), seq: at }
    }

    fn named(name: &str) -> CustomerFacts {
        CustomerFacts { first_name: Personal::known(name), ..Default::default() }
    }

    #[test]
    fn the_latest_word_holds_whatever_the_order_of_arrival() {
        let mut sheet = Sheet::default();
        sheet.fold(&named("Anne"), origin("shopify", 20));
        sheet.fold(&named("Anna"), origin("csv", 10));
        sheet.fold(&named("Ann"), origin("shopify", 5));
        assert_eq!(sheet.text("first_name"), Some("Anne"));
        let (_, words) = sheet.fields().next().unwrap();
        let sources: Vec<_> = words.iter().map(|word| word.source.as_str()).collect();
        assert_eq!(sources, ["shopify", "csv"]);
    }

    #[test]
    fn a_cleared_field_is_unknown_until_somebody_says_it_again() {
        let mut sheet = Sheet::default();
        sheet.fold(&named("Anna"), origin("csv", 10));
        let cleared = CustomerFacts { cleared: vec!["first_name".into()], ..Default::default() };
        sheet.fold(&cleared, origin("staff", 20));
        assert_eq!(sheet.text("first_name"), None);
        sheet.fold(&named("Anne"), origin("csv", 30));
        assert_eq!(sheet.text("first_name"), Some("Anne"));
    }

    #[test]
    fn merging_is_the_same_in_either_direction() {
        let (mut a, mut b) = (Sheet::default(), Sheet::default());
        a.fold(&named("Anna"), origin("csv", 10));
        b.fold(&named("Anne"), origin("shopify", 20));
        let (mut ab, mut ba) = (a.clone(), b.clone());
        ab.merge(&b);
        ba.merge(&a);
        assert_eq!(ab.text("first_name"), ba.text("first_name"));
    }

    #[test]
    fn the_same_again_is_known() {
        let mut sheet = Sheet::default();
        sheet.fold(&named("Anna"), origin("csv", 10));
        assert!(sheet.says(&named("Anna"), "csv"));
        assert!(!sheet.says(&named("Anna"), "shopify") && !sheet.says(&named("Anne"), "csv"));
    }
}
