//! Typed ids: 16 bytes inside, `cus_…` at the border.
//!
//! The bytes are a UUID version 7 (RFC 9562, section 5.7), so ids sort by the time they were
//! made. They say when; they are not secrets and never serve as tokens.

use crate::{Instant, Random};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// A text that is not an id of the expected kind. The caller can mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the form {prefix}_…")]
pub struct BadId {
    /// The prefix that was expected, without the underscore.
    pub prefix: &'static str,
}

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const TEXT_LEN: usize = 26;

/// Lays out 16 bytes as a UUID version 7 from a time and ten further bytes.
pub(crate) fn uuid_v7(at: Instant, mut tail: [u8; 10]) -> [u8; 16] {
    let millis = at.as_micros().max(0) / 1_000;
    let mut bytes = [0_u8; 16];
    bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    tail[0] = (tail[0] & 0x0f) | 0x70;
    tail[2] = (tail[2] & 0x3f) | 0x80;
    bytes[6..].copy_from_slice(&tail);
    bytes
}

fn encode(bytes: [u8; 16]) -> String {
    let number = u128::from_be_bytes(bytes);
    let digit = |i: usize| ALPHABET[((number >> (5 * i)) & 31) as usize] as char;
    (0..TEXT_LEN).rev().map(digit).collect()
}

fn decode(text: &str) -> Option<[u8; 16]> {
    if text.len() != TEXT_LEN || text.as_bytes()[0] > b'7' {
        return None;
    }
    let mut number = 0_u128;
    for byte in text.bytes() {
        let digit = ALPHABET.iter().position(|c| *c == byte)?;
        number = number << 5 | digit as u128;
    }
    Some(number.to_be_bytes())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $prefix:literal,)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// What its text begins with, without the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// Makes a new id from the time and ten random bytes.
            pub fn new(at: Instant, random: &dyn Random) -> Self {
                let mut tail = [0; 10];
                random.fill(&mut tail);
                Self(uuid_v7(at, tail))
            }

            /// Makes the same id from the same time and bytes, always.
            pub fn derived(at: Instant, tail: [u8; 10]) -> Self {
                Self(uuid_v7(at, tail))
            }

            /// Takes the 16 bytes as they are in the database.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// The 16 bytes, big-endian.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }

            /// When it was made, to the millisecond; without meaning for ids derived by a hash.
            pub fn made_at(&self) -> Instant {
                let mut millis = [0; 8];
                millis[2..].copy_from_slice(&self.0[..6]);
                Instant::from_micros(i64::from_be_bytes(millis).saturating_mul(1_000))
            }

            /// Reads the border form.
            ///
            /// # Errors
            /// When the prefix, the length or a character is wrong.
            pub fn parse(text: &str) -> Result<Self, BadId> {
                let bad = BadId { prefix: $prefix };
                let rest = text.strip_prefix(concat!($prefix, "_")).ok_or(bad.clone())?;
                decode(rest).map(Self).ok_or(bad)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = String::deserialize(d)?;
                Self::parse(&text).map_err(de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// A customer.
    CustomerId "cus",
    /// A saved segment.
    SegmentId "seg",
    /// A campaign: one message to many.
    CampaignId "cmp",
    /// One attempt to bring one message to one customer.
    DeliveryId "dlv",
    /// One import of one file.
    ImportId "imp",
    /// A piece of background work.
    JobId "job",
    /// A write key or API key; this is its name, not its secret.
    KeyId "key",
    /// A note on a customer.
    NoteId "not",
    /// A refused item that waits to be mended.
    QuarantineId "qrn",
    /// One accepted call at the front door.
    CallId "cal",
    /// An order; derived from its namespace and the source's own id.
    OrderId "ord",
    /// A product; derived from its namespace and the source's own id.
    ProductId "prd",
    /// A person who works in the shop.
    StaffId "stf",
    /// A sign-in session; this is its name, not its token.
    SessionId "ses",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_form_round_trips_and_sorts_by_time() {
        let early = CustomerId::derived(Instant::from_micros(1_000_000), [255; 10]);
        let late = CustomerId::derived(Instant::from_micros(2_000_000), [0; 10]);
        assert!(early < late && early.to_string() < late.to_string());
        assert_eq!(CustomerId::parse(&late.to_string()), Ok(late));
    }

    #[test]
    fn foreign_short_and_odd_texts_are_no_ids() {
        let id = SegmentId::derived(Instant::from_micros(0), [7; 10]).to_string();
        for text in [&id[..], "cus_", "cus_8zzzzzzzzzzzzzzzzzzzzzzzzz", "cus_ü", ""] {
            assert!(CustomerId::parse(text).is_err(), "{text}");
        }
    }
}
