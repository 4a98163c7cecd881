//! The states of a delivery and the pure rules between them.

use base::{CampaignId, ConsentState, Instant};
use channels::{Answer, Reply, Stage};
use std::time::Duration;

/// The id of a message. A campaign's message has the campaign's id: a campaign goes out once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId([u8; 16]);

impl MessageId {
    /// Takes the 16 bytes as they are in the database.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 16 bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The campaign whose message it is, as the id that people see.
    pub fn campaign(self) -> CampaignId {
        CampaignId::from_bytes(self.0)
    }
}

impl From<CampaignId> for MessageId {
    fn from(campaign: CampaignId) -> Self {
        Self(*campaign.as_bytes())
    }
}

impl From<MessageId> for store::Value {
    fn from(id: MessageId) -> Self {
        id.0.into()
    }
}

/// The kind of a message, which decides what an uncertainty means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// To many, by consent. Never twice: what may have arrived is not sent again.
    Marketing,
    /// To one, because of something she did. Never lost: what may not have arrived is sent again,
    /// the same bytes with the same Message-ID.
    Transactional,
    /// To staff who look at it before it goes out.
    Test,
}

/// The states of a delivery.
///
/// `planned → claimed → transmitting → accepted | deferred | rejected | unconfirmed`
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// To be sent.
    Planned,
    /// A worker has it.
    Claimed,
    /// Its content may be on the wire. Durable before the byte that ends the content is written.
    Transmitting,
    /// The provider answers for it.
    Accepted,
    /// The provider asked to come again.
    Deferred,
    /// Refused for good, or given up.
    Rejected,
    /// Handed over, and no answer came.
    Unconfirmed,
    /// Called off before it was sent.
    Cancelled,
}

macro_rules! words {
    ($kind:ident { $($variant:ident $word:literal),* $(,)? }) => {
        impl $kind {
            /// Its word in rows and in the API.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// Reads its word.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

words!(Class { Marketing "marketing", Transactional "transactional", Test "test" });
words!(State {
    Planned "planned",
    Claimed "claimed",
    Transmitting "transmitting",
    Accepted "accepted",
    Deferred "deferred",
    Rejected "rejected",
    Unconfirmed "unconfirmed",
    Cancelled "cancelled",
});
words!(Decision { Sent "sent", Held "held", Skipped "skipped" });
words!(Reason {
    Ready "ready",
    NoAddress "no_address",
    NoConsent "no_consent",
    Withdrawn "withdrawn",
    Suppressed "suppressed",
    SameAddress "same_address",
    NoSender "no_sender",
    Template "template",
    Erased "erased",
    Cancelled "cancelled",
});

/// What dispatch decided about one candidate. Recorded once for each, whatever it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// A delivery was planned.
    Sent,
    /// Not now; may change when somebody mends something.
    Held,
    /// Not this message.
    Skipped,
}

/// Why dispatch decided so. A closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Nothing stands against it.
    Ready,
    /// No email address.
    NoAddress,
    /// She never agreed.
    NoConsent,
    /// She took her consent back.
    Withdrawn,
    /// Mail to the address bounced, or somebody put it on the list.
    Suppressed,
    /// Another customer of the audience has the same address.
    SameAddress,
    /// The sender is not set up.
    NoSender,
    /// The message cannot be rendered for her.
    Template,
    /// She was erased meanwhile.
    Erased,
    /// The campaign was called off.
    Cancelled,
}

impl Reason {
    /// For people who look at the figures.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Ready => "Nothing stands against it.",
            Self::NoAddress => "No email address is known.",
            Self::NoConsent => "Never agreed to this kind of mail.",
            Self::Withdrawn => "Took the consent back.",
            Self::Suppressed => "Mail to this address is suppressed.",
            Self::SameAddress => "Another customer in the audience has the same address.",
            Self::NoSender => "The sender is not set up.",
            Self::Template => "The message could not be made for this person.",
            Self::Erased => "Was erased meanwhile.",
            Self::Cancelled => "The campaign was cancelled.",
        }
    }
}

/// What the gate knows of one candidate.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// Whether a deliverable address is known.
    pub has_address: bool,
    /// Her consent for the channel, the address and the topic.
    pub consent: ConsentState,
    /// Whether the address is on the list of suppressed ones.
    pub is_suppressed: bool,
    /// Whether this message already goes to the same address.
    pub is_repeated: bool,
}

