//! The book's rows from which columns are made, by ranges of customer ids.

use crate::Error;
use base::{Currency, CustomerId, Instant, OrderStatus, RefundFact};
use ledger::SubjectId;
use serde_json::{Map, Value as Json};
use std::collections::{BTreeSet, HashMap, HashSet};
use store::{Row, Tx, Value};

/// A customer's row.
pub(crate) struct Person {
    pub(crate) id: CustomerId,
    pub(crate) since: Instant,
    /// The plain fields that are known: name of the attribute and its values.
    pub(crate) fields: Vec<(&'static str, Vec<String>)>,
    pub(crate) own: Map<String, Json>,
}

/// One order of a customer.
pub(crate) struct Order {
    pub(crate) customer: CustomerId,
    pub(crate) id: [u8; 16],
    pub(crate) placed_at: Instant,
    pub(crate) currency: Currency,
    pub(crate) status: OrderStatus,
    pub(crate) total_minor: i64,
    pub(crate) coupon: Option<String>,
    pub(crate) channel: Option<String>,
    pub(crate) pending_until: Option<Instant>,
    pub(crate) cancelled_at: Option<Instant>,
}

/// One line of an order.
pub(crate) struct Line {
    pub(crate) product: Option<[u8; 16]>,
    pub(crate) product_key: Option<String>,
    pub(crate) sku: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) category: Option<String>,
    pub(crate) quantity: f64,
    pub(crate) unit_minor: i64,
    pub(crate) discount_minor: i64,
}

/// What conditions ask about a product.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Product {
    pub(crate) category: Option<String>,
    pub(crate) brand: Option<String>,
    pub(crate) name: Option<String>,
}

/// Which customers are read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which<'a> {
    /// From the first to the last, both included.
    Range(CustomerId, CustomerId),
    /// A few hundred of them.
    These(&'a [CustomerId]),
}

impl Which<'_> {
    /// The condition on a column, and its parameters.
    fn filter(self, column: &str) -> (String, Vec<Value>) {
        match self {
            Self::Range(first, last) => {
                let filter = format!("{column} >= $1 AND {column} <= $2");
                (filter, vec![first.into(), last.into()])
            }
            Self::These(ids) => {
                let (marks, params) = store::list(1, ids);
                (format!("{column} IN ({marks})"), params)
            }
        }
    }
}

/// All customers that count, in the order of their ids.
pub(crate) fn ids(tx: &mut Tx<'_>) -> Result<Vec<CustomerId>, Error> {
    let sql = "SELECT id FROM customers WHERE hidden = 0 ORDER BY id";
    tx.all(sql, &[], |row| Ok(CustomerId::from_bytes(row.id("id")?)))
}

const TEXTS: [&str; 7] =
    ["gender", "language", "timezone", "postal_code", "city", "region", "country"];
const PERSONAL: [&str; 5] = ["first_name", "last_name", "email", "phone", "birth_date"];
const CONSENTS: [&str; 2] = ["email_consent", "sms_consent"];

/// The customers of a range, in the order of their ids.
pub(crate) fn people(tx: &mut Tx<'_>, which: Which<'_>) -> Result<Vec<Person>, Error> {
    let (filter, params) = which.filter("id");
    let sql = format!(
        "SELECT id, since, first_name, last_name, email, phone, birth_date, gender, language,
            timezone, postal_code, city, region, country, tags, attributes, email_consent,
            sms_consent, hidden
         FROM customers WHERE {filter} ORDER BY id"
    );
    // Not a condition of the statement: SQLite would then walk along an index of all customers
    // who count, instead of looking some up.
    let mut people = Vec::new();
    tx.each(&sql, &params, |row| {
        if row.int("hidden")? == 0 {
            people.push(person(row)?);
        }
        Ok::<_, Error>(())
    })?;
    Ok(people)
}

fn person(row: &Row<'_>) -> Result<Person, Error> {
    let mut fields = Vec::new();
    for name in TEXTS.into_iter().chain(CONSENTS) {
        fields.extend(row.opt_text(name)?.map(|text| (name, vec![text])));
    }
    for name in PERSONAL {
        let text = row.opt_personal(name)?.map(|text| text.reveal().to_owned());
        if let Some(domain) = text.as_deref().filter(|_| name == "email").and_then(domain) {
            fields.push(("email_domain", vec![domain]));
        }
        fields.extend(text.map(|text| (name, vec![text])));
    }
    fields.push(("tag", serde_json::from_str(&row.text("tags")?)?));
    Ok(Person {
        id: CustomerId::from_bytes(row.id("id")?),
        since: row.instant("since")?,
        fields,
        own: serde_json::from_str(&row.text("attributes")?)?,
    })
}

