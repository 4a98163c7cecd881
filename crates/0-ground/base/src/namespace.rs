//! Names that shops give: of a source of facts and of a space of ids.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::sync::Arc;

/// A text that cannot be a name. The caller can mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a name: use 1 to 64 letters, digits, dots, dashes or underscores")]
pub struct BadName;

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Reads a name; it is lowered.
            ///
            /// # Errors
            /// When it is empty, too long, or has other characters.
            pub fn parse(text: &str) -> Result<Self, BadName> {
                let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
                if text.is_empty() || text.len() > 64 || !text.chars().all(plain) {
                    return Err(BadName);
                }
                Ok(Self(text.to_ascii_lowercase().into()))
            }

            /// The name.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(&self.0)
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

names! {
    /// Who said so: `import`, `shopify`, `web`, `staff`.
    SourceName,
    /// The space in which another system's ids are unique, shared by the imports, write keys and
    /// connectors of one shop.
    Namespace,
}

impl Namespace {
    /// The space of the shop's own ids, taken when nobody says otherwise.
    pub fn shop() -> Self {
        Self("shop".into())
    }
}

impl SourceName {
    /// Facts that the house itself makes (receipts, segment entries).
    pub fn house() -> Self {
        Self("house".into())
    }

    /// Facts that a person of the shop types in.
    pub fn staff() -> Self {
        Self("staff".into())
    }

    /// Reads the name of a source from outside, which none of the two above is: what they say
    /// counts for more.
    ///
    /// # Errors
    /// Those of [`SourceName::parse`], and when it is one of the two.
    pub fn parse_outside(text: &str) -> Result<Self, BadName> {
        let name = Self::parse(text)?;
        if name == Self::house() || name == Self::staff() { Err(BadName) } else { Ok(name) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_lowered_and_plain() {
        assert_eq!(Namespace::parse("Shop-2").unwrap().as_str(), "shop-2");
        for text in ["", "a b", "ü", "x/y", &"a".repeat(65)] {
            assert_eq!(SourceName::parse(text), Err(BadName), "{text}");
            assert_eq!(SourceName::parse_outside(text), Err(BadName), "{text}");
        }
    }

    #[test]
    fn nobody_outside_speaks_for_the_house() {
        assert_eq!(SourceName::parse_outside("Shopify").unwrap().as_str(), "shopify");
        for text in ["house", "staff", "Staff"] {
            assert_eq!(SourceName::parse_outside(text), Err(BadName), "{text}");
        }
    }
}