/// The gate: whether a message of this class may go out to a candidate.
///
/// Transactional mail needs no consent, but no class passes a suppressed address, whatever stands
/// for it.
pub fn decide(class: Class, candidate: Candidate) -> (Decision, Reason) {
    let skipped = |reason| (Decision::Skipped, reason);
    if !candidate.has_address {
        return skipped(Reason::NoAddress);
    }
    if candidate.is_suppressed && class != Class::Test {
        return skipped(Reason::Suppressed);
    }
    if class == Class::Marketing {
        match candidate.consent {
            ConsentState::Granted => {}
            ConsentState::Never => return skipped(Reason::NoConsent),
            ConsentState::Withdrawn => return skipped(Reason::Withdrawn),
        }
        if candidate.is_repeated {
            return skipped(Reason::SameAddress);
        }
    }
    (Decision::Sent, Reason::Ready)
}

/// What follows from an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    /// The new state.
    pub state: State,
    /// When to try again.
    pub retry_at: Option<Instant>,
    /// Whether the address is to be suppressed.
    pub suppress: bool,
    /// Whether nothing goes out until a person mends the settings.
    pub hold_all: bool,
}

/// How long attempts go on. RFC 5321, section 4.5.4.1 asks for four to five days; a newsletter of
/// last week is no use.
const GIVE_UP: [(Class, Duration); 3] = [
    (Class::Marketing, Duration::from_hours(24)),
    (Class::Transactional, Duration::from_hours(96)),
    (Class::Test, Duration::from_hours(1)),
];
/// Shortest and longest pause between attempts.
const PAUSE_MIN: Duration = Duration::from_mins(5);
const PAUSE_MAX: Duration = Duration::from_hours(4);

/// Says what follows from an answer to the `attempt`th attempt (from 1) of a delivery that was
/// planned at `planned`.
pub fn after(answer: &Answer, class: Class, attempt: u32, planned: Instant, now: Instant) -> Next {
    let end = |state| Next { state, retry_at: None, suppress: false, hold_all: false };
    let again = |asked: Option<Duration>| {
        let pause = asked.unwrap_or_default().max(pause(attempt));
        let last = GIVE_UP.iter().find(|(known, _)| *known == class).map_or(PAUSE_MAX, |(_, l)| *l);
        let retry_at = now.plus(pause);
        if retry_at > planned.plus(last) {
            return end(State::Rejected);
        }
        Next { retry_at: Some(retry_at), ..end(State::Deferred) }
    };
    match answer {
        Answer::Accepted { .. } => end(State::Accepted),
        Answer::Transient { retry_after, .. } => again(*retry_after),
        Answer::Permanent { stage, reply } => {
            Next { suppress: is_hard_bounce(*stage, reply), ..end(State::Rejected) }
        }
        Answer::Misconfigured { .. } => {
            Next { retry_at: Some(now.plus(PAUSE_MIN)), hold_all: true, ..end(State::Planned) }
        }
        Answer::Unconfirmed { .. } if class == Class::Transactional => again(None),
        Answer::Unconfirmed { .. } => end(State::Unconfirmed),
    }
}

/// What follows for a delivery that was found *transmitting* after a crash.
pub fn after_crash(class: Class) -> State {
    if class == Class::Transactional { State::Planned } else { State::Unconfirmed }
}

/// Twice as long after each attempt: 5, 10, 20, 40 minutes, up to four hours.
fn pause(attempt: u32) -> Duration {
    PAUSE_MIN.saturating_mul(1 << attempt.saturating_sub(1).min(10)).min(PAUSE_MAX)
}

