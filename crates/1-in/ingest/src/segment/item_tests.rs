//! Calls as libraries send them, good and bad.

use super::super::envelope::open;
use super::*;
use base::OrderStatus;
use serde_json::json;

const NOW: &str = "2026-11-22T10:00:00Z";

fn batch(body: &Value) -> Vec<Item> {
    let (source, namespace) = (SourceName::parse("web").unwrap(), Namespace::shop());
    let door = Door {
        source: &source,
        namespace: &namespace,
        shop: &Shop::default(),
        received_at: Instant::parse(NOW).unwrap(),
    };
    open(Call::Batch, body.to_string().as_bytes()).unwrap().read(&door)
}

fn item(body: Value) -> Item {
    batch(&json!({ "batch": [body] })).remove(0)
}

fn admitted(body: Value) -> (Vec<Activity>, Vec<Ignored>) {
    match item(body.clone()).verdict {
        Verdict::Admitted { activities, ignored } => (activities, ignored),
        Verdict::Refused(refusal) => panic!("{body}: {refusal:?}"),
    }
}

fn refused(body: Value) -> Reason {
    match item(body.clone()).verdict {
        Verdict::Refused(refusal) => refusal.reason,
        Verdict::Admitted { .. } => panic!("{body} was admitted"),
    }
}

#[test]
fn identify_gives_facts_and_identifiers() {
    let (activities, ignored) = admitted(json!({
        "type": "identify", "userId": "7", "anonymousId": "v1", "messageId": "m1",
        "traits": {"email": "Anna@example.com", "firstName": "Anna", "email_consent": true},
        "context": {"locale": "de-DE", "timezone": "Europe/Berlin", "ip": "1.2.3.4",
            "library": {"name": "analytics-node", "version": "2"}},
        "integrations": {}, "_metadata": {}}));
    let activity = &activities[0];
    assert_eq!(activity.key, "m1");
    assert_eq!(activity.who.ids[0].1, "7");
    assert_eq!(activity.who.emails[0].reveal(), "anna@example.com");
    let Body::Customer(facts) = &activity.body else { panic!("facts") };
    assert_eq!(
        (facts.language.as_deref(), facts.timezone.as_deref()),
        (Some("de-DE"), Some("Europe/Berlin"))
    );
    let why: Vec<_> = ignored.iter().map(|part| (part.field.as_str(), part.why)).collect();
    assert_eq!(why, [("/context/ip", Why::Device), ("/traits/email_consent", Why::Consent)]);
}

#[test]
fn track_keeps_canonical_names_and_the_context_that_matters() {
    let (activities, _) = admitted(json!({
        "type": "track", "anonymousId": "v1", "event": "Viewed Product",
        "properties": {"ProductID": "p1", "price": "9.90"},
        "context": {"page": {"url": "https://s.example/p1"}, "campaign": {"name": "spring"},
            "traits": {"email": "a@example.com", "phone": "bad"}}}));
    let Body::Custom { name, properties } = &activities[0].body else { panic!("custom") };
    assert_eq!(name, "product_viewed");
    assert_eq!(
        Value::Object(properties.clone()),
        json!({"product_id": "p1", "price": 9.9, "page_url": "https://s.example/p1",
            "campaign_name": "spring"})
    );
    assert_eq!(activities[0].who.emails.len(), 1);
}

#[test]
fn order_activities_become_orders() {
    let (activities, ignored) = admitted(json!({
        "type": "track", "userId": "7", "event": "Order Completed", "messageId": "m",
        "timestamp": "2026-11-20T08:00:00Z",
        "properties": {"order_id": "A-1", "total": 12, "email": "a@example.com", "mood": "good"}}));
    let Body::Order(facts) = &activities[0].body else { panic!("order") };
    assert_eq!(facts.status, Some(OrderStatus::Placed));
    assert_eq!(facts.placed_at, Some(activities[0].at));
    assert_eq!(activities[0].who.emails.len(), 1);
    assert_eq!(ignored, [Ignored::new("/properties/mood", Why::NoField)]);
}

