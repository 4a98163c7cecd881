//! What an order activity of Segment or Klaviyo says about its order.

use super::fields::{Fields, Spelled};
use super::names::Role;
use super::{Ignored, Why, properties};
use crate::reason::{Reason, Refusal, excerpt};
use base::{Currency, Instant, OrderFacts, OrderLine, OrderStatus, RefundFact, Shop, limits};
use serde_json::Value;

/// Words of shops for the state of an order, in snake case, beside those of the contract.
const STATUSES: &[(&str, OrderStatus)] = &[
    ("authorized", OrderStatus::Placed),
    ("awaiting_payment", OrderStatus::Pending),
    ("canceled", OrderStatus::Cancelled),
    ("checkout_draft", OrderStatus::Pending),
    ("closed", OrderStatus::Delivered),
    ("complete", OrderStatus::Delivered),
    ("completed", OrderStatus::Paid),
    ("confirmed", OrderStatus::Placed),
    ("created", OrderStatus::Placed),
    ("dispatched", OrderStatus::Shipped),
    ("expired", OrderStatus::Cancelled),
    ("failed", OrderStatus::Cancelled),
    ("fulfilled", OrderStatus::Shipped),
    ("new", OrderStatus::Placed),
    ("on_hold", OrderStatus::Pending),
    ("open", OrderStatus::Placed),
    ("partial", OrderStatus::PartiallyShipped),
    ("partially_fulfilled", OrderStatus::PartiallyShipped),
    ("partially_paid", OrderStatus::Placed),
    ("payment_pending", OrderStatus::Pending),
    ("pending_payment", OrderStatus::Pending),
    ("processing", OrderStatus::Paid),
    ("returned", OrderStatus::Refunded),
    ("sent", OrderStatus::Shipped),
    ("unfulfilled", OrderStatus::Placed),
    ("voided", OrderStatus::Cancelled),
    // German and French, as shops there export them.
    ("abgeschlossen", OrderStatus::Delivered),
    ("annulée", OrderStatus::Cancelled),
    ("bezahlt", OrderStatus::Paid),
    ("erstattet", OrderStatus::Refunded),
    ("expédiée", OrderStatus::Shipped),
    ("geliefert", OrderStatus::Delivered),
    ("livrée", OrderStatus::Delivered),
    ("offen", OrderStatus::Placed),
    ("payée", OrderStatus::Paid),
    ("remboursée", OrderStatus::Refunded),
    ("storniert", OrderStatus::Cancelled),
    ("versandt", OrderStatus::Shipped),
    ("versendet", OrderStatus::Shipped),
];

/// Reads the state of an order by any of its words.
pub(crate) fn status(word: &str) -> Option<OrderStatus> {
    let snake = super::words::snake_case(word);
    // WooCommerce keeps its states with a prefix.
    let snake = snake.strip_prefix("wc_").unwrap_or(&snake);
    let known = || STATUSES.iter().find(|(word, _)| *word == snake).map(|(_, status)| *status);
    OrderStatus::parse(snake).or_else(known)
}

/// Names under which the parts of an order come.
const ORDER: &[&str] = &["order_id", "order_number", "order", "id", "event_id"];
const CURRENCY: &[&str] = &["currency", "currency_code", "value_currency"];
const LINES: &[&str] = &["products", "items", "line_items"];
const TOTAL: &[&str] = &["total", "order_total", "grand_total"];
const NET: &[&str] = &["subtotal", "revenue"];
const VALUE: &[&str] = &["value"];
const COUPON: &[&str] = &["coupon", "coupon_code", "discount_code"];
const DISCOUNT: &[&str] = &["discount", "discount_value", "discounts"];
/// What went back in all, of an order that is told of as a whole.
const REFUNDED: &[&str] = &["refunded", "refunded_amount", "amount_refunded", "total_refunded"];
/// Names that are read elsewhere or repeat what the lines say.
const SILENT: &[&str] =
    &["email", "phone", "checkout_id", "item_names", "categories", "brands", "revenue", "value"];

