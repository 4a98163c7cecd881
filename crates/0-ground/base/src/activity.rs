//! Raw activities: the one shape in which anything enters the house.

use crate::{
    ConsentFact, CustomerFacts, EmailAddress, ImportId, Instant, Namespace, OrderFacts, Personal,
    Phone, ProductFacts, SourceName,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// Something that happened, as its source tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// Who says so.
    pub source: SourceName,
    /// The space in which its order and product ids are unique.
    pub namespace: Namespace,
    /// The source's own id of this activity; with `source` it is unique for good.
    pub key: String,
    /// When it happened, by the source's corrected clock.
    pub at: Instant,
    /// Whom it is about; empty for products.
    pub who: Identifiers,
    /// What happened.
    pub body: Body,
    /// The import that brought it, if one did.
    pub import: Option<ImportId>,
}

/// Everything by which a source names one person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Identifiers {
    /// Ids of other systems, each in its namespace; the first leads.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<(Namespace, String)>,
    /// Email addresses; the first leads.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<EmailAddress>,
    /// Phones; the first leads.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    /// The visitor: a browser or device, in the namespace of its site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anonymous: Option<(Namespace, String)>,
    /// Which of them leads, where it is not the first: who a person of the shop had before her.
    #[serde(skip)]
    pub lead: Option<(Space, Personal)>,
}

impl Identifiers {
    /// Those of one person, led by this one.
    pub fn led_by((space, value): (Space, Personal)) -> Self {
        let mut who = Self::default();
        match &space {
            Space::Id(namespace) => who.ids.push((namespace.clone(), value.reveal().to_owned())),
            Space::Email => who.emails.extend(EmailAddress::parse(value.reveal()).ok()),
            Space::Phone => who.phones.extend(Phone::parse(value.reveal(), None).ok()),
            Space::Anonymous(namespace) => {
                who.anonymous = Some((namespace.clone(), value.reveal().to_owned()));
            }
        }
        who.lead = Some((space, value));
        who
    }

    /// All of them in the order in which they lead: the one that was made to, then id, email,
    /// phone, visitor.
    pub fn in_order(&self) -> Vec<(Space, Personal)> {
        let ids = self.ids.iter().map(|(ns, id)| (Space::Id(ns.clone()), Personal::new(id)));
        let emails = self.emails.iter().map(|e| (Space::Email, e.personal().clone()));
        let phones = self.phones.iter().map(|p| (Space::Phone, p.personal().clone()));
        let visitor =
            self.anonymous.iter().map(|(ns, id)| (Space::Anonymous(ns.clone()), Personal::new(id)));
        let mut all: Vec<_> = ids.chain(emails).chain(phones).chain(visitor).collect();
        if let Some(place) = all.iter().position(|one| Some(one) == self.lead.as_ref()) {
            all[..=place].rotate_right(1);
        }
        all
    }

    /// Whether nobody is named.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The kind of an identifier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Space {
    /// Another system's id.
    Id(Namespace),
    /// An email address.
    Email,
    /// A phone number.
    Phone,
    /// A browser or device.
    Anonymous(Namespace),
}

impl Space {
    /// Its text in the database: `id:shop`, `email`, `phone`, `anon:shop`.
    pub fn to_text(&self) -> String {
        match self {
            Self::Id(namespace) => format!("id:{namespace}"),
            Self::Email => "email".into(),
            Self::Phone => "phone".into(),
            Self::Anonymous(namespace) => format!("anon:{namespace}"),
        }
    }

    /// Reads its text.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':') {
            Some(("id", namespace)) => Namespace::parse(namespace).ok().map(Self::Id),
            Some(("anon", namespace)) => Namespace::parse(namespace).ok().map(Self::Anonymous),
            None if text == "email" => Some(Self::Email),
            None if text == "phone" => Some(Self::Phone),
            _ => None,
        }
    }

    /// Whether it names a person, not just a browser.
    pub fn identifies(&self) -> bool {
        !matches!(self, Self::Anonymous(_))
    }
}

/// Two identifiers of one person, or no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The other identifier's space; the one is the activity's subject.
    pub space: String,
    /// The other identifier.
    pub value: Personal,
    /// Why.
    pub reason: String,
}

/// What people of the shop said by one change, by its places in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The first of its activities.
    pub first: i64,
    /// The last of them.
    pub last: i64,
}

impl Edit {
    /// Its text in the API: `812-814`.
    pub fn to_text(self) -> String {
        format!("{}-{}", self.first, self.last)
    }

    /// Reads its text.
    pub fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.split_once('-')?;
        let edit = Self { first: first.parse().ok()?, last: last.parse().ok()? };
        (0 < edit.first && edit.first <= edit.last).then_some(edit)
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// `customer_updated`: facts about a person.
    Customer(CustomerFacts),
    /// `customer_deleted`: the shop takes a person out of its book.
    CustomerDeleted,
    /// `product_updated`: facts about a product.
    Product(ProductFacts),
    /// `order_updated`: facts about an order.
    Order(OrderFacts),
    /// `consent_set`: a consent given or taken back.
    Consent(ConsentFact),
    /// `linked`: two identifiers are one person.
    Linked(Link),
    /// `unlinked`: they are not, after all.
    Unlinked(Link),
    /// `import_undone`: everything that an import brought no longer holds.
    ImportUndone(ImportId),
    /// `edit_taken_back`: what was said by one change no longer holds.
    EditTakenBack(Edit),
    /// Anything else, by its canonical snake-case name.
    Custom {
        /// `product_viewed`, `email_opened`, the shop's own.
        name: String,
        /// What the source says about it.
        properties: Map<String, Value>,
    },
}

