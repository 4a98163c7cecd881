//! One customer with all that conditions ask about: what goes into a chunk and comes out again.

use base::{Currency, CustomerId, Instant, OrderStatus, RefundFact};
use std::sync::Arc;

/// The name of a kind of activity or of a property; shared, since few names occur many times.
pub type Name = Arc<str>;

/// One customer. Lists may come in any order.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerRecord {
    /// Who.
    pub id: CustomerId,
    /// Since when she is in the book, where nothing below is as early.
    pub known_since: Option<Instant>,
    /// When she became known to the shop, where a source says so.
    pub created_at: Option<Instant>,
    /// Her attributes; several records of one name are its history. The names that conditions
    /// know by themselves are `first_name`, `last_name`, `email`, `email_domain`, `phone`,
    /// `birth_date` (`YYYY-MM-DD`), `gender`, `language`, `timezone`, `city`, `region`, `country`,
    /// `postal_code`, `tag`, and `email_consent` and `sms_consent` with the words of
    /// `base::ConsentState`. The shop's own begin with `attribute.`.
    pub attributes: Vec<AttributeRecord>,
    /// Her orders in every state.
    pub orders: Vec<OrderRecord>,
    /// Everything else she did.
    pub activities: Vec<ActivityRecord>,
}

impl CustomerRecord {
    /// A customer of whom nothing is known.
    pub fn new(id: CustomerId) -> Self {
        let (attributes, orders, activities) = (Vec::new(), Vec::new(), Vec::new());
        Self { id, known_since: None, created_at: None, attributes, orders, activities }
    }

    /// The first moment at which anything was known of her; before it she does not exist.
    pub fn since(&self) -> Option<Instant> {
        let attributes = self.attributes.iter().filter_map(|attribute| attribute.since);
        let orders = self.orders.iter().map(|order| order.placed_at);
        let activities = self.activities.iter().map(|activity| activity.at);
        let own = self.known_since.into_iter().chain(self.created_at);
        own.chain(attributes).chain(orders).chain(activities).min()
    }
}

/// What an attribute is from a moment on.
#[derive(Clone, PartialEq)]
pub struct AttributeRecord {
    /// Its name.
    pub name: Name,
    /// From when this is known; absent: for as long as the customer is.
    pub since: Option<Instant>,
    /// Its values: none (it was emptied), one, or several (tags, choices).
    pub values: Vec<String>,
}

impl std::fmt::Debug for AttributeRecord {
    /// Values may be personal: only their number is shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}({:?}: {} values)", self.name, self.since, self.values.len())
    }
}

/// One order.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderRecord {
    /// When it was placed.
    pub placed_at: Instant,
    /// Currency of every amount in it.
    pub currency: Currency,
    /// What was paid, gross of tax and shipping, in minor units.
    pub total_minor: i64,
    /// Where it stood from when on; empty: placed.
    pub states: Vec<(Instant, OrderStatus)>,
    /// Money that went back.
    pub refunds: Vec<RefundFact>,
    /// Properties of the order as a whole: `channel`, `coupon` and the like.
    pub properties: Vec<(Name, PropertyValue)>,
    /// What was bought.
    pub lines: Vec<LineRecord>,
}

/// One line of an order: its properties (`product_id`, `sku`, `name`, `category`, `brand`,
/// `quantity`, `price`, `value`).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LineRecord {
    /// Pieces.
    pub quantity: f64,
    /// The other properties.
    pub properties: Vec<(Name, PropertyValue)>,
}

/// One activity that is no order.
#[derive(Debug, Clone, PartialEq)]
pub struct ActivityRecord {
    /// Its canonical name.
    pub kind: Name,
    /// When.
    pub at: Instant,
    /// The properties that conditions may use.
    pub properties: Vec<(Name, PropertyValue)>,
}

/// A property's value.
#[derive(Debug, Clone, PartialEq)]
pub enum PropertyValue {
    /// A text.
    Text(String),
    /// A finite number.
    Number(f64),
}
