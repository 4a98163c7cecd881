//! Reading customers: one, or a page of many.

use crate::rows::{persons, search_tokens};
use crate::{Error, search};
use base::{ConsentState, CustomerId, Instant, Money, Personal, SegmentId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use store::{Row, Tx, Value};

/// A customer as lists show her.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerRow {
    /// Her id.
    pub id: CustomerId,
    /// Since when she is known.
    pub since: Instant,
    /// Given name.
    pub first_name: Option<Personal>,
    /// Family name.
    pub last_name: Option<Personal>,
    /// The address that is written to.
    pub email: Option<Personal>,
    /// The number that is dialled.
    pub phone: Option<Personal>,
    /// `YYYY-MM-DD`.
    pub birth_date: Option<Personal>,
    /// Gender as the source says it.
    pub gender: Option<String>,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// IANA zone name.
    pub timezone: Option<String>,
    /// Street and number.
    pub street1: Option<Personal>,
    /// Second line.
    pub street2: Option<Personal>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// State or region.
    pub region: Option<String>,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// The shop's own fields.
    pub attributes: Map<String, Json>,
    /// Orders that count.
    pub n_orders: i64,
    /// What she spent, refunds taken off, per currency.
    pub spent: Vec<Money>,
    /// What she spent in the shop's currency, in minor units: lists sort by it.
    pub spent_minor: i64,
    /// Her first order that counts.
    pub first_order_at: Option<Instant>,
    /// Her last order that counts.
    pub last_order_at: Option<Instant>,
    /// What stands for marketing by email.
    pub email_consent: ConsentState,
    /// What stands for marketing by text message.
    pub sms_consent: ConsentState,
}

impl CustomerRow {
    /// The name to show: given and family name, else the email, else nothing known.
    pub fn name(&self) -> Personal {
        let parts = [&self.first_name, &self.last_name];
        let name: Vec<&str> = parts.into_iter().flatten().map(Personal::reveal).collect();
        match (name.is_empty(), &self.email) {
            (false, _) => Personal::new(name.join(" ")),
            (true, Some(email)) => email.clone(),
            (true, None) => Personal::new(""),
        }
    }
}

/// What a list is sorted by; the id breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// When she became known.
    Since,
    /// Her last order; those without any come last.
    LastOrder,
    /// What she spent in the shop's currency.
    Spent,
    /// How many orders.
    Orders,
    /// Family name.
    Name,
}

impl Sort {
    fn column(self) -> &'static str {
        match self {
            Self::Since => "since",
            Self::LastOrder => "last_order_at",
            Self::Spent => "spent_minor",
            Self::Orders => "n_orders",
            Self::Name => "sort_name",
        }
    }
}

/// Which customers, in which order, from where on.
#[derive(Debug, Clone)]
pub struct Listing {
    /// What was typed into the search.
    pub typed: Option<String>,
    /// Only members of this segment.
    pub segment: Option<SegmentId>,
    /// The order.
    pub sort: Sort,
    /// Greatest first.
    pub descending: bool,
    /// Behind this one: its sort value and id, as [`list`] gave them.
    pub after: Option<(Json, CustomerId)>,
    /// At most so many.
    pub limit: i64,
    /// Where phone numbers without a country code are dialled.
    pub country: Option<String>,
}

const COLUMNS: &str = "c.id, c.since, c.first_name, c.last_name, c.email, c.phone, c.birth_date,
    c.gender, c.language, c.timezone, c.street1, c.street2, c.postal_code, c.city, c.region,
    c.country, c.tags, c.attributes, c.n_orders, c.spent, c.spent_minor, c.first_order_at,
    c.last_order_at, c.email_consent, c.sms_consent, c.sort_name";

fn map(row: &Row<'_>) -> Result<CustomerRow, Error> {
    let consent = |text: String| ConsentState::parse(&text).unwrap_or(ConsentState::Never);
    Ok(CustomerRow {
        id: CustomerId::from_bytes(row.id("id")?),
        since: row.instant("since")?,
        first_name: row.opt_personal("first_name")?,
        last_name: row.opt_personal("last_name")?,
        email: row.opt_personal("email")?,
        phone: row.opt_personal("phone")?,
        birth_date: row.opt_personal("birth_date")?,
        gender: row.opt_text("gender")?,
        language: row.opt_text("language")?,
        timezone: row.opt_text("timezone")?,
        street1: row.opt_personal("street1")?,
        street2: row.opt_personal("street2")?,
        postal_code: row.opt_text("postal_code")?,
        city: row.opt_text("city")?,
        region: row.opt_text("region")?,
        country: row.opt_text("country")?,
        tags: serde_json::from_str(&row.text("tags")?)?,
        attributes: serde_json::from_str(&row.text("attributes")?)?,
        n_orders: row.int("n_orders")?,
        spent: serde_json::from_str(&row.text("spent")?)?,
        spent_minor: row.int("spent_minor")?,
        first_order_at: row.opt_instant("first_order_at")?,
        last_order_at: row.opt_instant("last_order_at")?,
        email_consent: consent(row.text("email_consent")?),
        sms_consent: consent(row.text("sms_consent")?),
    })
}

