//! The outside of a request: which call it is, its limits, its write key and its items.

use super::item::{self, Door, Item, Outer};
use base::limits;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// The calls of the front door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// Facts about a person.
    Identify,
    /// Something happened.
    Track,
    /// A page was looked at.
    Page,
    /// A screen of an app was looked at.
    Screen,
    /// A person belongs to a group.
    Group,
    /// Two ids are one person.
    Alias,
    /// Many of the others.
    Batch,
}

impl Call {
    /// Every call with its path below `/v1/` and the short path of browser libraries.
    pub const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::Identify, "identify", "i"),
        (Self::Track, "track", "t"),
        (Self::Page, "page", "p"),
        (Self::Screen, "screen", "s"),
        (Self::Group, "group", "g"),
        (Self::Alias, "alias", "a"),
        (Self::Batch, "batch", "b"),
    ];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(call, ..)| *call == self).map_or("track", |(_, word, _)| word)
    }

    /// Reads its word or its short form.
    pub fn parse(word: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(_, long, short)| *long == word || *short == word);
        found.map(|(call, ..)| *call)
    }

    /// Most bytes of a body of this call.
    pub fn bytes_max(self) -> usize {
        if self == Self::Batch { limits::BATCH_BYTES_MAX } else { limits::ACTIVITY_BYTES_MAX }
    }
}

/// A body of which nothing can be taken. The caller can mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Over the limit.
    #[error("the body has {size} bytes; at most {limit} are taken")]
    TooLarge {
        /// What came.
        size: usize,
        /// What is taken.
        limit: usize,
    },
    /// Not JSON.
    #[error("the body is not JSON: {0}")]
    NotJson(String),
    /// JSON, but not an object.
    #[error("the body must be a JSON object")]
    NotAnObject,
    /// A batch without its list.
    #[error("\"batch\" must be a list of calls")]
    NoBatch,
}

/// The opened body of one request.
#[derive(Debug)]
pub struct Parcel<'a> {
    call: Call,
    items: Vec<&'a RawValue>,
    write_key: Option<String>,
    outer: Outer,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    #[serde(borrow, default)]
    batch: Option<&'a RawValue>,
    #[serde(default)]
    write_key: Option<Value>,
    #[serde(default)]
    sent_at: Option<Value>,
    #[serde(default)]
    context: Option<Value>,
}

/// Opens a body. Its content type does not matter: browsers send `text/plain` to avoid asking
/// first.
///
/// # Errors
/// When nothing in it can be taken.
pub fn open(call: Call, body: &[u8]) -> Result<Parcel<'_>, Unreadable> {
    let limit = call.bytes_max();
    if body.len() > limit {
        return Err(Unreadable::TooLarge { size: body.len(), limit });
    }
    let whole: &RawValue = serde_json::from_slice(body).map_err(not_json)?;
    if !whole.get().starts_with('{') {
        return Err(Unreadable::NotAnObject);
    }
    let envelope: Envelope<'_> = serde_json::from_str(whole.get()).map_err(not_json)?;
    let write_key = envelope.write_key.as_ref().and_then(Value::as_str).map(str::to_owned);
    let (items, outer) = if call == Call::Batch {
        let list = envelope.batch.ok_or(Unreadable::NoBatch)?;
        let items = serde_json::from_str(list.get()).map_err(|_| Unreadable::NoBatch)?;
        (items, Outer { sent_at: envelope.sent_at, context: envelope.context })
    } else {
        (vec![whole], Outer::default())
    };
    Ok(Parcel { call, items, write_key, outer })
}

fn not_json(error: serde_json::Error) -> Unreadable {
    Unreadable::NotJson(format!("line {}, column {}", error.line(), error.column()))
}

impl Parcel<'_> {
    /// The write key in the body, for clients that cannot set a header.
    pub fn write_key(&self) -> Option<&str> {
        self.write_key.as_deref()
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is no item, as in an empty batch.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Judges every item.
    pub fn read(&self, door: &Door<'_>) -> Vec<Item> {
        let call = (self.call != Call::Batch).then_some(self.call);
        self.items.iter().map(|raw| item::read(raw.get(), call, &self.outer, door)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_have_long_and_short_paths() {
        for (call, long, short) in Call::ALL {
            assert_eq!((Call::parse(long), Call::parse(short)), (Some(call), Some(call)));
            assert_eq!(call.as_str(), long);
        }
        assert_eq!(Call::parse("import"), None);
    }

    #[test]
    fn bodies_that_hold_nothing_are_unreadable() {
        let large = format!("{{\"event\":\"{}\"}}", "x".repeat(33 * 1_024));
        let huge = format!("{{\"batch\":[\"{}\"]}}", "x".repeat(501 * 1_024));
        let deep = "[".repeat(100_000);
        let check = |call, body: &str| open(call, body.as_bytes()).map(|_| ()).unwrap_err();
        assert!(matches!(check(Call::Track, &large), Unreadable::TooLarge { .. }));
        assert!(matches!(check(Call::Batch, &huge), Unreadable::TooLarge { .. }));
        for body in ["", "{", "{\"a\":}", "nonsense", "{} {}", "{\"a\":1", &deep[..30_000]] {
            assert!(matches!(check(Call::Track, body), Unreadable::NotJson(_)), "{body:.20}");
        }
        for body in ["[]", "3", "null", "\"x\""] {
            assert_eq!(check(Call::Track, body), Unreadable::NotAnObject, "{body}");
        }
        for body in ["{}", "{\"batch\":3}", "{\"batch\":null}", "{\"batch\":{}}"] {
            assert_eq!(check(Call::Batch, body), Unreadable::NoBatch, "{body}");
        }
        assert!(open(Call::Track, &[b'{', 0xff, b'}']).is_err());
    }

    #[test]
    fn the_write_key_may_stand_in_the_body() {
        let body = br#"{"writeKey":"wk_1","batch":[{"type":"track"},3]}"#;
        let parcel = open(Call::Batch, body).unwrap();
        assert_eq!((parcel.write_key(), parcel.len()), (Some("wk_1"), 2));
    }
}
