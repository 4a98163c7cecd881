//! Personal text: names, emails, phones, addresses.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A text about a person. It prints redacted and has no `Display`, so that a log line or an
/// error cannot leak it by accident. [`Personal::reveal`] is the one way to its text; the store
/// maps it to and from the database in one place.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Personal(String);

impl Personal {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Wraps a trimmed text, or nothing when nothing is left.
    pub fn known(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self::new(text))
    }

    /// The text itself, for showing it to someone who may see it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Personal({} chars)", self.0.chars().count())
    }
}

impl From<String> for Personal {
    fn from(text: String) -> Self {
        Self(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_never_shows_the_text() {
        let shown = format!("{:?}", Personal::new("Käthe"));
        assert_eq!(shown, "Personal(5 chars)");
    }
}