#[test]
fn page_screen_group_and_alias_are_taken() {
    let (page, _) = admitted(json!({"type": "page", "anonymousId": "v", "name": "Home",
        "properties": {"url": "https://s.example/"},
        "context": {"page": {"url": "https://s.example/", "title": "Hi"}}}));
    let Body::Custom { name, properties } = &page[0].body else { panic!("custom") };
    assert_eq!((name.as_str(), &properties["name"]), ("page_viewed", &json!("Home")));
    assert_eq!(properties["page_title"], "Hi");
    assert!(!properties.contains_key("page_url"));
    let (screen, _) = admitted(json!({"type": "screen", "userId": "7", "name": "Cart"}));
    assert_eq!(screen[0].body.kind(), "screen_viewed");
    let (group, _) = admitted(json!({"type": "group", "userId": "7", "groupId": "g"}));
    assert_eq!(group[0].body.kind(), "group_joined");
    let old = "0f8fad5b-d9cb-469f-a165-70867728950e";
    for (previous, space) in [(old, "anon:shop"), ("41", "id:shop")] {
        let (alias, _) = admitted(json!({"type": "alias", "userId": "7", "previousId": previous}));
        let Body::Linked(link) = &alias[0].body else { panic!("link") };
        assert_eq!(link.space, space);
    }
}

#[test]
fn an_address_as_user_id_is_the_address() {
    let (activities, _) = admitted(json!({"type": "identify", "userId": "Anna@example.com"}));
    assert!(activities[0].who.ids.is_empty());
    assert_eq!(activities[0].who.emails[0].reveal(), "anna@example.com");
}

#[test]
fn unsubscribing_withdraws_consent_beside_the_activity() {
    let (activities, _) = admitted(json!({"type": "track", "userId": "7", "messageId": "m",
        "event": "Unsubscribed", "properties": {"email": "a@example.com"}}));
    assert_eq!(activities[0].body.kind(), "email_unsubscribed");
    assert_eq!(activities[1].key, "m#1");
    let Body::Consent(fact) = &activities[1].body else { panic!("consent") };
    assert_eq!((fact.state, fact.firsthand), (ConsentState::Withdrawn, false));
}

#[test]
fn a_clock_that_is_off_is_corrected() {
    for (sent, own, want) in [
        ("2026-11-22T09:59:58Z", "2026-11-22T09:59:57Z", "2026-11-22T09:59:57Z"),
        ("2026-11-22T12:00:00Z", "2026-11-22T11:50:00Z", "2026-11-22T09:50:00Z"),
        ("2036-11-22T10:00:00Z", "2036-11-22T09:00:00Z", "2026-11-22T09:00:00Z"),
        ("2026-11-22T10:00:00Z", "2019-05-01T00:00:00Z", "2019-05-01T00:00:00Z"),
    ] {
        let call = json!({"type": "track", "event": "x", "userId": "7", "timestamp": own});
        let items = batch(&json!({"sentAt": sent, "batch": [call]}));
        let Verdict::Admitted { activities, .. } = &items[0].verdict else { panic!("{own}") };
        assert_eq!(activities[0].at.to_string(), want, "{sent} {own}");
        assert!(items[0].body.contains("sentAt"), "a replay needs it");
    }
}

