//! Orders with their lines and refunds.

use crate::Error;
use crate::folding::Folding;
use crate::model::order::{self, Said, State};
use base::{Body, Currency, Instant, Money, OrderFacts, OrderId};
use ledger::{Entry, Past, SubjectId};
use store::{Conflict, Tx, Value};

/// Takes facts about an order in. The first are folded alone; later ones with all that was said
/// before, in the order of the source's times.
pub(crate) fn take(
    tx: &mut Tx<'_>,
    folding: &mut Folding,
    entry: &Entry<'_>,
    facts: &OrderFacts,
) -> Result<(), Error> {
    let namespace = entry.activity.namespace.clone();
    let id = ledger::order_id(&namespace, &facts.order);
    let before = subject_of(tx, id)?;
    let history: Vec<Past> = match before {
        Some(_) => ledger::of_object(tx, id.as_bytes())?,
        None => Vec::new(),
    };
    let mut said: Vec<Said<'_>> = history.iter().filter_map(said_by).collect();
    if said.is_empty() {
        let subject = entry.subject().map(|subject| subject.id);
        let source = entry.activity.source.as_str();
        said.push(Said { at: entry.activity.at, source, subject, facts });
    }
    let Some(state) = order::fold(&said, folding.home) else { return Ok(()) };
    if before.is_some() {
        forget(tx, id.as_bytes())?;
    }
    put(tx, id, namespace.as_str(), &state, content(facts)?)?;
    for subject in before.flatten().into_iter().chain(state.subject) {
        folding.touch(tx, subject)?;
    }
    Ok(())
}

fn said_by(past: &Past) -> Option<Said<'_>> {
    let Body::Order(facts) = &past.activity.body else { return None };
    let subject = past.subjects.first().map(|subject| subject.id);
    let (at, source) = (past.activity.at, past.activity.source.as_str());
    Some(Said { at, source, subject, facts })
}

/// The outer option: whether the order is known. The inner: whom it names.
fn subject_of(tx: &mut Tx<'_>, id: OrderId) -> Result<Option<Option<SubjectId>>, Error> {
    let sql = "SELECT subject FROM orders WHERE id = $1";
    tx.opt(sql, &[id.into()], |row| Ok(row.opt_int("subject")?.map(SubjectId)))
}

/// A hash of what was said last, by which the same again is told.
pub(crate) fn content(facts: &OrderFacts) -> Result<Vec<u8>, Error> {
    let json = serde_json::to_vec(facts)?;
    Ok(blake3::hash(&json).as_bytes()[..16].to_vec())
}

fn put(
    tx: &mut Tx<'_>,
    id: OrderId,
    namespace: &str,
    state: &State,
    content: Vec<u8>,
) -> Result<(), Error> {
    let columns = [
        "id",
        "namespace",
        "number",
        "source",
        "subject",
        "placed_at",
        "currency",
        "status",
        "total_minor",
        "refunded_minor",
        "discount_minor",
        "tax_minor",
        "shipping_minor",
        "coupon",
        "channel",
        "pending_until",
        "cancelled_at",
        "content",
    ];
    let params: [Value; 18] = [
        id.into(),
        namespace.into(),
        state.number.as_str().into(),
        state.source.as_str().into(),
        state.subject.into(),
        state.placed_at.into(),
        state.currency.into(),
        state.status.as_str().into(),
        state.total_minor.into(),
        state.refunded_minor().into(),
        state.discount_minor.into(),
        state.tax_minor.into(),
        state.shipping_minor.into(),
        state.coupon.as_deref().into(),
        state.channel.as_deref().into(),
        state.pending_until.into(),
        state.cancelled_at.into(),
        content.into(),
    ];
    tx.insert_many("orders", &columns, &params, Conflict::Fail)?;
    put_lines(tx, id, namespace, state)?;
    put_refunds(tx, id, state)
}