impl Body {
    /// The name of its kind in the ledger.
    pub fn kind(&self) -> &str {
        match self {
            Self::Customer(_) => "customer_updated",
            Self::CustomerDeleted => "customer_deleted",
            Self::Product(_) => "product_updated",
            Self::Order(_) => "order_updated",
            Self::Consent(_) => "consent_set",
            Self::Linked(_) => "linked",
            Self::Unlinked(_) => "unlinked",
            Self::ImportUndone(_) => "import_undone",
            Self::EditTakenBack(_) => "edit_taken_back",
            Self::Custom { name, .. } => name,
        }
    }

    /// Names that only the house may use; a custom activity cannot take them.
    pub fn is_reserved(name: &str) -> bool {
        const NAMES: [&str; 9] = [
            "customer_updated",
            "customer_deleted",
            "product_updated",
            "order_updated",
            "consent_set",
            "linked",
            "unlinked",
            "import_undone",
            "edit_taken_back",
        ];
        NAMES.contains(&name)
    }

    /// What is kept of it beside its kind, as JSON.
    ///
    /// # Errors
    /// Never for values that the house makes; serde's type says so nowhere.
    pub fn to_json(&self) -> serde_json::Result<String> {
        match self {
            Self::Customer(facts) => serde_json::to_string(facts),
            Self::CustomerDeleted => Ok("{}".into()),
            Self::Product(facts) => serde_json::to_string(facts),
            Self::Order(facts) => serde_json::to_string(facts),
            Self::Consent(fact) => serde_json::to_string(fact),
            Self::Linked(link) | Self::Unlinked(link) => serde_json::to_string(link),
            Self::ImportUndone(import) => serde_json::to_string(import),
            Self::EditTakenBack(edit) => serde_json::to_string(edit),
            Self::Custom { properties, .. } => serde_json::to_string(properties),
        }
    }

    /// Reads what [`Body::to_json`] wrote under this kind.
    ///
    /// # Errors
    /// When the text does not fit the kind.
    pub fn from_json(kind: &str, json: &str) -> serde_json::Result<Self> {
        fn read<T: DeserializeOwned>(json: &str) -> serde_json::Result<T> {
            serde_json::from_str(json)
        }
        Ok(match kind {
            "customer_updated" => Self::Customer(read(json)?),
            "customer_deleted" => Self::CustomerDeleted,
            "product_updated" => Self::Product(read(json)?),
            "order_updated" => Self::Order(read(json)?),
            "consent_set" => Self::Consent(read(json)?),
            "linked" => Self::Linked(read(json)?),
            "unlinked" => Self::Unlinked(read(json)?),
            "import_undone" => Self::ImportUndone(read(json)?),
            "edit_taken_back" => Self::EditTakenBack(read(json)?),
            name => Self::Custom { name: name.into(), properties: read(json)? },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_round_trip_through_kind_and_json() {
        let order = OrderFacts {
            order: "A-1".into(),
            placed_at: Some(Instant::from_micros(5)),
            lines: Some(vec![crate::OrderLine { quantity: 2.0, ..Default::default() }]),
            ..Default::default()
        };
        let seen = Body::Custom {
            name: "product_viewed".into(),
            properties: [("product_id".into(), "p1".into())].into_iter().collect(),
        };
        let back = Body::EditTakenBack(Edit { first: 3, last: 4 });
        for body in [Body::Order(order), seen, Body::CustomerDeleted, back] {
            let json = body.to_json().unwrap();
            assert_eq!(Body::from_json(body.kind(), &json).unwrap(), body);
            assert!(Body::is_reserved(body.kind()) || matches!(body, Body::Custom { .. }));
        }
    }

    #[test]
    fn an_edit_is_read_as_it_is_written() {
        let edit = Edit { first: 3, last: 4 };
        assert_eq!(Edit::parse(&edit.to_text()), Some(edit));
        for text in ["", "3", "4-3", "0-1", "-1-2", "3-", "3-4-5"] {
            assert_eq!(Edit::parse(text), None, "{text}");
        }
    }

    #[test]
    fn identifiers_lead_in_the_stated_order() {
        let who = Identifiers {
            emails: vec![EmailAddress::parse("a@example.com").unwrap()],
            anonymous: Some((Namespace::shop(), "v1".into())),
            ids: vec![(Namespace::shop(), "7".into())],
            ..Default::default()
        };
        let spaces: Vec<_> = who.in_order().iter().map(|(space, _)| space.to_text()).collect();
        assert_eq!(spaces, ["id:shop", "email", "anon:shop"]);
        let mut led = Identifiers::led_by((Space::Phone, Personal::new("+4930901820")));
        led.emails.clone_from(&who.emails);
        led.ids.clone_from(&who.ids);
        let order: Vec<_> = led.in_order().iter().map(|(space, _)| space.to_text()).collect();
        assert_eq!(order, ["phone", "id:shop", "email"]);
        assert!(
            spaces
                .iter()
                .all(|text| Space::parse(text).map(|s| s.to_text()).as_ref() == Some(text))
        );
    }
}
