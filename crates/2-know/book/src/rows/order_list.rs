//! Reading orders with their lines.

use crate::Error;
use base::{Currency, Instant, Money, OrderId, OrderStatus, ProductId};
use ledger::SubjectId;
use store::{Row, Tx, Value};

/// An order as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// Our id of it.
    pub id: OrderId,
    /// The source's own id.
    pub number: String,
    /// Who told us first.
    pub source: String,
    /// The identifier that it is filed under.
    pub subject: Option<SubjectId>,
    /// When it was placed.
    pub placed_at: Instant,
    /// Where it stands.
    pub status: OrderStatus,
    /// What was paid, gross of tax and shipping.
    pub total: Money,
    /// What went back.
    pub refunded: Money,
    /// Discount on the order as a whole.
    pub discount: Money,
    /// Tax.
    pub tax: Money,
    /// Shipping.
    pub shipping: Money,
    /// Coupon code.
    pub coupon: Option<String>,
    /// Where it was sold.
    pub channel: Option<String>,
    /// What was bought.
    pub lines: Vec<OrderLine>,
}

/// One line of an order, with what the catalogue adds.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderLine {
    /// Our id of the product.
    pub product: Option<ProductId>,
    /// The source's own id of the product.
    pub product_key: Option<String>,
    /// Stock-keeping unit.
    pub sku: Option<String>,
    /// Its name: on the line, else in the catalogue, else the product's id.
    pub name: String,
    /// Its category: on the line, else in the catalogue.
    pub category: Option<String>,
    /// Picture in the catalogue.
    pub image_url: Option<String>,
    /// Pieces.
    pub quantity: f64,
    /// Price of one piece.
    pub unit: Money,
    /// Discount on this line.
    pub discount: Money,
}

fn map(row: &Row<'_>) -> Result<Order, Error> {
    let currency = Currency::parse(&row.text("currency")?).unwrap_or(Currency::EUR);
    let money = |column| Ok::<_, Error>(Money::new(row.int(column)?, currency));
    Ok(Order {
        id: OrderId::from_bytes(row.id("id")?),
        number: row.text("number")?,
        source: row.text("source")?,
        subject: row.opt_int("subject")?.map(SubjectId),
        placed_at: row.instant("placed_at")?,
        status: OrderStatus::parse(&row.text("status")?).unwrap_or(OrderStatus::Placed),
        total: money("total_minor")?,
        refunded: money("refunded_minor")?,
        discount: money("discount_minor")?,
        tax: money("tax_minor")?,
        shipping: money("shipping_minor")?,
        coupon: row.opt_text("coupon")?,
        channel: row.opt_text("channel")?,
        lines: Vec::new(),
    })
}

const COLUMNS: &str = "id, number, source, subject, placed_at, currency, status, total_minor,
    refunded_minor, discount_minor, tax_minor, shipping_minor, coupon, channel";

/// A page of the orders of these identifiers, latest first, behind `before` (time and id of the
/// last one shown).
///
/// # Errors
/// Those of the database.
pub fn list_of(
    tx: &mut Tx<'_>,
    subjects: &[SubjectId],
    before: Option<(Instant, OrderId)>,
    limit: i64,
) -> Result<Vec<Order>, Error> {
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    let mut params: Vec<Value> = subjects.iter().map(|subject| (*subject).into()).collect();
    let marks: Vec<String> = (1..=params.len()).map(|n| format!("${n}")).collect();
    let mut filter = format!("subject IN ({})", marks.join(", "));
    if let Some((at, id)) = before {
        params.extend([at.into(), id.into()]);
        let n = params.len();
        filter += &format!(" AND (placed_at, id) < (${}, ${n})", n - 1);
    }
    params.push(limit.into());
    let sql = format!(
        "SELECT {COLUMNS} FROM orders WHERE {filter}
         ORDER BY placed_at DESC, id DESC LIMIT ${}",
        params.len()
    );
    let mut orders = tx.all(&sql, &params, map)?;
    for order in &mut orders {
        order.lines = lines(tx, order.id, order.total.currency)?;
    }
    Ok(orders)
}

/// The order of that id.
///
/// # Errors
/// Those of the database.
pub fn find(tx: &mut Tx<'_>, id: OrderId) -> Result<Option<Order>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM orders WHERE id = $1");
    let Some(mut order) = tx.opt(&sql, &[id.into()], map)? else { return Ok(None) };
    order.lines = lines(tx, id, order.total.currency)?;
    Ok(Some(order))
}

fn lines(tx: &mut Tx<'_>, id: OrderId, currency: Currency) -> Result<Vec<OrderLine>, Error> {
    let sql = "SELECT l.product, l.product_key, l.sku, l.quantity, l.unit_minor,
            l.discount_minor, coalesce(l.name, p.name, l.product_key, l.sku, '') AS name,
            coalesce(l.category, p.category) AS category, p.image_url
        FROM order_lines l LEFT JOIN products p ON p.id = l.product
        WHERE l.order_seq = (SELECT seq FROM orders WHERE id = $1) ORDER BY l.line_no";
    tx.all(sql, &[id.into()], |row| {
        Ok(OrderLine {
            product: row.opt_id("product")?.map(ProductId::from_bytes),
            product_key: row.opt_text("product_key")?,
            sku: row.opt_text("sku")?,
            name: row.text("name")?,
            category: row.opt_text("category")?,
            image_url: row.opt_text("image_url")?,
            quantity: row.real("quantity")?,
            unit: Money::new(row.int("unit_minor")?, currency),
            discount: Money::new(row.int("discount_minor")?, currency),
        })
    })
}
