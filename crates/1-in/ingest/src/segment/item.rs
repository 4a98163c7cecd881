//! One call: who, when, what; admitted with what was left out, or refused with a reason.

use super::context;
use super::envelope::Call;
use crate::meaning::fields::{Fields, plain_text, pointer};
use crate::meaning::names::{self, Role};
use crate::meaning::{Ignored, Why, order, properties, traits, when, words};
use crate::reason::{Reason, Refusal, excerpt};
use base::{
    Activity, Body, Channel, ConsentFact, ConsentState, EmailAddress, Identifiers, Instant, Link,
    Namespace, Personal, Shop, SourceName, Space, limits,
};
use serde_json::{Map, Value};

/// Through which door a call comes.
#[derive(Debug, Clone, Copy)]
pub struct Door<'a> {
    /// Who says so; from the write key.
    pub source: &'a SourceName,
    /// The space of its ids; from the write key.
    pub namespace: &'a Namespace,
    /// The shop.
    pub shop: &'a Shop,
    /// When the request came in.
    pub received_at: Instant,
}

/// What became of one call.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Taken.
    Admitted {
        /// What it says happened; the first has the call's own key.
        activities: Vec<Activity>,
        /// What of it was left out, and why.
        ignored: Vec<Ignored>,
    },
    /// Not taken; it can be mended and read again.
    Refused(Refusal),
}

/// One judged call.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its type: `track`, `identify`, …; empty when unknown.
    pub call: &'static str,
    /// The name of what happened, for calls that have one.
    pub name: Option<String>,
    /// Name and version of the library that sent it.
    pub library: Option<String>,
    /// The call as JSON, with what the batch said for all of its items.
    pub body: String,
    /// What became of it.
    pub verdict: Verdict,
}

/// What a batch says for all of its items.
#[derive(Debug, Clone, Default)]
pub(super) struct Outer {
    pub(super) sent_at: Option<Value>,
    pub(super) context: Option<Value>,
}

/// Judges a mended call again. `door.received_at` is when it first came, so that a clock that
/// was wrong then is corrected as it would have been.
pub fn read_again(body: &str, door: &Door<'_>) -> Item {
    read(body, None, &Outer::default(), door)
}

pub(super) fn read(raw: &str, call: Option<Call>, outer: &Outer, door: &Door<'_>) -> Item {
    let refused = |refusal| Item {
        call: call.map_or("", Call::as_str),
        name: None,
        library: None,
        body: raw.to_owned(),
        verdict: Verdict::Refused(refusal),
    };
    if raw.len() > limits::ACTIVITY_BYTES_MAX {
        let detail = format!("{} bytes; at most {}", raw.len(), limits::ACTIVITY_BYTES_MAX);
        return refused(Refusal::whole(Reason::TooLarge, detail));
    }
    let mut map: Map<String, Value> = match serde_json::from_str(raw) {
        Ok(Value::Object(map)) => map,
        Ok(_) => return refused(Refusal::whole(Reason::WrongType, "a call must be an object")),
        Err(error) => {
            let detail = format!("line {}, column {}", error.line(), error.column());
            return refused(Refusal::whole(Reason::NotJson, detail));
        }
    };
    map.remove("writeKey");
    for (key, value) in [("sentAt", &outer.sent_at), ("context", &outer.context)] {
        if let Some(value) = value {
            map.entry(key).or_insert_with(|| value.clone());
        }
    }
    if let Some(call) = call {
        map.insert("type".into(), call.as_str().into());
    }
    judge(map, door)
}

fn judge(map: Map<String, Value>, door: &Door<'_>) -> Item {
    let kind = map.get("type").and_then(Value::as_str).and_then(Call::parse);
    let context = map.get("context").and_then(Value::as_object);
    let library = context.and_then(context::library);
    let name = map.get("event").or_else(|| map.get("name")).and_then(Value::as_str);
    let name = name.map(words::clean);
    let mut reading = Reading { fields: Fields { map: &map, pointer: "" }, door, ignored: vec![] };
    let admitted = match kind {
        Some(kind) if kind != Call::Batch => reading.read(kind),
        _ => Err(Refusal::at(Reason::UnknownCall, "/type", "not one of the six calls")),
    };
    let verdict = match admitted {
        Ok(activities) => Verdict::Admitted { activities, ignored: reading.ignored },
        Err(refusal) => Verdict::Refused(refusal),
    };
    let body = serde_json::to_string(&map).unwrap_or_default();
    Item { call: kind.map_or("", Call::as_str), name, library, body, verdict }
}

