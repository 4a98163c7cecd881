//! The folded row of each customer, and the blind indexes by which she is found.

use crate::Error;
use crate::model::facts::Sheet;
use crate::rows::orders::Sums;
use crate::rows::search_tokens;
use crate::search::{self, Findable, Term};
use base::{ConsentState, CustomerId, Instant, Personal};
use serde_json::{Map, Value as Json};
use std::collections::HashMap;
use store::{Conflict, Tx, Value};

/// Everything that the row is made of.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) id: CustomerId,
    pub(crate) since: Instant,
    pub(crate) email: Option<Personal>,
    pub(crate) phone: Option<Personal>,
    pub(crate) email_consent: ConsentState,
    pub(crate) sms_consent: ConsentState,
    pub(crate) sums: Sums,
    pub(crate) deleted_at: Option<Instant>,
    pub(crate) sheet: Sheet,
}

/// A row with everything that writing it takes.
#[derive(Debug)]
pub(crate) struct Prepared {
    id: CustomerId,
    is_new: bool,
    /// In the order of [`COLUMNS`].
    values: Vec<Value>,
    /// What she is no longer found under, and what she is found under from now on.
    tokens: search_tokens::Change,
}

const COLUMNS: [&str; 29] = [
    "id",
    "since",
    "first_name",
    "last_name",
    "email",
    "phone",
    "birth_date",
    "birth_year",
    "gender",
    "language",
    "timezone",
    "street1",
    "street2",
    "postal_code",
    "city",
    "region",
    "country",
    "tags",
    "attributes",
    "sort_name",
    "n_orders",
    "spent_minor",
    "spent",
    "first_order_at",
    "last_order_at",
    "email_consent",
    "sms_consent",
    "deleted_at",
    "hidden",
];

/// Works out how a row is to be written, where its customer is found under `before` until now, or
/// has no row yet. Writes nothing.
pub(crate) fn prepare(tx: &Tx<'_>, row: &Row, before: Option<&[Term]>) -> Result<Prepared, Error> {
    let now = if row.deleted_at.is_some() { Vec::new() } else { search::words_of(&findable(row)) };
    let tokens = search_tokens::Change::between(tx, before.unwrap_or_default(), &now);
    Ok(Prepared { id: row.id, is_new: before.is_none(), values: values(row)?.into(), tokens })
}

/// Writes rows, each in place of an earlier one.
pub(crate) fn put_all(tx: &mut Tx<'_>, rows: Vec<Prepared>) -> Result<(), Error> {
    let mut new = Vec::new();
    let mut tokens = Vec::with_capacity(rows.len());
    for row in rows {
        tokens.push((row.id, row.tokens));
        if row.is_new { new.extend(row.values) } else { replace(tx, &row.values)? }
    }
    tx.insert_many("customers", &COLUMNS, &new, Conflict::Fail)?;
    search_tokens::change(tx, tokens)
}

fn values(row: &Row) -> Result<[Value; COLUMNS.len()], Error> {
    let sheet = &row.sheet;
    let personal = |field: &str| Value::from(sheet.personal(field).as_ref());
    let text = |field: &str| Value::from(sheet.text(field));
    let birth_year = sheet.text("birth_date").and_then(|date| date.get(..4)?.parse::<i64>().ok());
    let tags = sheet.current("tags").map_or(Json::Array(Vec::new()), |fact| fact.value.clone());
    let attributes: Map<String, Json> = sheet
        .fields()
        .filter_map(|(field, words)| {
            let name = field.strip_prefix("attribute.")?;
            let value = words.first().map(|word| word.value.clone())?;
            (!value.is_null()).then(|| (name.to_owned(), value))
        })
        .collect();
    Ok([
        row.id.into(),
        row.since.into(),
        personal("first_name"),
        personal("last_name"),
        row.email.as_ref().into(),
        row.phone.as_ref().into(),
        personal("birth_date"),
        birth_year.into(),
        text("gender"),
        text("language"),
        text("timezone"),
        personal("street1"),
        personal("street2"),
        text("postal_code"),
        text("city"),
        text("region"),
        text("country"),
        tags.to_string().into(),
        serde_json::to_string(&attributes)?.into(),
        (&sort_name(row)).into(),
        row.sums.n_orders.into(),
        row.sums.home_minor.into(),
        serde_json::to_string(&row.sums.spent)?.into(),
        row.sums.first_at.into(),
        row.sums.last_at.into(),
        row.email_consent.as_str().into(),
        row.sms_consent.as_str().into(),
        row.deleted_at.into(),
        i64::from(row.deleted_at.is_some()).into(),
    ])
}

