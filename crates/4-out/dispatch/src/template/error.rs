//! What can be wrong with a template.

/// A template that cannot be used as it is. Its author can mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TemplateError {
    /// `subject`, `preheader` or `body`, when it is known.
    pub part: Option<&'static str>,
    /// The line in that part, from 1, when it is known.
    pub line: Option<u32>,
    /// What is wrong and what to do, in words for its author.
    pub message: String,
}

impl TemplateError {
    pub(super) fn at(line: u32, message: impl Into<String>) -> Self {
        Self { part: None, line: Some(line), message: message.into() }
    }

    pub(super) fn of(message: impl Into<String>) -> Self {
        Self { part: None, line: None, message: message.into() }
    }

    /// The same, found in this part of a message.
    pub(super) fn in_part(self, part: &'static str) -> Self {
        Self { part: Some(part), ..self }
    }
}
