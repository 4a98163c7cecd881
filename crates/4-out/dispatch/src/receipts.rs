//! What comes back from a mail becomes activities: delivered, bounced, opened, clicked,
//! unsubscribed.

use crate::model::MessageId;
use base::{
    Activity, Body, Channel, ConsentFact, ConsentState, DeliveryId, EmailAddress, Identifiers,
    Instant, Namespace, Personal, SourceName,
};
use serde_json::{Map, Value as Json, json};

/// An activity about the owner of an address. None when the address is no address any more.
pub(crate) fn activity(
    address: &Personal,
    key: String,
    at: Instant,
    body: Body,
) -> Option<Activity> {
    let email = EmailAddress::parse(address.reveal()).ok()?;
    Some(Activity {
        source: SourceName::house(),
        namespace: Namespace::shop(),
        key,
        at,
        who: Identifiers { emails: vec![email], ..Identifiers::default() },
        body,
        import: None,
    })
}

/// What every receipt says of its message.
pub(crate) fn properties(message: MessageId, delivery: DeliveryId) -> Map<String, Json> {
    let mut properties = Map::new();
    properties.insert("campaign_id".into(), json!(message.campaign().to_string()));
    properties.insert("delivery_id".into(), json!(delivery.to_string()));
    properties
}

/// Says of what the demo's people did that they are made up.
pub(crate) fn label(properties: &mut Map<String, Json>, is_simulated: bool) {
    if is_simulated {
        properties.insert("simulated".into(), json!(true));
    }
}

pub(crate) fn custom(name: &str, properties: Map<String, Json>) -> Body {
    Body::Custom { name: name.into(), properties }
}

/// A consent that was given or taken back through a link in a mail.
pub(crate) fn consent(topic: &str, state: ConsentState, evidence: String) -> Body {
    Body::Consent(ConsentFact {
        channel: Channel::Email,
        topic: topic.into(),
        state,
        firsthand: true,
        evidence,
    })
}
