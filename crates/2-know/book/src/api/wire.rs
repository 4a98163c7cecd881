//! The shapes in which customers cross the border.

use crate::model::facts::Fact;
use crate::{CustomerRow, Order, OrderLine};
use base::{Instant, Personal};
use serde::Serialize;
use serde_json::{Map, Value as Json};
use utoipa::ToSchema;
use web::Money;

/// A customer as lists show her.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = CustomerRow)]
pub struct CustomerView {
    /// Her id.
    pub id: String,
    /// The name to show; empty when nothing is known.
    pub name: String,
    /// The address that is written to.
    pub email: Option<String>,
    /// The number that is dialled.
    pub phone: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// Orders that count.
    pub orders: i64,
    /// What she spent, refunds taken off, per currency.
    pub spent: Vec<Money>,
    /// Her first order.
    pub first_order_at: Option<String>,
    /// Her last order.
    pub last_order_at: Option<String>,
    /// Since when she is known.
    pub created_at: String,
    /// What stands for marketing by email: `granted`, `never` or `withdrawn`.
    pub email_consent: String,
    /// Tags.
    pub tags: Vec<String>,
    /// Her group by recency, frequency and money spent.
    pub rfm_group: Option<String>,
}

impl CustomerView {
    /// The row as the border shows it, with the group that insights knows.
    pub fn new(row: CustomerRow, rfm_group: Option<String>) -> Self {
        let text = |text: Option<Personal>| text.map(|text| text.reveal().to_owned());
        Self {
            id: row.id.to_string(),
            name: row.name().reveal().to_owned(),
            email: text(row.email),
            phone: text(row.phone),
            city: row.city,
            country: row.country,
            orders: row.n_orders,
            spent: row.spent.into_iter().map(Money::from).collect(),
            first_order_at: row.first_order_at.map(|at| at.to_string()),
            last_order_at: row.last_order_at.map(|at| at.to_string()),
            created_at: row.since.to_string(),
            email_consent: row.email_consent.as_str().to_owned(),
            tags: row.tags,
            rfm_group,
        }
    }
}

/// Where a value comes from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Provenance {
    /// Who says so.
    pub(crate) source: String,
    /// Since when.
    pub(crate) at: String,
}

/// A value with where it comes from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Word {
    #[schema(value_type = Object)]
    pub(crate) value: Json,
    pub(crate) provenance: Provenance,
}

/// One field of a customer: the value that holds, and what other sources say.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Field {
    pub(crate) name: String,
    #[schema(value_type = Object)]
    pub(crate) value: Json,
    pub(crate) provenance: Provenance,
    pub(crate) others: Vec<Word>,
}

impl Word {
    pub(crate) fn new(field: &str, fact: &Fact) -> Self {
        let at = Instant::from_micros(fact.at).to_string();
        let value = match (field, fact.value.as_i64()) {
            ("created_at", Some(micros)) => Instant::from_micros(micros).to_string().into(),
            _ => fact.value.clone(),
        };
        Self { value, provenance: Provenance { source: fact.source.clone(), at } }
    }
}

/// An order as the border shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Order)]
pub(crate) struct OrderView {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) source: String,
    pub(crate) placed_at: String,
    pub(crate) status: &'static str,
    pub(crate) total: Money,
    pub(crate) refunded: Money,
    pub(crate) discount: Money,
    pub(crate) tax: Money,
    pub(crate) shipping: Money,
    pub(crate) coupon: Option<String>,
    pub(crate) channel: Option<String>,
    pub(crate) lines: Vec<LineView>,
}

/// One line of an order.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = OrderLine)]
pub(crate) struct LineView {
    pub(crate) product: Option<String>,
    pub(crate) sku: Option<String>,
    pub(crate) name: String,
    pub(crate) category: Option<String>,
    pub(crate) image_url: Option<String>,
    pub(crate) quantity: f64,
    pub(crate) unit: Money,
    pub(crate) discount: Money,
}

