//! Rows of addresses that must not be written to.

use super::consent;
use super::field::Field;
use super::reading::{Reading, id_of, key};
use crate::reason::{Reason, Refusal};
use base::{Activity, Body, Channel, ConsentFact, ConsentState, EmailAddress, Identifiers};
use serde_json::{Map, Value};

/// Reads a row: the withdrawn consent, and the suppression with its reason for the back door.
///
/// # Errors
/// When it has no address.
pub(super) fn read(reading: &mut Reading<'_>) -> Result<(String, Vec<Activity>), Refusal> {
    let missing = || Refusal::at(Reason::BadEmail, "email", "no email address");
    let email: EmailAddress = match reading.emails().into_iter().next() {
        Some(email) => email,
        None => return Err(reading.problems.pop().map_or_else(missing, |problem| problem.refusal)),
    };
    let at = reading.time(Field::SuppressedAt);
    let at = reading.or_note(at).unwrap_or(reading.plan.now);
    let who = Identifiers { emails: vec![email], ..Identifiers::default() };
    let reason = reading.text(Field::SuppressionReason).unwrap_or_else(|| "suppressed".into());
    let fact = ConsentFact {
        channel: Channel::Email,
        topic: "marketing".into(),
        state: ConsentState::Withdrawn,
        firsthand: false,
        evidence: consent::evidence(reading, &reason),
    };
    let object = id_of(&who);
    let key = key(reading.plan, &object);
    let properties: Map<String, Value> =
        [("reason".to_owned(), Value::String(reason))].into_iter().collect();
    let told = Body::Custom { name: "email_suppressed".into(), properties };
    let told_key = format!("{key}#told");
    let activities = vec![
        reading.activity(key, at, who.clone(), Body::Consent(fact)),
        reading.activity(told_key, at, who, told),
    ];
    Ok((object, activities))
}
