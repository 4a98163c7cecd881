//! How a provider describes its settings, and a set of them as a person filled it in.

use crate::{Channel, Egress};
use base::Personal;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Makes a channel of filled-in settings.
pub type Open = fn(&Settings, Egress) -> Result<Arc<dyn Channel>, BadSettings>;

/// A provider: everything the rest of the house knows about it.
#[derive(Debug)]
pub struct Descriptor {
    /// Unique kebab-case name.
    pub name: &'static str,
    /// The name that people read.
    pub label: &'static str,
    /// Manual page in a few sentences.
    pub doc: &'static str,
    /// Its settings.
    pub fields: &'static [Field],
    /// Makes a channel of checked settings.
    pub open: Open,
}

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Snake-case name.
    pub name: &'static str,
    /// The name that people read.
    pub label: &'static str,
    /// One sentence on what to put in.
    pub help: &'static str,
    /// Whether it must be filled in.
    pub required: bool,
    /// Never shown again once stored.
    pub secret: bool,
    /// What fits.
    pub kind: FieldKind,
}

/// What fits into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A text of at most this many bytes.
    Text {
        /// Most bytes.
        bytes_max: usize,
    },
    /// A whole number.
    Number {
        /// Smallest.
        min: u32,
        /// Largest.
        max: u32,
    },
    /// One of these words.
    Choice {
        /// The words.
        words: &'static [&'static str],
    },
}

/// Settings that do not fit. The person at the form can mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("setting {field}: {advice}")]
pub struct BadSettings {
    /// Name of the field.
    pub field: &'static str,
    /// What to put in.
    pub advice: String,
}

/// Filled-in settings by field name. Values print redacted, since some are secrets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings(BTreeMap<String, Personal>);

impl Settings {
    /// Starts empty.
    pub fn new() -> Self {
        Self::default()
    }

    /// Fills in one field; an empty text empties it.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        let value = value.into();
        if value.is_empty() {
            self.0.remove(name);
        } else {
            self.0.insert(name.into(), Personal::new(value));
        }
        self
    }

    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(Personal::reveal)
    }

    /// Checks every value against its field. Unknown names are let be.
    ///
    /// # Errors
    /// On the first field that is missing or does not fit.
    pub fn check(&self, fields: &'static [Field]) -> Result<(), BadSettings> {
        fields.iter().try_for_each(|field| self.check_one(field))
    }

    fn check_one(&self, field: &'static Field) -> Result<(), BadSettings> {
        let bad = |advice: String| Err(BadSettings { field: field.name, advice });
        let Some(value) = self.get(field.name) else {
            return if field.required { bad("must be filled in".into()) } else { Ok(()) };
        };
        if value.chars().any(char::is_control) {
            return bad("must not contain control characters".into());
        }
        match field.kind {
            FieldKind::Text { bytes_max } if value.len() > bytes_max => {
                bad(format!("at most {bytes_max} bytes"))
            }
            FieldKind::Number { min, max } => match value.parse::<u32>() {
                Ok(number) if (min..=max).contains(&number) => Ok(()),
                _ => bad(format!("a whole number from {min} to {max}")),
            },
            FieldKind::Choice { words } if !words.contains(&value) => {
                bad(format!("one of {}", words.join(", ")))
            }
            _ => Ok(()),
        }
    }
}