/// A call while it is read.
struct Reading<'a> {
    fields: Fields<'a>,
    door: &'a Door<'a>,
    ignored: Vec<Ignored>,
}

/// Fields that every call may have; others are noted as left out.
const KNOWN: &[&str] = &[
    "_metadata",
    "anonymousId",
    "category",
    "channel",
    "context",
    "event",
    "groupId",
    "integrations",
    "messageId",
    "name",
    "originalTimestamp",
    "previousId",
    "properties",
    "receivedAt",
    "sentAt",
    "timestamp",
    "traits",
    "type",
    "userId",
    "version",
];

impl Reading<'_> {
    fn read(&mut self, call: Call) -> Result<Vec<Activity>, Refusal> {
        let at = self.at()?;
        let key = self.key()?;
        let who = self.who(call)?;
        self.note_left_out();
        let (who, bodies) = match call {
            Call::Identify => self.identify(who)?,
            Call::Track => self.track(who, at)?,
            Call::Page => self.looked_at(who, "page_viewed")?,
            Call::Screen => self.looked_at(who, "screen_viewed")?,
            Call::Group => self.group(who)?,
            Call::Alias | Call::Batch => self.alias(who)?,
        };
        let mut activities = Vec::with_capacity(bodies.len());
        for (place, body) in bodies.into_iter().enumerate() {
            let key = if place == 0 { key.clone() } else { format!("{key}#{place}") };
            activities.push(Activity {
                source: self.door.source.clone(),
                namespace: self.door.namespace.clone(),
                key,
                at,
                who: who.clone(),
                body,
                import: None,
            });
        }
        Ok(activities)
    }

    fn object(&self, key: &str) -> Result<Map<String, Value>, Refusal> {
        self.fields.object(key).map(|map| map.cloned().unwrap_or_default())
    }

    fn time(&self, key: &str) -> Result<Option<Instant>, Refusal> {
        let Some(value) = self.fields.value(key) else { return Ok(None) };
        let bad = || Refusal::at(Reason::BadTime, self.fields.at(key), "not a time");
        let text = plain_text(value).ok_or_else(bad)?;
        if text.trim().is_empty() {
            return Ok(None);
        }
        Instant::parse_loose(&text, &self.door.shop.zone).map(Some).map_err(|_| bad())
    }

    /// When it happened: `receivedAt − (sentAt − originalTimestamp)`, so that a clock that is off
    /// does not matter (Segment, common fields, read 2026-11-22). A difference of less than a
    /// minute between sending and receiving is the way here, not the clock, and is left alone:
    /// else the same call sent again would come with another time.
    fn at(&self) -> Result<Instant, Refusal> {
        let received = self.door.received_at;
        let own = match self.time("originalTimestamp")? {
            Some(at) => Some(at),
            None => self.time("timestamp")?,
        };
        let sent = self.time("sentAt").unwrap_or(None);
        let at = match (own, sent) {
            (None, _) => received,
            (Some(own), None) => own,
            (Some(own), Some(sent)) => {
                let skew = received.as_micros().saturating_sub(sent.as_micros());
                let matters = skew.abs() >= SKEW_MICROS_MIN;
                let shift = if matters { skew } else { 0 };
                Instant::from_micros(own.as_micros().saturating_add(shift))
            }
        };
        let detail = || "after correcting for the sender's clock".to_owned();
        when::within(at, received).map_err(|reason| Refusal::at(reason, "/timestamp", detail()))
    }

    /// The key by which a call that comes twice is known: its `messageId`, else a hash of all of
    /// it. A call without any time of its own counts once within the hour.
    fn key(&self) -> Result<String, Refusal> {
        if let Some(id) = self.fields.text("messageId")? {
            if words::is_id(&id) {
                return Ok(id);
            }
            return Ok(format!("hash:{}", blake3::hash(id.as_bytes()).to_hex()));
        }
        let text = serde_json::to_vec(self.fields.map).unwrap_or_default();
        let mut hasher = blake3::Hasher::new();
        hasher.update(&text);
        let timed = ["timestamp", "originalTimestamp", "sentAt"];
        if timed.iter().all(|key| self.fields.value(key).is_none()) {
            let hour = self.door.received_at.as_micros() / HOUR_MICROS;
            hasher.update(&hour.to_be_bytes());
        }
        Ok(format!("hash:{}", hasher.finalize().to_hex()))
    }

    fn who(&mut self, call: Call) -> Result<Identifiers, Refusal> {
        let mut who = Identifiers::default();
        let (fields, namespace) = (self.fields, self.door.namespace);
        if let Some(id) = self.user_id()? {
            // Shops that use the address as the id mean the person behind the address.
            match EmailAddress::parse(&id) {
                Ok(email) => who.emails.push(email),
                Err(_) => who.ids.push((namespace.clone(), id)),
            }
        }
        if let Some(id) = fields.id("anonymousId", &mut self.ignored)? {
            who.anonymous = Some((namespace.clone(), id));
        }
        if who.is_empty() && call == Call::Alias {
            return Err(Refusal::at(Reason::MissingCustomer, "/userId", "no userId"));
        }
        if who.is_empty() {
            let detail = "neither a userId nor an anonymousId";
            return Err(Refusal::whole(Reason::MissingCustomer, detail));
        }
        let outer = fields.value("context").and_then(|context| context.get("traits"));
        let inner = fields.value("traits").filter(|_| call == Call::Track);
        for (pointer, said) in [("/context/traits", outer), ("/traits", inner)] {
            if let Some(Value::Object(map)) = said {
                let traits = Fields { map, pointer };
                context::into_identifiers(traits, &mut who, self.door.shop, &mut self.ignored);
            }
        }
        Ok(who)
    }

    fn user_id(&mut self) -> Result<Option<String>, Refusal> {
        let id = self.fields.id("userId", &mut self.ignored)?;
        // Carts of people who are not signed in carry the id 0.
        if id.as_deref() == Some("0") {
            self.ignored.push(Ignored::new("/userId", Why::Placeholder));
            return Ok(None);
        }
        Ok(id)
    }

    fn note_left_out(&mut self) {
        for key in self.fields.map.keys().filter(|key| !KNOWN.contains(&key.as_str())) {
            self.ignored.push(Ignored::new(pointer("", key), Why::NoField));
        }
        if let Some(Value::Object(map)) = self.fields.value("integrations")
            && map.values().any(|value| *value != Value::Bool(true))
        {
            self.ignored.push(Ignored::new("/integrations", Why::Forwarding));
        }
        if let Some(Value::Object(map)) = self.fields.value("context") {
            context::note_left_out(map, &mut self.ignored);
        }
    }

    fn context(&self) -> Option<&Map<String, Value>> {
        self.fields.value("context").and_then(Value::as_object)
    }

    fn identify(&mut self, mut who: Identifiers) -> Result<(Identifiers, Vec<Body>), Refusal> {
        let map = self.object("traits")?;
        let said = Fields { map: &map, pointer: "/traits" };
        let mut person = traits::read(said, self.door.shop, &mut self.ignored)?;
        lead(&mut who.emails, person.emails);
        lead(&mut who.phones, person.phones);
        if let Some(context) = self.context() {
            context::into_facts(context, &mut person.facts);
        }
        let mut bodies = vec![Body::Customer(person.facts)];
        if person.unsubscribed && !who.emails.is_empty() {
            bodies.push(withdrawn("trait of an identify call"));
        }
        Ok((who, bodies))
    }

    fn track(
        &mut self,
        mut who: Identifiers,
        at: Instant,
    ) -> Result<(Identifiers, Vec<Body>), Refusal> {
        let event = match self.fields.value("event") {
            Some(Value::String(event)) => event.trim(),
            None => "",
            Some(_) => return Err(Refusal::at(Reason::WrongType, "/event", "must be a text")),
        };
        if event.is_empty() {
            return Err(Refusal::at(Reason::MissingName, "/event", "no name"));
        }
        let (name, role) = activity_name(event, "/event")?;
        let map = self.object("properties")?;
        let said = Fields { map: &map, pointer: "/properties" };
        match role {
            Role::Remembered => Ok((who, vec![self.custom(&name, map)])),
            Role::EmailUnsubscribed => {
                let traits = Fields { map: &map, pointer: "/properties" };
                context::into_identifiers(traits, &mut who, self.door.shop, &mut self.ignored);
                let mut bodies = vec![self.custom(&name, map.clone())];
                if !who.emails.is_empty() {
                    bodies.push(withdrawn(event));
                }
                Ok((who, bodies))
            }
            _ => {
                context::into_identifiers(said, &mut who, self.door.shop, &mut self.ignored);
                let facts = order::read(role, said, at, self.door.shop, &mut self.ignored)?;
                Ok((who, vec![Body::Order(facts)]))
            }
        }
    }

    fn custom(&self, name: &str, said: Map<String, Value>) -> Body {
        let mut said = properties::canonical(said, properties::is_about_a_product(name));
        if let Some(context) = self.context() {
            context::into_properties(context, &mut said);
        }
        Body::Custom { name: name.into(), properties: said }
    }

    fn looked_at(
        &mut self,
        who: Identifiers,
        name: &str,
    ) -> Result<(Identifiers, Vec<Body>), Refusal> {
        let mut said = self.object("properties")?;
        for key in ["name", "category"] {
            if let Some(text) = self.fields.text(key)? {
                said.entry(key).or_insert(Value::String(text));
            }
        }
        Ok((who, vec![self.custom(name, said)]))
    }

    fn group(&mut self, who: Identifiers) -> Result<(Identifiers, Vec<Body>), Refusal> {
        let group = self.fields.id("groupId", &mut self.ignored)?;
        let missing = || Refusal::at(Reason::BadId, "/groupId", "no groupId");
        let group = group.ok_or_else(missing)?;
        let mut said = self.object("traits")?;
        said.insert("group_id".into(), Value::String(group));
        Ok((who, vec![self.custom("group_joined", said)]))
    }

    /// The earlier id is a visitor's when it is this call's own or has the form that browser
    /// libraries give (a UUID); else it is an earlier id of the person.
    fn alias(&mut self, who: Identifiers) -> Result<(Identifiers, Vec<Body>), Refusal> {
        let previous = self.fields.id("previousId", &mut self.ignored)?;
        let missing = || Refusal::at(Reason::BadId, "/previousId", "no previousId");
        let previous = previous.ok_or_else(missing)?;
        let own = self.fields.value("anonymousId").and_then(plain_text);
        let visitor = is_uuid(&previous) || own.as_deref() == Some(&previous);
        let namespace = self.door.namespace.clone();
        let space = if visitor { Space::Anonymous(namespace) } else { Space::Id(namespace) };
        let value = Personal::new(previous);
        let link = Link { space: space.to_text(), value, reason: "alias call".into() };
        Ok((who, vec![Body::Linked(link)]))
    }
}

