//! What an activity can say about a customer, a product, an order or a consent.
//!
//! Facts are partial: a field that is absent says nothing about it. The book folds them by the
//! source's own time, the later one winning.

use crate::{Currency, Instant, Personal};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;

/// Facts about a person. Emails and phones are not here: they are identifiers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomerFacts {
    /// Given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<Personal>,
    /// Family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<Personal>,
    /// `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Personal>,
    /// As the source says it, lowered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<String>,
    /// BCP 47 tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// IANA zone name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// Where she lives; replaced as a whole per part.
    #[serde(skip_serializing_if = "Address::is_empty")]
    pub address: Address,
    /// When she became known to the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Instant>,
    /// All tags of this source; replaces its earlier ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// The shop's own fields, by snake-case name.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub attributes: Map<String, Value>,
    /// Names of fields that this activity empties (a person cleared them by hand).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cleared: Vec<String>,
}

/// A postal address.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    /// Street and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street1: Option<Personal>,
    /// Second line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street2: Option<Personal>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Town.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// State, province or region, as the source writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// ISO 3166 alpha-2, in capitals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

impl Address {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Facts about a product.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProductFacts {
    /// The source's own id of the product.
    pub product: String,
    /// Stock-keeping unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// The name that customers read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Levels joined by ` > `.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Brand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// Price in minor units of `currency`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_minor: Option<i64>,
    /// Cost of goods in minor units of `currency`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_minor: Option<i64>,
    /// Currency of price and cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// Page of the product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Picture of the product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// Pieces in stock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stock: Option<i64>,
    /// All tags; replaces earlier ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// The shop's own fields.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub attributes: Map<String, Value>,
}

/// Where an order stands. Later words win over earlier ones only by the source's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Begun, not yet binding (a checkout that waits for payment).
    Pending,
    /// Binding.
    Placed,
    /// Paid in full.
    Paid,
    /// Some of it is on its way.
    PartiallyShipped,
    /// All of it is on its way.
    Shipped,
    /// Arrived.
    Delivered,
    /// Called off; counts nowhere.
    Cancelled,
    /// Some of the money went back.
    PartiallyRefunded,
    /// All of the money went back.
    Refunded,
}

impl OrderStatus {
    /// Every status with its word in files and in the API.
    pub const ALL: [(Self, &'static str); 9] = [
        (Self::Pending, "pending"),
        (Self::Placed, "placed"),
        (Self::Paid, "paid"),
        (Self::PartiallyShipped, "partially_shipped"),
        (Self::Shipped, "shipped"),
        (Self::Delivered, "delivered"),
        (Self::Cancelled, "cancelled"),
        (Self::PartiallyRefunded, "partially_refunded"),
        (Self::Refunded, "refunded"),
    ];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(status, _)| *status == self).map_or("placed", |(_, word)| word)
    }

    /// Reads its word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(status, _)| *status)
    }

    /// Whether the order counts among a customer's orders.
    pub fn counts(self) -> bool {
        !matches!(self, Self::Pending | Self::Cancelled)
    }
}

/// Facts about an order: what its source says of it at one time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderFacts {
    /// The source's own id of the order.
    pub order: String,
    /// When it was placed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placed_at: Option<Instant>,
    /// Currency of every amount in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// Where it stands from this activity's time on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<OrderStatus>,
    /// Discount on the order as a whole, in minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount_minor: Option<i64>,
    /// Tax, in minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_minor: Option<i64>,
    /// Shipping, in minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipping_minor: Option<i64>,
    /// What was paid, gross of tax and shipping, in minor units. Absent: the sum of the lines,
    /// less discounts, plus tax and shipping.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_minor: Option<i64>,
    /// Coupon code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coupon: Option<String>,
    /// Where it was sold (web, store, a marketplace).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// All lines; replaces earlier ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<Vec<OrderLine>>,
    /// Money that went back with this activity; adds to earlier ones, but for one that it says
    /// again: one of the same source with the same `refund_id`, else at the same time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refunds: Vec<RefundFact>,
    /// The source's own id of the refund in this activity, where it has one. Without `refunds`,
    /// that refund was called off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refund_id: Option<String>,
    /// What has gone back in all by the time this came in, in minor units, from a source that
    /// does not tell of single refunds; takes the place of what was said so before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refunded_minor: Option<i64>,
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderLine {
    /// The source's own id of the product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Stock-keeping unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// Name on the receipt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Category when the line itself says it; else the product's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Pieces; may be fractional (cloth by the metre).
    pub quantity: f64,
    /// Price of one piece, in minor units.
    pub unit_minor: i64,
    /// Discount on this line, in minor units.
    #[serde(skip_serializing_if = "is_zero")]
    pub discount_minor: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(number: &i64) -> bool {
    *number == 0
}

/// Money that went back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundFact {
    /// When.
    pub at: Instant,
    /// How much, in minor units of the order's currency; positive.
    pub amount_minor: i64,
}

/// A way to reach people that needs its own consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Mail to an email address.
    Email,
    /// Text message to a phone.
    Sms,
}

impl Channel {
    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }

    /// Reads its word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Email, Self::Sms].into_iter().find(|channel| channel.as_str() == word)
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a person said about being written to. Stricter ones are greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentState {
    /// Yes, please.
    Granted,
    /// Never said yes.
    Never,
    /// No more.
    Withdrawn,
}

impl ConsentState {
    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Never => "never",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads its word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Granted, Self::Never, Self::Withdrawn]
            .into_iter()
            .find(|state| state.as_str() == word)
    }
}

/// A consent given or taken back for one contact point, channel and topic. The contact point is
/// the email or phone among the activity's identifiers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentFact {
    /// The channel it speaks of.
    pub channel: Channel,
    /// The topic it speaks of; `marketing` when nobody says otherwise.
    pub topic: String,
    /// What was said.
    pub state: ConsentState,
    /// Whether it was said by the person herself just now (a form, a link in a mail), or is
    /// reported about her (a file, a connector). A report never lifts a withdrawal.
    pub firsthand: bool,
    /// How it can be shown: file and row, page and wording, link.
    pub evidence: String,
}