/// Whether the mailbox does not exist, which no other message will change. Refusals of content,
/// of policy and of full mailboxes (RFC 3463: x.7.x, x.2.2) say nothing about the address.
fn is_hard_bounce(stage: Stage, reply: &Reply) -> bool {
    match reply.enhanced {
        Some((5, 1, 1..=3 | 6 | 10) | (5, 2, 1)) => true,
        Some(_) => false,
        None => stage == Stage::Recipient && matches!(reply.code, 550 | 551 | 553),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(code: u16, enhanced: Option<(u16, u16, u16)>) -> Reply {
        Reply { code, enhanced, ..Reply::ours("") }
    }

    #[test]
    fn the_gate_lets_pass_by_class() {
        let good = Candidate {
            has_address: true,
            consent: ConsentState::Granted,
            is_suppressed: false,
            is_repeated: false,
        };
        let never = Candidate { consent: ConsentState::Never, ..good };
        let gone = Candidate { consent: ConsentState::Withdrawn, ..good };
        let bounced = Candidate { is_suppressed: true, ..good };
        let imported = Candidate { is_suppressed: true, ..gone };
        for (class, candidate, want) in [
            (Class::Marketing, good, Reason::Ready),
            (Class::Marketing, never, Reason::NoConsent),
            (Class::Marketing, gone, Reason::Withdrawn),
            (Class::Marketing, bounced, Reason::Suppressed),
            (Class::Marketing, imported, Reason::Suppressed),
            (Class::Marketing, Candidate { is_repeated: true, ..good }, Reason::SameAddress),
            (Class::Marketing, Candidate { has_address: false, ..good }, Reason::NoAddress),
            (Class::Transactional, gone, Reason::Ready),
            (Class::Transactional, bounced, Reason::Suppressed),
            (Class::Test, never, Reason::Ready),
        ] {
            let (decision, reason) = decide(class, candidate);
            assert_eq!(reason, want, "{class:?} {candidate:?}");
            assert_eq!(decision == Decision::Sent, want == Reason::Ready);
        }
    }

    #[test]
    fn an_uncertain_newsletter_is_not_sent_again_and_a_receipt_is() {
        let start = Instant::from_micros(0);
        let unknown = Answer::Unconfirmed { reply: Reply::ours("cut") };
        let next = |class| after(&unknown, class, 1, start, start);
        assert_eq!(next(Class::Marketing).state, State::Unconfirmed);
        assert_eq!(next(Class::Marketing).retry_at, None);
        assert_eq!(next(Class::Transactional).state, State::Deferred);
        assert_eq!(after_crash(Class::Marketing), State::Unconfirmed);
        assert_eq!(after_crash(Class::Transactional), State::Planned);
    }

    #[test]
    fn attempts_grow_apart_and_end() {
        let start = Instant::from_micros(0);
        let busy = Answer::Transient { retry_after: None, reply: Reply::ours("") };
        let mut now = start;
        let mut minutes = Vec::new();
        for attempt in 1..50 {
            let next = after(&busy, Class::Marketing, attempt, start, now);
            let Some(at) = next.retry_at else {
                assert_eq!(next.state, State::Rejected);
                break;
            };
            minutes.push(at.since(now).as_secs() / 60);
            now = at;
        }
        assert_eq!(minutes[..7], [5, 10, 20, 40, 80, 160, 240]);
        assert!(minutes.len() < 15 && minutes.iter().sum::<u64>() <= 24 * 60);
        let asked = Answer::Transient {
            retry_after: Some(Duration::from_hours(2)),
            reply: Reply::ours(""),
        };
        let next = after(&asked, Class::Marketing, 1, start, start);
        assert_eq!(next.retry_at, Some(start.plus(Duration::from_hours(2))));
    }

    #[test]
    fn only_a_missing_mailbox_suppresses_its_address() {
        for (stage, code, enhanced, want) in [
            (Stage::Recipient, 550, Some((5, 1, 1)), true),
            (Stage::Content, 550, Some((5, 1, 1)), true),
            (Stage::Recipient, 550, None, true),
            (Stage::Recipient, 554, None, false),
            (Stage::Recipient, 552, Some((5, 2, 2)), false),
            (Stage::Recipient, 550, Some((5, 7, 1)), false),
            (Stage::Content, 554, None, false),
            (Stage::Content, 550, None, false),
        ] {
            let answer = Answer::Permanent { stage, reply: reply(code, enhanced) };
            let start = Instant::from_micros(0);
            let next = after(&answer, Class::Marketing, 1, start, start);
            assert_eq!((next.state, next.suppress), (State::Rejected, want), "{code} {enhanced:?}");
        }
    }

    #[test]
    fn wrong_settings_hold_everything_and_lose_nothing() {
        let start = Instant::from_micros(0);
        let answer = Answer::Misconfigured { reply: reply(535, None) };
        let next = after(&answer, Class::Marketing, 1, start, start);
        assert!(next.hold_all && next.state == State::Planned && next.retry_at.is_some());
    }
}