#[test]
fn calls_that_cannot_be_taken_have_a_reason() {
    let long = "x".repeat(300);
    let large = "x".repeat(33 * 1_024);
    for (body, want) in [
        (json!({"type": "track", "event": "x"}), Reason::MissingCustomer),
        (json!({"type": "track", "event": "x", "userId": ""}), Reason::MissingCustomer),
        (json!({"type": "track", "event": "x", "userId": "undefined"}), Reason::MissingCustomer),
        (json!({"type": "track", "event": "x", "userId": 0}), Reason::MissingCustomer),
        (json!({"type": "track", "event": "x", "userId": long}), Reason::BadId),
        (json!({"type": "track", "event": "x", "userId": "a\u{0}b"}), Reason::BadId),
        (json!({"type": "track", "event": "x", "userId": {"a": 1}}), Reason::WrongType),
        (json!({"type": "track", "userId": "7"}), Reason::MissingName),
        (json!({"type": "track", "userId": "7", "event": "  "}), Reason::MissingName),
        (json!({"type": "track", "userId": "7", "event": 3}), Reason::WrongType),
        (json!({"type": "track", "userId": "7", "event": "!!"}), Reason::BadName),
        (json!({"type": "track", "userId": "7", "event": long}), Reason::BadName),
        (json!({"type": "track", "userId": "7", "event": "Import Undone"}), Reason::ReservedName),
        (json!({"type": "track", "userId": "7", "event": "Consent Set"}), Reason::ReservedName),
        (
            json!({"type": "track", "userId": "7", "event": "x", "properties": []}),
            Reason::WrongType,
        ),
        (json!({"type": "track", "userId": "7", "event": large}), Reason::TooLarge),
        (json!({"type": "identify", "userId": "7", "traits": "x"}), Reason::WrongType),
        (json!({"type": "identify", "userId": "7", "traits": {"email": "x"}}), Reason::BadEmail),
        (json!({"type": "group", "userId": "7"}), Reason::BadId),
        (json!({"type": "alias", "userId": "7"}), Reason::BadId),
        (json!({"type": "import", "userId": "7"}), Reason::UnknownCall),
        (json!({"type": "batch", "userId": "7"}), Reason::UnknownCall),
        (json!({"userId": "7"}), Reason::UnknownCall),
        (json!(7), Reason::WrongType),
        (json!({"type": "page", "userId": "7", "timestamp": "soon"}), Reason::BadTime),
        (json!({"type": "page", "userId": "7", "timestamp": "2099-01-01"}), Reason::TimeInFuture),
        (json!({"type": "page", "userId": "7", "timestamp": 0}), Reason::TimeTooEarly),
        (json!({"type": "page", "userId": "7", "timestamp": {}}), Reason::BadTime),
    ] {
        assert_eq!(refused(body.clone()), want, "{body:.200}");
    }
}

#[test]
fn one_bad_item_costs_no_other() {
    let good = json!({"type": "track", "event": "x", "userId": "7"});
    let items = batch(&json!({"batch": [good, 3, good]}));
    let taken = |item: &Item| matches!(item.verdict, Verdict::Admitted { .. });
    assert_eq!(items.iter().map(taken).collect::<Vec<_>>(), [true, false, true]);
}

#[test]
fn the_same_call_has_the_same_key() {
    let key = |body: Value| admitted(body).0[0].key.clone();
    let call = json!({"type": "track", "event": "x", "userId": "7", "timestamp": "2026-11-01"});
    let other = json!({"type": "track", "event": "x", "userId": "8", "timestamp": "2026-11-01"});
    assert_eq!(key(call.clone()), key(call.clone()));
    assert_ne!(key(call), key(other));
    let long = json!({"type": "page", "userId": "7", "messageId": "m".repeat(400)});
    assert!(key(long).starts_with("hash:"));
}

#[test]
fn a_refused_call_can_be_mended_and_read_again() {
    let broken = item(json!({"type": "identify", "userId": "7", "traits": {"email": "x"}}));
    let mended = broken.body.replace("\"x\"", "\"x@example.com\"");
    let (source, namespace) = (SourceName::parse("web").unwrap(), Namespace::shop());
    let received_at = Instant::parse(NOW).unwrap();
    let shop = Shop::default();
    let door = Door { source: &source, namespace: &namespace, shop: &shop, received_at };
    assert!(matches!(read_again(&mended, &door).verdict, Verdict::Admitted { .. }));
    assert!(matches!(read_again("{", &door).verdict, Verdict::Refused(_)));
}