fn findable(row: &Row) -> Findable {
    let said = |field| row.sheet.text(field).map(str::to_owned);
    Findable {
        names: [said("first_name"), said("last_name")],
        email: row.email.clone(),
        phone: row.phone.clone(),
    }
}

/// Writes every column of a row that is there; the first is its id.
fn replace(tx: &mut Tx<'_>, values: &[Value]) -> Result<(), Error> {
    let set: Vec<String> =
        COLUMNS.iter().zip(1..).map(|(name, n)| format!("{name} = ${n}")).collect();
    let sql = format!("UPDATE customers SET {} WHERE id = $1", set[1..].join(", "));
    tx.exec(&sql, values)?;
    Ok(())
}

/// Writes what a customer's orders come to; says whether there is a row to write it to.
pub(crate) fn put_sums(tx: &mut Tx<'_>, id: CustomerId, sums: &Sums) -> Result<bool, Error> {
    let sql = "UPDATE customers SET n_orders = $2, spent_minor = $3, spent = $4,
            first_order_at = $5, last_order_at = $6
        WHERE id = $1";
    let params = [
        id.into(),
        sums.n_orders.into(),
        sums.home_minor.into(),
        serde_json::to_string(&sums.spent)?.into(),
        sums.first_at.into(),
        sums.last_at.into(),
    ];
    Ok(tx.exec(sql, &params)? == 1)
}

/// What each of these customers is found under now. Who has no row is not in the answer. For a few
/// hundred at once.
pub(crate) fn found_under(
    tx: &mut Tx<'_>,
    customers: &[CustomerId],
) -> Result<HashMap<CustomerId, Vec<Term>>, Error> {
    let (marks, params) = store::list(1, customers);
    // `hidden` is read, not asked for: SQLite would take its index, which is the whole table.
    let sql = format!(
        "SELECT id, first_name, last_name, email, phone, hidden FROM customers
         WHERE id IN ({marks})"
    );
    let rows = tx.all(&sql, &params, |row| {
        Ok::<_, Error>((CustomerId::from_bytes(row.id("id")?), terms(row)?))
    })?;
    Ok(rows.into_iter().collect())
}

/// Customers behind an id in the order of ids, with what they are found under.
pub(crate) fn found_under_after(
    tx: &mut Tx<'_>,
    after: CustomerId,
    limit: i64,
) -> Result<Vec<(CustomerId, Vec<Term>)>, Error> {
    let sql = "SELECT id, first_name, last_name, email, phone, hidden FROM customers
        WHERE id > $1 ORDER BY id LIMIT $2";
    tx.all(sql, &[after.into(), limit.into()], |row| {
        Ok((CustomerId::from_bytes(row.id("id")?), terms(row)?))
    })
}

/// What the customer of a row is found under.
fn terms(row: &store::Row<'_>) -> Result<Vec<Term>, Error> {
    if row.int("hidden")? != 0 {
        return Ok(Vec::new());
    }
    let name = |column| Ok::<_, Error>(row.opt_personal(column)?.map(|p| p.reveal().to_owned()));
    Ok(search::words_of(&Findable {
        names: [name("first_name")?, name("last_name")?],
        email: row.opt_personal("email")?,
        phone: row.opt_personal("phone")?,
    }))
}

/// What lists sort by: family name first, else the email.
fn sort_name(row: &Row) -> Personal {
    let part = |field| row.sheet.text(field).unwrap_or_default();
    let name = format!("{} {}", part("last_name"), part("first_name"));
    let name = name.trim().to_lowercase();
    match (&row.email, name.is_empty()) {
        (Some(email), true) => email.clone(),
        _ => Personal::new(name),
    }
}

/// Customers with a row whom no identifier belongs to any more.
pub(crate) fn of_nobody(tx: &mut Tx<'_>) -> Result<Vec<CustomerId>, Error> {
    let sql = "SELECT id FROM customers c
        WHERE NOT EXISTS (SELECT 1 FROM persons p WHERE p.customer = c.id)";
    tx.all(sql, &[], |row| Ok(CustomerId::from_bytes(row.id("id")?)))
}

/// Nothing is left of the customer of that id.
pub(crate) fn remove(tx: &mut Tx<'_>, id: CustomerId) -> Result<(), Error> {
    tx.exec("DELETE FROM memberships WHERE customer = $1", &[id.into()])?;
    if let Some(before) = found_under(tx, &[id])?.remove(&id) {
        let tokens = search_tokens::Change::between(tx, &before, &[]);
        search_tokens::change(tx, vec![(id, tokens)])?;
        tx.exec("DELETE FROM customers WHERE id = $1", &[id.into()])?;
    }
    Ok(())
}
