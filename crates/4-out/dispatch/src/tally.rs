//! What attempts came to since the start, for whoever watches the house.

use crate::model::{Next, State};
use std::sync::atomic::{AtomicU64, Ordering};

/// What one attempt came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The provider took the mail.
    Accepted,
    /// To be tried again later.
    Deferred,
    /// Refused for good: there is no such mailbox.
    HardBounce,
    /// Refused for good, for a reason that says nothing about the mailbox.
    SoftBounce,
    /// Handed over without an answer; it may have arrived.
    Unconfirmed,
    /// The settings are wrong; everything waits.
    Held,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 6] = [
        Self::Accepted,
        Self::Deferred,
        Self::HardBounce,
        Self::SoftBounce,
        Self::Unconfirmed,
        Self::Held,
    ];

    /// Its word in figures.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Deferred => "deferred",
            Self::HardBounce => "hard_bounce",
            Self::SoftBounce => "soft_bounce",
            Self::Unconfirmed => "unconfirmed",
            Self::Held => "held",
        }
    }

    /// None for what is no outcome of an attempt.
    pub(crate) fn of(next: &Next) -> Option<Self> {
        Some(match next.state {
            State::Accepted => Self::Accepted,
            State::Deferred => Self::Deferred,
            State::Rejected if next.suppress => Self::HardBounce,
            State::Rejected => Self::SoftBounce,
            State::Unconfirmed => Self::Unconfirmed,
            State::Planned if next.hold_all => Self::Held,
            State::Planned | State::Claimed | State::Transmitting | State::Cancelled => {
                return None;
            }
        })
    }
}

/// How often each outcome was recorded.
#[derive(Debug, Default)]
pub(crate) struct Tally([AtomicU64; Outcome::ALL.len()]);

impl Tally {
    pub(crate) fn add(&self, outcome: Outcome) {
        self.0[outcome as usize].fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn counts(&self) -> [(Outcome, u64); Outcome::ALL.len()] {
        Outcome::ALL.map(|outcome| (outcome, self.0[outcome as usize].load(Ordering::Relaxed)))
    }
}