fn domain(email: &str) -> Option<String> {
    email.rsplit_once('@').map(|(_, domain)| domain.to_owned())
}

/// The identifiers of a range's customers, with what their sources say.
pub(crate) fn sheets(
    tx: &mut Tx<'_>,
    which: Which<'_>,
    mut take: impl FnMut(CustomerId, i64, book::Sheet) -> Result<(), Error>,
) -> Result<(), Error> {
    let (filter, params) = which.filter("customer");
    let sql = format!(
        "SELECT customer, subject, facts FROM persons WHERE {filter} ORDER BY customer, subject"
    );
    tx.each(&sql, &params, |row| {
        let customer = CustomerId::from_bytes(row.id("customer")?);
        take(customer, row.int("subject")?, serde_json::from_str(&row.text("facts")?)?)
    })
}

/// Whom every identifier belongs to.
pub(crate) fn owners(tx: &mut Tx<'_>) -> Result<HashMap<i64, CustomerId>, Error> {
    let sql = "SELECT subject, customer FROM persons WHERE customer IS NOT NULL";
    let mut found = HashMap::new();
    tx.each(sql, &[], |row| {
        found.insert(row.int("subject")?, CustomerId::from_bytes(row.id("customer")?));
        Ok::<_, Error>(())
    })?;
    Ok(found)
}

/// Whom some identifiers belong to; those of nobody are left out.
pub(crate) fn owners_of(
    tx: &mut Tx<'_>,
    subjects: &BTreeSet<SubjectId>,
) -> Result<HashMap<SubjectId, CustomerId>, Error> {
    let mut found = HashMap::new();
    let subjects: Vec<SubjectId> = subjects.iter().copied().collect();
    for subjects in subjects.chunks(store::LIST) {
        let (marks, params) = store::list(1, subjects);
        let sql = format!(
            "SELECT subject, customer FROM persons
             WHERE subject IN ({marks}) AND customer IS NOT NULL"
        );
        tx.each(&sql, &params, |row| {
            let owner = CustomerId::from_bytes(row.id("customer")?);
            found.insert(SubjectId(row.int("subject")?), owner);
            Ok::<_, Error>(())
        })?;
    }
    Ok(found)
}

/// Those among some identifiers that were linked with another one after a place of the ledger.
pub(crate) fn linked_after(
    tx: &mut Tx<'_>,
    subjects: &BTreeSet<SubjectId>,
    after: i64,
) -> Result<HashSet<SubjectId>, Error> {
    let mut found = HashSet::new();
    let subjects: Vec<SubjectId> = subjects.iter().copied().collect();
    for subjects in subjects.chunks(store::LIST) {
        for end in ["a", "b"] {
            let (marks, mut params) = store::list(1, subjects);
            params.push(after.into());
            let sql = format!(
                "SELECT {end} AS subject FROM links WHERE {end} IN ({marks}) AND seq > ${}",
                params.len()
            );
            tx.each(&sql, &params, |row| {
                found.insert(SubjectId(row.int("subject")?));
                Ok::<_, Error>(())
            })?;
        }
    }
    Ok(found)
}

/// Whom some identifiers were ever linked with.
pub(crate) fn ever_linked(
    tx: &mut Tx<'_>,
    subjects: &BTreeSet<SubjectId>,
) -> Result<BTreeSet<SubjectId>, Error> {
    let mut found = BTreeSet::new();
    for subject in subjects {
        for (own, other) in [("a", "b"), ("b", "a")] {
            let sql = format!("SELECT {other} AS subject FROM links WHERE {own} = $1");
            tx.each(&sql, &[(*subject).into()], |row| {
                found.insert(SubjectId(row.int("subject")?));
                Ok::<_, Error>(())
            })?;
        }
    }
    Ok(found)
}