/// The customer of that id, unless she is deleted. An id that was merged away is not followed;
/// see [`resolve`].
///
/// # Errors
/// Those of the database.
pub fn find(tx: &mut Tx<'_>, id: CustomerId) -> Result<Option<CustomerRow>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM customers c WHERE c.id = $1 AND c.hidden = 0");
    tx.opt(&sql, &[id.into()], map)
}

/// The customer of that id, wherever a merge has taken her.
///
/// # Errors
/// [`Error::NoCustomer`], and those of the database.
pub fn get(tx: &mut Tx<'_>, id: CustomerId) -> Result<CustomerRow, Error> {
    let id = resolve(tx, id)?;
    find(tx, id)?.ok_or(Error::NoCustomer)
}

/// The id that a customer goes by now.
///
/// # Errors
/// Those of the database.
pub fn resolve(tx: &mut Tx<'_>, id: CustomerId) -> Result<CustomerId, Error> {
    Ok(persons::now_of(tx, id)?.unwrap_or(id))
}

/// A page of customers, with the value that the next page begins behind.
///
/// # Errors
/// Those of the database.
pub fn list(tx: &mut Tx<'_>, listing: &Listing) -> Result<Vec<(CustomerRow, Json)>, Error> {
    let mut params: Vec<Value> = Vec::new();
    let mut joins = String::new();
    let mut filter = String::from("c.hidden = 0");
    if let Some(segment) = listing.segment {
        params.push(segment.into());
        joins += " JOIN memberships m ON m.customer = c.id AND m.segment = $1";
    }
    if let Some(typed) = &listing.typed {
        let terms = search::parse(typed, listing.country.as_deref());
        let (few, conditions) = found_by(tx, &terms, &mut params)?;
        if few {
            // An index on it would have SQLite walk along all who count instead.
            filter = "coalesce(c.hidden, 0) = 0".into();
        }
        for condition in conditions {
            filter += " AND ";
            filter += &condition;
        }
    }
    let (column, nothing) = match listing.sort {
        Sort::LastOrder => ("coalesce(c.last_order_at, 0)".to_owned(), Value::Int(0)),
        sort => (format!("c.{}", sort.column()), Value::Null),
    };
    if let Some((value, id)) = &listing.after {
        params.push(match value {
            Json::String(text) => text.into(),
            Json::Number(number) => number.as_i64().unwrap_or(0).into(),
            _ => nothing,
        });
        params.push((*id).into());
        let (value, id) = (params.len() - 1, params.len());
        let beyond = if listing.descending { "<" } else { ">" };
        filter += &format!(" AND ({column}, c.id) {beyond} (${value}, ${id})");
    }
    params.push(listing.limit.into());
    let direction = if listing.descending { "DESC" } else { "ASC" };
    let sql = format!(
        "SELECT {COLUMNS} FROM customers c{joins} WHERE {filter}
         ORDER BY {column} {direction}, c.id {direction} LIMIT ${}",
        params.len()
    );
    let sort = listing.sort;
    tx.all(&sql, &params, |row| {
        let key = match sort {
            Sort::Name => Json::String(row.text("sort_name")?),
            sort => row.opt_int(sort.column())?.unwrap_or(0).into(),
        };
        Ok((map(row)?, key))
    })
}

/// Customers who are looked up one by one; more are found sooner by walking along the list.
const LOOKED_UP_MAX: i64 = 5_000;

/// The conditions under which terms find a customer; the one that finds the fewest leads. Also
/// whether these are few.
fn found_by(
    tx: &mut Tx<'_>,
    terms: &[search::Term],
    params: &mut Vec<Value>,
) -> Result<(bool, Vec<String>), Error> {
    let mut reached = Vec::with_capacity(terms.len());
    for term in terms {
        reached.push((search_tokens::reach(tx, term, LOOKED_UP_MAX)?, term));
    }
    reached.sort_by_key(|(n, _)| *n);
    let few = reached.first().is_some_and(|(n, _)| *n < LOOKED_UP_MAX);
    let conditions = reached.into_iter().enumerate().map(|(place, (_, term))| {
        let direct = place == 0 && few;
        search_tokens::condition(tx, term, ("c.id", direct), params)
    });
    Ok((few, conditions.collect()))
}

/// How many customers there are.
///
/// # Errors
/// Those of the database.
pub fn count(tx: &mut Tx<'_>) -> Result<i64, Error> {
    let sql = "SELECT count(*) AS n FROM customers WHERE hidden = 0";
    tx.one(sql, &[], |row| Ok(row.int("n")?))
}