/// Differences below are the way of a request, above the clock of its sender.
const SKEW_MICROS_MIN: i64 = 60_000_000;
const HOUR_MICROS: i64 = 3_600_000_000;

/// Puts what the traits say before what the context said.
fn lead<T: PartialEq>(known: &mut Vec<T>, said: Vec<T>) {
    for (place, one) in said.into_iter().enumerate() {
        known.retain(|other| *other != one);
        known.insert(place, one);
    }
}

fn is_uuid(text: &str) -> bool {
    let fits = |(place, byte): (usize, u8)| match place {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(fits)
}

fn withdrawn(evidence: &str) -> Body {
    Body::Consent(ConsentFact {
        channel: Channel::Email,
        topic: "marketing".into(),
        state: ConsentState::Withdrawn,
        firsthand: false,
        evidence: excerpt(evidence),
    })
}

/// The canonical name of what happened, if the house can take it.
///
/// # Errors
/// When it is too long, has no letter, or belongs to the house.
pub(crate) fn activity_name(
    event: &str,
    pointer: &str,
) -> Result<(std::borrow::Cow<'static, str>, Role), Refusal> {
    let refused = |reason, detail: &str| Refusal::at(reason, pointer, detail);
    if event.len() > limits::NAME_BYTES_MAX {
        return Err(refused(Reason::BadName, "longer than 128 bytes"));
    }
    let (name, role) = names::canonical(event);
    if name.is_empty() {
        return Err(refused(Reason::BadName, "a name without a letter"));
    }
    if Body::is_reserved(&name) && role == Role::Remembered {
        return Err(refused(Reason::ReservedName, &format!("\"{name}\" is reserved")));
    }
    Ok((name, role))
}

#[cfg(test)]
#[path = "item_tests.rs"]
mod tests;
