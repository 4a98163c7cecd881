//! What foreign words mean here: names of activities, properties, traits, amounts, countries.
//!
//! Calls at the front door and rows of files go through the same readers, so that the same thing
//! said in two ways is the same activity. Everything is pure.

pub(crate) mod amount;
pub(crate) mod fields;
pub(crate) mod lists;
pub(crate) mod names;
pub(crate) mod order;
pub(crate) mod properties;
pub(crate) mod traits;
pub(crate) mod when;
pub(crate) mod words;

use serde::{Deserialize, Serialize};

/// Why a part of something that was taken was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Consent comes from forms, links and files with evidence, never from a trait.
    Consent,
    /// Technical details of a device are not kept.
    Device,
    /// There is no field for it.
    NoField,
    /// The value has a type or form that the field cannot have.
    NotUnderstood,
    /// A word that programs send instead of an empty value.
    Placeholder,
    /// Instructions for forwarding; nothing is forwarded from here.
    Forwarding,
    /// Longer than what is kept of one text.
    TooLong,
}

impl Why {
    /// The reason as a sentence for the inspector.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Consent => "consent is never taken from a trait",
            Self::Device => "technical details of a device are not kept",
            Self::NoField => "there is no field for it",
            Self::NotUnderstood => "the value could not be understood",
            Self::Placeholder => "a placeholder, read as empty",
            Self::Forwarding => "nothing is forwarded from here",
            Self::TooLong => "too long to be kept",
        }
    }
}

/// A part of something taken that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ignored {
    /// Where it stood, as a JSON pointer.
    pub field: String,
    /// Why it was left out.
    pub why: Why,
}

impl Ignored {
    pub(crate) fn new(field: impl Into<String>, why: Why) -> Self {
        Self { field: field.into(), why }
    }
}