/// Reads an order activity.
///
/// # Errors
/// When the order has no id, or an amount, a currency or a line cannot be taken.
pub(crate) fn read(
    role: Role,
    said: Fields<'_>,
    at: Instant,
    shop: &Shop,
    ignored: &mut Vec<Ignored>,
) -> Result<OrderFacts, Refusal> {
    let mut said = Spelled::new(said);
    let fields = said.fields;
    let order = match said.take(ORDER) {
        Some(key) => fields.id(key, ignored)?,
        None => None,
    };
    let no_order = || Refusal::at(Reason::MissingOrder, fields.at("order_id"), "no order id");
    let order = order.ok_or_else(no_order)?;
    let named = said.take(CURRENCY).map(|key| fields.currency(key)).transpose()?.flatten();
    let currency = named.unwrap_or(shop.currency);
    let lines = match said.take(LINES) {
        Some(key) => Some(lines(fields, key, currency, ignored)?),
        None => None,
    };
    let mut facts = OrderFacts { order, currency: Some(currency), ..OrderFacts::default() };
    let money = Amounts::take(&mut said, currency)?;
    if role == Role::OrderRefunded {
        refund(&mut facts, &money, lines.as_deref(), at);
        facts.refund_id = match said.take(&["refund_id"]) {
            Some(key) => fields.id(key, ignored)?,
            None => None,
        };
    } else {
        money.fill(&mut facts);
        let refunded = said.take(REFUNDED).map(|key| fields.price(key, currency)).transpose()?;
        facts.refunded_minor = refunded.flatten();
        facts.lines = lines;
    }
    facts.coupon = text(&mut said, COUPON)?;
    facts.channel = text(&mut said, &["channel", "affiliation"])?;
    facts.status = stated(role, text(&mut said, &["status", "order_status"])?, facts.status)?;
    facts.placed_at = (role == Role::OrderPlaced).then_some(at);
    for (snake, key) in said.rest() {
        if !SILENT.contains(&snake.as_str()) {
            ignored.push(Ignored::new(fields.at(key), Why::NoField));
        }
    }
    Ok(facts)
}

fn text(said: &mut Spelled<'_>, names: &[&str]) -> Result<Option<String>, Refusal> {
    let fields = said.fields;
    said.take(names).map(|key| fields.text(key)).transpose().map(Option::flatten)
}

/// The state that the name of the activity gives, or its own word.
fn stated(
    role: Role,
    word: Option<String>,
    refunded: Option<OrderStatus>,
) -> Result<Option<OrderStatus>, Refusal> {
    let own = match word {
        None => None,
        Some(word) => Some(status(&word).ok_or_else(|| {
            let detail = format!("\"{}\" is not a status", excerpt(&word));
            Refusal::at(Reason::UnknownStatus, "/properties/status", detail)
        })?),
    };
    Ok(match role {
        Role::OrderPlaced => Some(own.unwrap_or(OrderStatus::Placed)),
        Role::OrderShipped => Some(OrderStatus::Shipped),
        Role::OrderCancelled => Some(OrderStatus::Cancelled),
        Role::OrderRefunded => refunded,
        _ => own,
    })
}

/// The amounts of an order as its source names them, in minor units.
#[derive(Debug)]
struct Amounts {
    total: Option<i64>,
    net: Option<i64>,
    value: Option<i64>,
    shipping: Option<i64>,
    tax: Option<i64>,
    discount: Option<i64>,
}

impl Amounts {
    fn take(said: &mut Spelled<'_>, currency: Currency) -> Result<Self, Refusal> {
        let fields = said.fields;
        let mut price = |names: &[&str]| match said.take(names) {
            Some(key) => fields.price(key, currency),
            None => Ok(None),
        };
        Ok(Self {
            total: price(TOTAL)?,
            net: price(NET)?,
            value: price(VALUE)?,
            shipping: price(&["shipping", "shipping_total"])?,
            tax: price(&["tax", "taxes"])?,
            discount: price(DISCOUNT)?,
        })
    }

    /// The total is gross of tax and shipping. Segment's `revenue` and `subtotal` are without
    /// both and after discounts (Segment, e-commerce specification, read 2026-11-22).
    fn fill(&self, facts: &mut OrderFacts) {
        let gross = |net: i64| net + self.shipping.unwrap_or(0) + self.tax.unwrap_or(0);
        facts.total_minor = self.total.or(self.net.map(gross)).or(self.value);
        facts.shipping_minor = self.shipping;
        facts.tax_minor = self.tax;
        facts.discount_minor = self.discount;
    }
}

