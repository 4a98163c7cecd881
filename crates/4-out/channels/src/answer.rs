//! What came of one attempt to hand one mail to a provider.

use base::Personal;
use std::fmt;
use std::time::Duration;

/// How far an exchange had come when it was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Opening the connection, TLS, greeting or sign-in.
    Connect,
    /// The sender's address was given.
    Sender,
    /// The recipient's address was given.
    Recipient,
    /// The content was announced or handed over.
    Content,
}

/// A provider's own words. They may quote an address, so they print redacted.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// The three-digit code (RFC 5321, section 4.2); 0 when the provider said nothing.
    pub code: u16,
    /// The enhanced code such as 5.1.1 (RFC 3463), when the text begins with one.
    pub enhanced: Option<(u16, u16, u16)>,
    /// The text.
    pub text: Personal,
}

impl Reply {
    /// Words of the house itself, when the provider said nothing.
    pub fn ours(text: impl Into<String>) -> Self {
        Self { code: 0, enhanced: None, text: Personal::new(text) }
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reply({} {:?})", self.code, self.enhanced)
    }
}

/// What the queue understands. The channel says what happened; whether to try again is not its
/// decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The provider has it and answers for it from here on.
    Accepted {
        /// What it said, often its own id of the mail.
        reply: Reply,
    },
    /// It certainly has not got it, and another attempt may succeed.
    Transient {
        /// When the provider asks for a pause.
        retry_after: Option<Duration>,
        /// What it said.
        reply: Reply,
    },
    /// It refuses this mail for good.
    Permanent {
        /// Where in the exchange.
        stage: Stage,
        /// What it said.
        reply: Reply,
    },
    /// No mail will pass until a person mends the settings.
    Misconfigured {
        /// What it said.
        reply: Reply,
    },
    /// The content was handed over, and the connection broke before an answer came: whether the
    /// provider has it cannot be known (RFC 1047).
    Unconfirmed {
        /// What broke.
        reply: Reply,
    },
}

impl Answer {
    /// The provider's words.
    pub fn reply(&self) -> &Reply {
        match self {
            Self::Accepted { reply }
            | Self::Transient { reply, .. }
            | Self::Permanent { reply, .. }
            | Self::Misconfigured { reply }
            | Self::Unconfirmed { reply } => reply,
        }
    }
}