/// Every customer that these identifiers' persons are, or could be after a merge or a split: those
/// they belong to, and those that any identifier of them would be alone.
pub(crate) fn candidates(
    tx: &mut Tx<'_>,
    subjects: &BTreeSet<SubjectId>,
) -> Result<BTreeSet<CustomerId>, Error> {
    let mut found = BTreeSet::new();
    let mut take = |row: &Row<'_>| {
        found.extend(row.opt_id("own")?.map(CustomerId::from_bytes));
        found.extend(row.opt_id("customer")?.map(CustomerId::from_bytes));
        Ok::<_, Error>(())
    };
    let subjects: Vec<SubjectId> = subjects.iter().copied().collect();
    for subjects in subjects.chunks(store::LIST) {
        let (marks, params) = store::list(1, subjects);
        let those = format!("SELECT customer FROM persons WHERE subject IN ({marks})");
        let alone = format!("SELECT own, customer FROM persons WHERE subject IN ({marks})");
        let others = format!("SELECT own, customer FROM persons WHERE customer IN ({those})");
        tx.each(&alone, &params, &mut take)?;
        tx.each(&others, &params, &mut take)?;
    }
    Ok(found)
}

/// The orders of a range's customers, in the order of customers.
pub(crate) fn orders(tx: &mut Tx<'_>, which: Which<'_>) -> Result<Vec<Order>, Error> {
    let (filter, params) = which.filter("p.customer");
    let sql = format!(
        "SELECT p.customer, o.id, o.placed_at, o.currency, o.status, o.total_minor,
            o.coupon, o.channel, o.pending_until, o.cancelled_at
         FROM persons p JOIN orders o ON o.subject = p.subject
         WHERE {filter} ORDER BY p.customer"
    );
    tx.all(&sql, &params, |row| {
        Ok(Order {
            customer: CustomerId::from_bytes(row.id("customer")?),
            id: row.id("id")?,
            placed_at: row.instant("placed_at")?,
            currency: Currency::parse(&row.text("currency")?).unwrap_or(Currency::EUR),
            status: OrderStatus::parse(&row.text("status")?).unwrap_or(OrderStatus::Placed),
            total_minor: row.int("total_minor")?,
            coupon: row.opt_text("coupon")?,
            channel: row.opt_text("channel")?,
            pending_until: row.opt_instant("pending_until")?,
            cancelled_at: row.opt_instant("cancelled_at")?,
        })
    })
}

/// The lines of a range's orders, by order.
pub(crate) fn lines(
    tx: &mut Tx<'_>,
    which: Which<'_>,
) -> Result<HashMap<[u8; 16], Vec<Line>>, Error> {
    let (filter, params) = which.filter("p.customer");
    let sql = format!(
        "SELECT o.id AS order_id, l.product, l.product_key, l.sku, l.name, l.category,
            l.quantity, l.unit_minor, l.discount_minor
         FROM persons p JOIN orders o ON o.subject = p.subject
            JOIN order_lines l ON l.order_seq = o.seq
         WHERE {filter} ORDER BY l.order_seq, l.line_no"
    );
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    tx.each(&sql, &params, |row| {
        found.entry(row.id("order_id")?).or_default().push(Line {
            product: row.opt_id("product")?,
            product_key: row.opt_text("product_key")?,
            sku: row.opt_text("sku")?,
            name: row.opt_text("name")?,
            category: row.opt_text("category")?,
            quantity: row.real("quantity")?,
            unit_minor: row.int("unit_minor")?,
            discount_minor: row.int("discount_minor")?,
        });
        Ok::<_, Error>(())
    })?;
    Ok(found)
}

/// The refunds of a range's orders, by order.
pub(crate) fn refunds(
    tx: &mut Tx<'_>,
    which: Which<'_>,
) -> Result<HashMap<[u8; 16], Vec<RefundFact>>, Error> {
    let (filter, params) = which.filter("p.customer");
    let sql = format!(
        "SELECT o.id AS order_id, r.at, r.amount_minor
         FROM persons p JOIN orders o ON o.subject = p.subject
            JOIN refunds r ON r.order_seq = o.seq
         WHERE {filter}"
    );
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    tx.each(&sql, &params, |row| {
        let refund = RefundFact { at: row.instant("at")?, amount_minor: row.int("amount_minor")? };
        found.entry(row.id("order_id")?).or_default().push(refund);
        Ok::<_, Error>(())
    })?;
    Ok(found)
}

/// Every product.
pub(crate) fn products(tx: &mut Tx<'_>) -> Result<HashMap<[u8; 16], Product>, Error> {
    let sql = "SELECT id, category, brand, name FROM products";
    let mut found = HashMap::new();
    tx.each(sql, &[], |row| {
        let (category, brand) = (row.opt_text("category")?, row.opt_text("brand")?);
        found.insert(row.id("id")?, Product { category, brand, name: row.opt_text("name")? });
        Ok::<_, Error>(())
    })?;
    Ok(found)
}