fn put_lines(tx: &mut Tx<'_>, id: OrderId, namespace: &str, state: &State) -> Result<(), Error> {
    let columns = [
        "order_id",
        "line_no",
        "product",
        "product_key",
        "sku",
        "name",
        "category",
        "quantity",
        "unit_minor",
        "discount_minor",
    ];
    let namespace = base::Namespace::parse(namespace).unwrap_or_else(|_| base::Namespace::shop());
    let mut rows: Vec<Value> = Vec::with_capacity(state.lines.len() * columns.len());
    for (line_no, line) in state.lines.iter().enumerate() {
        let product = line.product.as_deref().map(|key| ledger::product_id(&namespace, key));
        rows.extend([
            id.into(),
            (line_no as i64).into(),
            product.into(),
            line.product.as_deref().into(),
            line.sku.as_deref().into(),
            line.name.as_deref().into(),
            line.category.as_deref().into(),
            line.quantity.into(),
            line.unit_minor.into(),
            line.discount_minor.into(),
        ]);
    }
    tx.insert_many("order_lines", &columns, &rows, Conflict::Fail)?;
    Ok(())
}

fn put_refunds(tx: &mut Tx<'_>, id: OrderId, state: &State) -> Result<(), Error> {
    let mut rows: Vec<Value> = Vec::new();
    for (refund_no, refund) in state.refunds.iter().enumerate() {
        let amount = refund.amount_minor.into();
        rows.extend([id.into(), (refund_no as i64).into(), refund.at.into(), amount]);
    }
    let columns = ["order_id", "refund_no", "at", "amount_minor"];
    tx.insert_many("refunds", &columns, &rows, Conflict::Fail)?;
    Ok(())
}

/// The hash of what was said last about the one of that id.
pub(crate) fn content_of(tx: &mut Tx<'_>, id: OrderId) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT content FROM orders WHERE id = $1";
    tx.opt(sql, &[id.into()], |row| Ok(row.bytes("content")?))
}

pub(crate) fn forget(tx: &mut Tx<'_>, id: &[u8; 16]) -> Result<(), Error> {
    if tx.exec("DELETE FROM orders WHERE id = $1", &[id.into()])? == 1 {
        tx.exec("DELETE FROM order_lines WHERE order_id = $1", &[id.into()])?;
        tx.exec("DELETE FROM refunds WHERE order_id = $1", &[id.into()])?;
    }
    Ok(())
}

/// What a customer's orders come to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Sums {
    pub(crate) n_orders: i64,
    /// In the shop's own currency.
    pub(crate) home_minor: i64,
    /// In each currency, refunds taken off.
    pub(crate) spent: Vec<Money>,
    pub(crate) first_at: Option<Instant>,
    pub(crate) last_at: Option<Instant>,
}

/// Adds up the orders of these identifiers that count.
pub(crate) fn sums(tx: &mut Tx<'_>, subjects: &[SubjectId], home: Currency) -> Result<Sums, Error> {
    let marks: Vec<String> = (1..=subjects.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "SELECT currency, count(*) AS n,
            CAST(sum(total_minor - refunded_minor) AS BIGINT) AS minor,
            min(placed_at) AS first_at, max(placed_at) AS last_at
         FROM orders WHERE subject IN ({}) AND status NOT IN ('pending', 'cancelled')
         GROUP BY currency ORDER BY currency",
        marks.join(", ")
    );
    let params: Vec<Value> = subjects.iter().map(|subject| (*subject).into()).collect();
    let mut sums = Sums::default();
    tx.each(&sql, &params, |row| {
        let currency = Currency::parse(&row.text("currency")?).unwrap_or(home);
        let minor = row.int("minor")?;
        sums.n_orders += row.int("n")?;
        sums.spent.push(Money::new(minor, currency));
        if currency == home {
            sums.home_minor += minor;
        }
        let (first, last) = (row.opt_instant("first_at")?, row.opt_instant("last_at")?);
        sums.first_at = sums.first_at.into_iter().chain(first).min();
        sums.last_at = sums.last_at.max(last);
        Ok::<_, Error>(())
    })?;
    Ok(sums)
}
