//! Identifiers and whom they belong to.

use crate::Error;
use crate::folding::Person;
use crate::model::facts::Sheet;
use crate::model::identity::Member;
use base::{CustomerId, Instant, Space};
use ledger::{SubjectId, SubjectRef};
use std::collections::HashMap;
use store::{Conflict, Row, Tx, Value};

/// Whom an identifier belongs to. The outer option: whether the book knows it at all.
pub(crate) fn owner(
    tx: &mut Tx<'_>,
    subject: SubjectId,
) -> Result<Option<Option<CustomerId>>, Error> {
    let sql = "SELECT customer FROM persons WHERE subject = $1";
    tx.opt(sql, &[subject.into()], |row| Ok(row.opt_id("customer")?.map(CustomerId::from_bytes)))
}

/// Hands the owner of each of these identifiers that the book knows to `take`.
pub(crate) fn each_owner(
    tx: &mut Tx<'_>,
    subjects: &[SubjectId],
    mut take: impl FnMut(SubjectId, Option<CustomerId>),
) -> Result<(), Error> {
    for subjects in subjects.chunks(store::LIST) {
        let (marks, params) = store::list(1, subjects);
        let sql = format!("SELECT subject, customer FROM persons WHERE subject IN ({marks})");
        tx.each(&sql, &params, |row| {
            let owner = row.opt_id("customer")?.map(CustomerId::from_bytes);
            take(SubjectId(row.int("subject")?), owner);
            Ok::<_, Error>(())
        })?;
    }
    Ok(())
}

/// The customer whom an identifier belongs to now.
///
/// # Errors
/// Those of the database.
pub fn customer_of(tx: &mut Tx<'_>, subject: SubjectId) -> Result<Option<CustomerId>, Error> {
    Ok(owner(tx, subject)?.flatten())
}

fn map(row: &Row<'_>) -> Result<Person, Error> {
    Ok(Person {
        subject: SubjectId(row.int("subject")?),
        space: Space::parse(&row.text("space")?).unwrap_or(Space::Email),
        own: row.opt_id("own")?.map(CustomerId::from_bytes),
        customer: row.opt_id("customer")?.map(CustomerId::from_bytes),
        facts: serde_json::from_str(&row.text("facts")?)?,
        deleted_at: row.opt_instant("deleted_at")?,
    })
}

const COLUMNS: &str = "subject, space, own, customer, facts, deleted_at";

pub(crate) fn find(tx: &mut Tx<'_>, subject: SubjectId) -> Result<Option<Person>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM persons WHERE subject = $1");
    tx.opt(&sql, &[subject.into()], map)
}

/// Everybody of a customer, the earliest identifier first.
pub(crate) fn of_customer(tx: &mut Tx<'_>, customer: CustomerId) -> Result<Vec<Person>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM persons WHERE customer = $1 ORDER BY subject");
    tx.all(&sql, &[customer.into()], map)
}

/// Everybody of each of these customers, the earliest identifier first. Who has nobody is not in
/// the answer. For a few hundred at once.
pub(crate) fn of_customers(
    tx: &mut Tx<'_>,
    customers: &[CustomerId],
) -> Result<HashMap<CustomerId, Vec<Person>>, Error> {
    let (marks, params) = store::list(1, customers);
    let sql = format!(
        "SELECT {COLUMNS} FROM persons WHERE customer IN ({marks}) ORDER BY customer, subject"
    );
    let mut found: HashMap<CustomerId, Vec<Person>> = HashMap::with_capacity(customers.len());
    tx.each(&sql, &params, |row| {
        let person = map(row)?;
        if let Some(customer) = person.customer {
            found.entry(customer).or_default().push(person);
        }
        Ok::<_, Error>(())
    })?;
    Ok(found)
}

/// The identifiers of each of these customers. For a few hundred at once.
pub(crate) fn subjects_of_all(
    tx: &mut Tx<'_>,
    customers: &[CustomerId],
) -> Result<HashMap<CustomerId, Vec<SubjectId>>, Error> {
    let (marks, params) = store::list(1, customers);
    let sql = format!("SELECT customer, subject FROM persons WHERE customer IN ({marks})");
    let mut found: HashMap<CustomerId, Vec<SubjectId>> = HashMap::with_capacity(customers.len());
    tx.each(&sql, &params, |row| {
        let customer = CustomerId::from_bytes(row.id("customer")?);
        found.entry(customer).or_default().push(SubjectId(row.int("subject")?));
        Ok::<_, Error>(())
    })?;
    Ok(found)
}