impl From<Order> for OrderView {
    fn from(order: Order) -> Self {
        Self {
            id: order.id.to_string(),
            number: order.number,
            source: order.source,
            placed_at: order.placed_at.to_string(),
            status: order.status.as_str(),
            total: order.total.into(),
            refunded: order.refunded.into(),
            discount: order.discount.into(),
            tax: order.tax.into(),
            shipping: order.shipping.into(),
            coupon: order.coupon,
            channel: order.channel,
            lines: order.lines.into_iter().map(LineView::from).collect(),
        }
    }
}

impl From<OrderLine> for LineView {
    fn from(line: OrderLine) -> Self {
        Self {
            product: line.product_key,
            sku: line.sku,
            name: line.name,
            category: line.category,
            image_url: line.image_url,
            quantity: line.quantity,
            unit: line.unit.into(),
            discount: line.discount.into(),
        }
    }
}

/// One identifier of a customer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct IdentityView {
    pub(crate) subject: i64,
    pub(crate) space: String,
    pub(crate) value: String,
    pub(crate) source: Option<String>,
    pub(crate) since: String,
    pub(crate) linked_by: Option<String>,
    pub(crate) can_detach: bool,
}

/// What stands for one contact point, channel and topic.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ConsentView {
    pub(crate) channel: &'static str,
    pub(crate) point: String,
    pub(crate) topic: String,
    pub(crate) state: &'static str,
    pub(crate) at: String,
    pub(crate) evidence: String,
    pub(crate) source: String,
}

/// An address that nothing is sent to, whatever was consented.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Suppressed)]
pub(crate) struct SuppressedView {
    pub(crate) point: String,
    pub(crate) reason: String,
    pub(crate) at: String,
    pub(crate) source: String,
}

/// A segment that she is in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SegmentView {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) since: String,
    pub(crate) why: String,
}

/// A note of a person of the shop.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Note {
    pub(crate) id: String,
    pub(crate) at: String,
    pub(crate) by: String,
    pub(crate) text: String,
}

/// Somebody who may be the same person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SuspectView {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) reason: String,
}

/// What she likes: a category with its share of what she bought.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Liking {
    pub(crate) category: String,
    pub(crate) share: f64,
}

/// A product that she bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Bought {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) image_url: Option<String>,
    pub(crate) times: i64,
}

/// Who she is, in one glance.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Summary {
    pub(crate) sentence: String,
    pub(crate) since: String,
    pub(crate) average_order: Option<Money>,
    /// Days of the calendar in the shop's zone.
    pub(crate) days_since_order: Option<i64>,
    /// The median of days between visits with orders; none before there were three.
    pub(crate) usual_gap_days: Option<i64>,
    pub(crate) likes: Vec<Liking>,
    pub(crate) products: Vec<Bought>,
}

/// Everything on a customer's page but her story.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Customer)]
pub(crate) struct ProfileView {
    #[serde(flatten)]
    pub(crate) row: CustomerView,
    pub(crate) fields: Vec<Field>,
    pub(crate) identities: Vec<IdentityView>,
    pub(crate) consents: Vec<ConsentView>,
    pub(crate) suppressed: Vec<SuppressedView>,
    pub(crate) summary: Summary,
    pub(crate) segments: Vec<SegmentView>,
    pub(crate) notes: Vec<Note>,
    pub(crate) suspected: Vec<SuspectView>,
}

/// A moment of a customer's story.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct TimelineItem {
    pub(crate) id: String,
    pub(crate) at: String,
    pub(crate) kind: String,
    #[schema(value_type = String)]
    pub(crate) group: ledger::kinds::Group,
    pub(crate) title: String,
    pub(crate) detail: Option<String>,
    pub(crate) source: String,
    pub(crate) order: Option<OrderView>,
    pub(crate) products: Vec<ProductView>,
    #[schema(value_type = Object)]
    pub(crate) properties: Map<String, Json>,
}

/// A product that a moment is about.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ProductView {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) image_url: Option<String>,
    pub(crate) price: Option<Money>,
}