/// A refund names its amount or its products; without products all of the order goes back. One of
/// nothing calls the refund of its id off, and says nothing of the order.
fn refund(facts: &mut OrderFacts, money: &Amounts, lines: Option<&[OrderLine]>, at: Instant) {
    let of_line = |line: &OrderLine| (line.unit_minor as f64 * line.quantity).round() as i64;
    let of_lines = || lines.map(|lines| lines.iter().map(of_line).sum());
    let amount = money.total.or(money.value).or(money.net).or_else(of_lines);
    if let Some(amount_minor) = amount.filter(|minor| *minor > 0) {
        facts.refunds.push(RefundFact { at, amount_minor });
    }
    let partial = lines.is_some_and(|lines| !lines.is_empty());
    facts.status = match amount {
        _ if partial => Some(OrderStatus::PartiallyRefunded),
        Some(0) => None,
        _ => Some(OrderStatus::Refunded),
    };
}

fn lines(
    fields: Fields<'_>,
    key: &str,
    currency: Currency,
    ignored: &mut Vec<Ignored>,
) -> Result<Vec<OrderLine>, Refusal> {
    let at = fields.at(key);
    let Some(Value::Array(items)) = fields.value(key) else {
        return Err(Refusal::at(Reason::WrongType, at, "must be a list of products"));
    };
    if items.len() > limits::ORDER_LINES_MAX {
        let detail = format!("{} lines", items.len());
        return Err(Refusal::at(Reason::TooManyLines, at, detail));
    }
    let mut lines = Vec::with_capacity(items.len());
    for (place, item) in items.iter().enumerate() {
        let pointer = format!("{at}/{place}");
        let Value::Object(map) = item else {
            return Err(Refusal::at(Reason::WrongType, pointer, "must be an object"));
        };
        let map = properties::canonical(map.clone(), true);
        lines.push(line(Fields { map: &map, pointer: &pointer }, currency, ignored)?);
    }
    Ok(lines)
}