/// The earliest identifier of that kind of each of these customers who has one. For a few hundred
/// at once.
pub(crate) fn first_of_space(
    tx: &mut Tx<'_>,
    customers: &[CustomerId],
    space: &Space,
) -> Result<HashMap<CustomerId, SubjectId>, Error> {
    let (marks, customers) = store::list(2, customers);
    let sql = format!(
        "SELECT customer, min(subject) AS subject FROM persons
         WHERE space = $1 AND customer IN ({marks}) GROUP BY customer"
    );
    let params = [vec![space.to_text().into()], customers].concat();
    let found = tx.all(&sql, &params, |row| {
        let customer = CustomerId::from_bytes(row.id("customer")?);
        Ok::<_, Error>((customer, SubjectId(row.int("subject")?)))
    })?;
    Ok(found.into_iter().collect())
}

/// Customers in the order of their ids, behind `after`.
pub(crate) fn customers_after(
    tx: &mut Tx<'_>,
    after: Option<CustomerId>,
    limit: i64,
) -> Result<Vec<CustomerId>, Error> {
    let sql = "SELECT DISTINCT customer FROM persons WHERE customer > $1
        ORDER BY customer LIMIT $2";
    let after = after.map_or_else(Vec::new, |after| after.as_bytes().to_vec());
    tx.all(sql, &[after.into(), limit.into()], |row| {
        Ok(CustomerId::from_bytes(row.id("customer")?))
    })
}

pub(crate) fn members(tx: &mut Tx<'_>, customer: CustomerId) -> Result<Vec<Member>, Error> {
    let sql = "SELECT subject, space FROM persons WHERE customer = $1 ORDER BY subject";
    tx.all(sql, &[customer.into()], |row| {
        let space = Space::parse(&row.text("space")?).unwrap_or(Space::Email);
        Ok(Member { subject: SubjectId(row.int("subject")?), space })
    })
}

/// Where the customer of that id is now, after a merge.
pub(crate) fn now_of(tx: &mut Tx<'_>, own: CustomerId) -> Result<Option<CustomerId>, Error> {
    let sql = "SELECT customer FROM persons WHERE own = $1";
    let found = tx.opt(sql, &[own.into()], |row| {
        Ok::<_, Error>(row.opt_id("customer")?.map(CustomerId::from_bytes))
    })?;
    Ok(found.flatten())
}

pub(crate) fn insert(
    tx: &mut Tx<'_>,
    subject: &SubjectRef,
    own: Option<CustomerId>,
    customer: Option<CustomerId>,
) -> Result<(), Error> {
    let sql = "INSERT INTO persons (subject, space, own, customer, facts)
        VALUES ($1, $2, $3, $4, '{}')";
    let space = subject.space.to_text();
    tx.exec(sql, &[subject.id.into(), space.into(), own.into(), customer.into()])?;
    Ok(())
}

/// Writes persons of whom the book knew nothing.
pub(crate) fn insert_all(tx: &mut Tx<'_>, people: &[Person]) -> Result<(), Error> {
    let mut rows: Vec<Value> = Vec::with_capacity(people.len() * 5);
    for person in people {
        let facts = base::Personal::new(serde_json::to_string(&person.facts)?);
        let space = person.space.to_text();
        let (own, customer) = (person.own.into(), person.customer.into());
        rows.extend([person.subject.into(), space.into(), own, customer, (&facts).into()]);
    }
    let columns = ["subject", "space", "own", "customer", "facts"];
    tx.insert_many("persons", &columns, &rows, Conflict::Fail)?;
    Ok(())
}

pub(crate) fn move_to(
    tx: &mut Tx<'_>,
    subject: SubjectId,
    customer: Option<CustomerId>,
) -> Result<(), Error> {
    let sql = "UPDATE persons SET customer = $1 WHERE subject = $2";
    tx.exec(sql, &[customer.into(), subject.into()])?;
    Ok(())
}

pub(crate) fn put_facts(tx: &mut Tx<'_>, subject: SubjectId, facts: &Sheet) -> Result<(), Error> {
    let facts = base::Personal::new(serde_json::to_string(facts)?);
    let sql = "UPDATE persons SET facts = $1 WHERE subject = $2";
    tx.exec(sql, &[(&facts).into(), subject.into()])?;
    Ok(())
}

pub(crate) fn mark_deleted(
    tx: &mut Tx<'_>,
    customer: CustomerId,
    at: Instant,
) -> Result<(), Error> {
    let sql = "UPDATE persons SET deleted_at = $1 WHERE customer = $2";
    tx.exec(sql, &[at.into(), customer.into()])?;
    Ok(())
}

/// Takes the mark away from one identifier.
pub(crate) fn revive(tx: &mut Tx<'_>, subject: SubjectId) -> Result<(), Error> {
    let sql = "UPDATE persons SET deleted_at = NULL
        WHERE subject = $1 AND deleted_at IS NOT NULL";
    tx.exec(sql, &[subject.into()])?;
    Ok(())
}

pub(crate) fn forget(tx: &mut Tx<'_>, subject: SubjectId) -> Result<(), Error> {
    tx.exec("DELETE FROM persons WHERE subject = $1", &[subject.into()])?;
    Ok(())
}
