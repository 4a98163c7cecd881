//! Consent as files say it. A file reports; it never speaks for the person, so nothing here is
//! first-hand, and the book decides what a report may change.

use super::field::Field;
use super::reading::Reading;
use crate::meaning::words::snake_case;
use crate::reason::{Reason, Refusal, excerpt};
use base::{Activity, Body, Channel, ConsentFact, ConsentState, Identifiers, Instant};

/// Words that mean a consent, by state.
const GRANTED: &[&str] = &[
    "yes",
    "true",
    "1",
    "y",
    "x",
    "subscribed",
    "granted",
    "opted_in",
    "opt_in",
    "active",
    "confirmed",
    "single_opt_in",
    "confirmed_opt_in",
    "double_opt_in",
    "ja",
    "oui",
    "si",
];
const NEVER: &[&str] = &[
    "no",
    "false",
    "0",
    "n",
    "never",
    "never_subscribed",
    "no_consent",
    "not_subscribed",
    "nonsubscribed",
    "non_subscribed",
    "none",
    "pending",
    "unconfirmed",
    "transactional",
    "nein",
    "non",
];
const WITHDRAWN: &[&str] = &[
    "unsubscribed",
    "withdrawn",
    "opted_out",
    "opt_out",
    "cleaned",
    "bounced",
    "suppressed",
    "complained",
    "spam",
    "revoked",
    "abgemeldet",
    "desabonne",
    "désabonné",
    "redacted",
    "archived",
];

/// Reads a consent by any of its words.
pub(super) fn state(word: &str) -> Option<ConsentState> {
    let snake = snake_case(word);
    let is = |words: &[&str]| words.contains(&snake.as_str());
    if is(GRANTED) {
        Some(ConsentState::Granted)
    } else if is(NEVER) {
        Some(ConsentState::Never)
    } else if is(WITHDRAWN) {
        Some(ConsentState::Withdrawn)
    } else {
        None
    }
}

/// How it can be shown that the file says so.
pub(super) fn evidence(reading: &Reading<'_>, said: &str) -> String {
    let file = excerpt(&reading.plan.file_name);
    format!("{file}, row {}: {}", reading.row.number, excerpt(said))
}

/// What a row says about being written to, one activity for each contact point and channel.
///
/// A grant counts for the leading address only; a refusal for all of them. A withdrawal without a
/// time of its own counts from now, so that an older grant elsewhere does not outlive it.
pub(super) fn activities(
    reading: &mut Reading<'_>,
    key: &str,
    at: Instant,
    who: &Identifiers,
) -> Vec<Activity> {
    let mut said = Vec::new();
    for (channel, field, time) in [
        (Channel::Email, Field::EmailConsent, Field::EmailConsentAt),
        (Channel::Sms, Field::SmsConsent, Field::SmsConsentAt),
    ] {
        let Some(word) = reading.text(field) else { continue };
        let Some(state) = state(&word) else {
            let detail = format!("\"{}\" is not a consent", excerpt(&word));
            let column = reading.column(field).to_owned();
            reading.note(Refusal::at(Reason::UnknownConsent, column, detail));
            continue;
        };
        let own = reading.time(time);
        let own = reading.or_note(own);
        said.push((channel, state, own, word));
    }
    let suppressed = reading.texts(Field::Suppressed);
    let suppressed: Vec<&str> =
        suppressed.iter().map(String::as_str).filter(|t| is_set(t)).collect();
    if !suppressed.is_empty() {
        said.retain(|(channel, ..)| *channel != Channel::Email);
        said.push((Channel::Email, ConsentState::Withdrawn, None, suppressed.join(", ")));
    }
    let mut activities = Vec::new();
    for (channel, state, own, word) in said {
        let fallback = if state == ConsentState::Withdrawn { reading.plan.now } else { at };
        let evidence = evidence(reading, &word);
        for (place, point) in points(who, channel, state).into_iter().enumerate() {
            let fact = ConsentFact {
                channel,
                topic: "marketing".into(),
                state,
                firsthand: false,
                evidence: evidence.clone(),
            };
            let key = format!("{key}#{channel}{place}");
            activities.push(reading.activity(
                key,
                own.unwrap_or(fallback),
                point,
                Body::Consent(fact),
            ));
        }
    }
    activities
}

/// Lists of suppressions come as `[]`, and flags as `false`, where there is none.
fn is_set(text: &str) -> bool {
    let lower = text.trim().to_ascii_lowercase();
    !["", "[]", "false", "no", "0", "none", "nein", "non"].contains(&lower.as_str())
}

/// The identifiers with one contact point each, for every point that the state counts for.
fn points(who: &Identifiers, channel: Channel, state: ConsentState) -> Vec<Identifiers> {
    let ids = || who.ids.clone();
    let n_points = if state == ConsentState::Granted { 1 } else { usize::MAX };
    match channel {
        Channel::Email => {
            let emails = who.emails.iter().take(n_points).cloned();
            let point =
                |email| Identifiers { ids: ids(), emails: vec![email], ..Default::default() };
            emails.map(point).collect()
        }
        Channel::Sms => {
            let phones = who.phones.iter().take(n_points).cloned();
            let point =
                |phone| Identifiers { ids: ids(), phones: vec![phone], ..Default::default() };
            phones.map(point).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consent_is_read_by_many_words() {
        for (word, want) in [
            ("yes", Some(ConsentState::Granted)),
            ("SUBSCRIBED", Some(ConsentState::Granted)),
            ("NEVER_SUBSCRIBED", Some(ConsentState::Never)),
            ("no", Some(ConsentState::Never)),
            ("UNSUBSCRIBED", Some(ConsentState::Withdrawn)),
            ("cleaned", Some(ConsentState::Withdrawn)),
            ("perhaps", None),
        ] {
            assert_eq!(state(word), want, "{word}");
        }
    }
}