fn line(
    fields: Fields<'_>,
    currency: Currency,
    ignored: &mut Vec<Ignored>,
) -> Result<OrderLine, Refusal> {
    let quantity = match fields.value("quantity") {
        None => 1.0,
        Some(value) => value
            .as_f64()
            .ok_or_else(|| Refusal::at(Reason::BadAmount, fields.at("quantity"), "not a number"))?,
    };
    if quantity < 0.0 {
        let detail = "a quantity below zero";
        return Err(Refusal::at(Reason::NegativeQuantity, fields.at("quantity"), detail));
    }
    let whole = fields.price("row_total", currency)?.filter(|_| quantity > 0.0);
    let each = whole.map(|minor| (minor as f64 / quantity).round() as i64);
    Ok(OrderLine {
        product: fields.id("product_id", ignored)?,
        sku: fields.text("sku")?,
        name: fields.text("name")?,
        category: fields.text("category")?,
        quantity,
        unit_minor: fields.price("price", currency)?.or(each).unwrap_or(0),
        discount_minor: fields.price("discount", currency)?.unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(role: Role, properties: Value) -> Result<OrderFacts, Reason> {
        let Value::Object(map) = properties else { panic!("an object") };
        let fields = Fields { map: &map, pointer: "/properties" };
        let at = Instant::from_micros(1_700_000_000_000_000);
        let read = read(role, fields, at, &Shop::default(), &mut Vec::new());
        read.map_err(|refusal| refusal.reason)
    }

    #[test]
    fn an_order_of_the_segment_specification_is_read() {
        let order = check(
            Role::OrderPlaced,
            json!({"order_id": "A-1", "revenue": 25.0, "shipping": "3.00", "tax": 2,
                "discount": 2.5, "coupon": "SPRING", "currency": "USD", "products": [
                    {"product_id": "p1", "sku": "G-32", "name": "Cup", "price": 19, "quantity": 1},
                    {"product_id": 507, "name": "Tea", "price": "3.25", "quantity": "2"}]}),
        )
        .unwrap();
        assert_eq!(order.total_minor, Some(3_000));
        assert_eq!(order.status, Some(OrderStatus::Placed));
        assert_eq!(order.currency, Some(Currency::USD));
        let lines = order.lines.unwrap();
        assert_eq!((lines[1].product.as_deref(), lines[1].quantity), (Some("507"), 2.0));
        assert_eq!(lines[1].unit_minor, 325);
    }

    #[test]
    fn an_order_of_klaviyo_is_read() {
        let order = check(
            Role::OrderPlaced,
            json!({"OrderId": "77", "$value": 29.98, "DiscountCode": "X", "DiscountValue": 5,
                "ItemNames": ["Cup"], "Items": [{"ProductID": "p1", "SKU": "s", "Quantity": 2,
                    "ProductName": "Cup", "ItemPrice": 14.99, "ProductCategories": ["Kitchen"]}]}),
        )
        .unwrap();
        assert_eq!((order.order.as_str(), order.total_minor), ("77", Some(2_998)));
        assert_eq!(order.lines.unwrap()[0].category.as_deref(), Some("Kitchen"));
    }

    #[test]
    fn refunds_are_money_that_goes_back() {
        let whole = check(Role::OrderRefunded, json!({"order_id": "1", "total": 30})).unwrap();
        assert_eq!((whole.status, whole.total_minor), (Some(OrderStatus::Refunded), None));
        assert_eq!(whole.refunds[0].amount_minor, 3_000);
        let products = json!([{"product_id": "p", "price": 7, "quantity": 2}]);
        let part =
            check(Role::OrderRefunded, json!({"order_id": "1", "products": products})).unwrap();
        assert_eq!(part.status, Some(OrderStatus::PartiallyRefunded));
        assert_eq!((part.refunds[0].amount_minor, part.lines), (1_400, None));
        let named = json!({"order_id": "1", "refund_id": 77, "total": 5});
        let named = check(Role::OrderRefunded, named).unwrap();
        assert_eq!((named.refund_id.as_deref(), named.refunds.len()), (Some("77"), 1));
        let off = json!({"order_id": "1", "refund_id": "r", "total": 0});
        let off = check(Role::OrderRefunded, off).unwrap();
        assert_eq!((off.refunds.len(), off.status), (0, None));
        let in_all = json!({"order_id": "1", "total": 30, "refunded_amount": "7.50"});
        let in_all = check(Role::OrderChanged, in_all).unwrap();
        assert_eq!((in_all.refunded_minor, in_all.refunds.len()), (Some(750), 0));
    }

    #[test]
    fn orders_that_cannot_be_are_refused() {
        for (properties, want) in [
            (json!({}), Reason::MissingOrder),
            (json!({"order_id": "1", "currency": "XYZ"}), Reason::UnknownCurrency),
            (json!({"order_id": "1", "total": "lots"}), Reason::BadAmount),
            (json!({"order_id": "1", "total": -1}), Reason::NegativePrice),
            (json!({"order_id": "1", "products": {}}), Reason::WrongType),
            (json!({"order_id": "1", "products": [3]}), Reason::WrongType),
            (json!({"order_id": "1", "products": [{"price": -3}]}), Reason::NegativePrice),
            (json!({"order_id": "1", "products": [{"quantity": -3}]}), Reason::NegativeQuantity),
            (json!({"order_id": "1", "status": "weird"}), Reason::UnknownStatus),
            (json!({"order_id": ["1"]}), Reason::WrongType),
        ] {
            assert_eq!(check(Role::OrderPlaced, properties.clone()), Err(want), "{properties}");
        }
    }

    #[test]
    fn statuses_are_known_by_many_words() {
        for (word, want) in [
            ("Partially refunded", Some(OrderStatus::PartiallyRefunded)),
            ("CANCELED", Some(OrderStatus::Cancelled)),
            ("on-hold", Some(OrderStatus::Pending)),
            ("wc-on-hold", Some(OrderStatus::Pending)),
            ("wc-processing", Some(OrderStatus::Paid)),
            ("Versandt", Some(OrderStatus::Shipped)),
            ("weird", None),
        ] {
            assert_eq!(status(word), want, "{word}");
        }
    }
}
