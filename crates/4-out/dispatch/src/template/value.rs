//! What a template can see: our own object view, never the objects themselves.

use base::{Instant, Money};
use std::borrow::Cow;
use std::fmt::Write as _;

/// Deepest nesting of lists and maps that is shown to a template.
const DEPTH_MAX: usize = 8;

/// A value in a template. Unknown is [`Value::Nil`] and prints nothing.
#[derive(Clone, PartialEq, Default)]
pub enum Value {
    /// Unknown.
    #[default]
    Nil,
    /// True or false.
    Flag(bool),
    /// A whole number.
    Int(i64),
    /// A decimal number.
    Float(f64),
    /// A text from a customer, a product or any other source. Always escaped.
    Text(String),
    /// A text that the shop or the house wrote; the filter `raw` may leave it unescaped.
    Trusted(String),
    /// An amount.
    Money(Money),
    /// A moment.
    Time(Instant),
    /// Several values.
    List(Vec<Value>),
    /// Named values, in order.
    Map(Vec<(String, Value)>),
    /// Whole numbers from one to another, both included; never laid out in memory.
    Range(i64, i64),
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Values are personal as often as not.
        f.write_str(self.kind())
    }
}

impl Value {
    /// A map of named values.
    pub fn map<const N: usize>(entries: [(&str, Value); N]) -> Self {
        Self::Map(entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// A text, or nil when it is absent or blank.
    pub fn text(text: Option<&str>) -> Self {
        match text.map(str::trim) {
            Some(text) if !text.is_empty() => Self::Text(text.to_owned()),
            _ => Self::Nil,
        }
    }

    /// A text that the shop wrote, or nil when it is absent or blank.
    pub fn trusted(text: Option<&str>) -> Self {
        match Self::text(text) {
            Self::Text(text) => Self::Trusted(text),
            other => other,
        }
    }

    /// A JSON value of a custom attribute, cut off below a depth of eight.
    pub fn json(value: &serde_json::Value) -> Self {
        Self::json_within(value, DEPTH_MAX)
    }

    fn json_within(value: &serde_json::Value, depth: usize) -> Self {
        use serde_json::Value as Json;
        match value {
            Json::Bool(flag) => Self::Flag(*flag),
            Json::Number(number) => number
                .as_i64()
                .map_or_else(|| number.as_f64().map_or(Self::Nil, Self::Float), Self::Int),
            Json::String(text) => Self::text(Some(text)),
            Json::Array(items) if depth > 0 => {
                Self::List(items.iter().map(|item| Self::json_within(item, depth - 1)).collect())
            }
            Json::Object(map) if depth > 0 => Self::Map(
                map.iter()
                    .map(|(name, value)| (name.clone(), Self::json_within(value, depth - 1)))
                    .collect(),
            ),
            _ => Self::Nil,
        }
    }

    /// The word for its kind in error texts.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Nil => "nothing",
            Self::Flag(_) => "a flag",
            Self::Int(_) | Self::Float(_) => "a number",
            Self::Text(_) | Self::Trusted(_) => "a text",
            Self::Money(_) => "an amount",
            Self::Time(_) => "a time",
            Self::List(_) => "a list",
            Self::Map(_) => "an object",
            Self::Range(..) => "a range",
        }
    }

    /// The text of a text.
    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Trusted(text) => Some(text),
            _ => None,
        }
    }

    /// The number in a number, an amount (in the main unit) or a text that is one.
    pub(super) fn as_number(&self) -> Option<f64> {
        match self {
            Self::Int(number) => Some(*number as f64),
            Self::Float(number) => Some(*number),
            Self::Money(money) => money.to_decimal().parse().ok(),
            Self::Text(text) | Self::Trusted(text) => text.trim().parse().ok(),
            _ => None,
        }
        .filter(|number: &f64| number.is_finite())
    }

    /// A number as its shortest kind.
    pub(super) fn number(number: f64) -> Self {
        let whole = number.fract() == 0.0 && number.abs() < 9e15;
        if whole { Self::Int(number as i64) } else { Self::Float(number) }
    }

    /// Everything but nil and false holds.
    pub(super) fn holds(&self) -> bool {
        !matches!(self, Self::Nil | Self::Flag(false))
    }

    /// Whether nothing would be read: nil, false, no letters, no items.
    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::Nil | Self::Flag(false) => true,
            Self::Text(text) | Self::Trusted(text) => text.trim().is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Map(entries) => entries.is_empty(),
            _ => false,
        }
    }

    /// A named part: an entry, or `size`, `first` and `last` of what has them.
    pub(super) fn part(&self, name: &str) -> Option<Cow<'_, Value>> {
        match (self, name) {
            (Self::Map(entries), _) => {
                let found = entries.iter().find(|(entry, _)| entry == name);
                found.map(|(_, value)| Cow::Borrowed(value))
            }
            (Self::List(items), "first") => items.first().map(Cow::Borrowed),
            (Self::List(items), "last") => items.last().map(Cow::Borrowed),
            (_, "size") => self.size().map(|size| Cow::Owned(Self::Int(size))),
            (Self::Money(money), "currency") => {
                Some(Cow::Owned(Self::Trusted(money.currency.to_string())))
            }
            (Self::Money(money), "amount") => Some(Cow::Owned(Self::Trusted(money.to_decimal()))),
            _ => None,
        }
    }

    /// The item at a place; negative places count from the end.
    pub(super) fn item(&self, place: i64) -> Option<&Value> {
        let Self::List(items) = self else {
            return None;
        };
        let from_end = usize::try_from(place.unsigned_abs()).ok()?;
        let place = if place < 0 { items.len().checked_sub(from_end)? } else { from_end };
        items.get(place)
    }

    /// How many letters, items or entries.
    pub(super) fn size(&self) -> Option<i64> {
        match self {
            Self::Text(text) | Self::Trusted(text) => i64::try_from(text.chars().count()).ok(),
            Self::List(items) => i64::try_from(items.len()).ok(),
            Self::Map(entries) => i64::try_from(entries.len()).ok(),
            Self::Range(from, to) => Some(to.saturating_sub(*from).saturating_add(1).max(0)),
            _ => None,
        }
    }

    /// What a reader sees, not escaped.
    pub(super) fn print(&self, into: &mut String) {
        match self {
            Self::Nil | Self::Map(_) => {}
            Self::Text(text) | Self::Trusted(text) => into.push_str(text),
            Self::List(items) => items.iter().for_each(|item| item.print(into)),
            Self::Flag(flag) => write_to(into, flag),
            Self::Int(number) => write_to(into, number),
            Self::Float(number) => write_to(into, number),
            Self::Money(money) => {
                write_to(into, format_args!("{} {}", money.to_decimal(), money.currency));
            }
            Self::Time(at) => write_to(into, at),
            Self::Range(from, to) => write_to(into, format_args!("{from}..{to}")),
        }
    }

    /// What a reader sees, not escaped.
    pub(super) fn printed(&self) -> String {
        let mut text = String::new();
        self.print(&mut text);
        text
    }
}

fn write_to(into: &mut String, what: impl std::fmt::Display) {
    // A String takes everything.
    let _ = write!(into, "{what}");
}
