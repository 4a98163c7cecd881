//! Orders with their lines and refunds.

use crate::Error;
use crate::folding::Folding;
use crate::model::order::{self, Said, State};
use base::{Body, Currency, Instant, Money, Namespace, OrderFacts, OrderId, OrderLine};
use ledger::{Entry, Past, SubjectId};
use std::collections::{BTreeMap, HashMap};
use store::{Conflict, Tx, Value};

/// Takes what a batch says of orders in, each order once. One that nobody spoke of before is folded
/// from the batch; a known one from all that was ever said of it, in the order of the source's
/// times.
pub(crate) fn take_all(
    tx: &mut Tx<'_>,
    folding: &mut Folding,
    entries: &[&Entry<'_>],
) -> Result<(), Error> {
    let mut by_order: BTreeMap<OrderId, Vec<&Entry<'_>>> = BTreeMap::new();
    for entry in entries {
        if let Body::Order(facts) = &entry.activity.body {
            let id = ledger::order_id(&entry.activity.namespace, &facts.order);
            by_order.entry(id).or_default().push(entry);
        }
    }
    let ids: Vec<OrderId> = by_order.keys().copied().collect();
    let known = known(tx, &ids)?;
    let mut written = Rows::default();
    for (id, entries) in by_order {
        take(tx, folding, &mut written, (id, known.get(&id).copied()), &entries)?;
    }
    written.put(tx)
}

fn take(
    tx: &mut Tx<'_>,
    folding: &mut Folding,
    written: &mut Rows,
    (id, before): (OrderId, Option<Known>),
    entries: &[&Entry<'_>],
) -> Result<(), Error> {
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return Ok(()) };
    let Body::Order(latest) = &last.activity.body else { return Ok(()) };
    let history: Vec<Past> = match before {
        Some(_) => ledger::of_object(tx, id.as_bytes())?,
        None => Vec::new(),
    };
    let mut said: Vec<Said<'_>> = history.iter().filter_map(said_by).collect();
    if said.is_empty() {
        said.extend(entries.iter().filter_map(|entry| said_now(entry)));
        said.sort_by_key(|word| word.at);
    }
    let Some(state) = order::fold(&said, folding.home) else { return Ok(()) };
    let seq = before.map_or(first.seq, |known| known.seq);
    if before.is_some() {
        forget(tx, id.as_bytes())?;
    }
    let place = Place { id, seq, namespace: &first.activity.namespace };
    written.add(place, &state, content(latest)?);
    let subjects = before.and_then(|known| known.subject).into_iter().chain(state.subject);
    for subject in subjects {
        folding.touch_orders(tx, subject)?;
    }
    Ok(())
}

fn said_by(past: &Past) -> Option<Said<'_>> {
    let Body::Order(facts) = &past.activity.body else { return None };
    let subject = past.subjects.first();
    let (at, source) = (past.activity.at, past.activity.source.as_str());
    let (seq, received_at) = (past.seq, past.received_at);
    Some(Said { seq, at, received_at, source, subject, facts })
}

fn said_now<'a>(entry: &'a Entry<'_>) -> Option<Said<'a>> {
    let Body::Order(facts) = &entry.activity.body else { return None };
    let subject = entry.subject();
    let (at, source) = (entry.activity.at, entry.activity.source.as_str());
    let (seq, received_at) = (entry.seq, entry.received_at);
    Some(Said { seq, at, received_at, source, subject, facts })
}

/// What the book has of an order.
#[derive(Debug, Clone, Copy)]
struct Known {
    seq: i64,
    subject: Option<SubjectId>,
}

/// Those of these orders that the book has.
fn known(tx: &mut Tx<'_>, ids: &[OrderId]) -> Result<HashMap<OrderId, Known>, Error> {
    let mut found = HashMap::new();
    for ids in ids.chunks(store::LIST) {
        let (marks, params) = store::list(1, ids);
        let sql = format!("SELECT id, seq, subject FROM orders WHERE id IN ({marks})");
        tx.each(&sql, &params, |row| {
            let subject = row.opt_int("subject")?.map(SubjectId);
            let known = Known { seq: row.int("seq")?, subject };
            found.insert(OrderId::from_bytes(row.id("id")?), known);
            Ok::<_, Error>(())
        })?;
    }
    Ok(found)
}

/// Where an order is kept.
#[derive(Debug, Clone, Copy)]
struct Place<'a> {
    id: OrderId,
    /// The place of the first activity about it; its lines lie under it.
    seq: i64,
    namespace: &'a Namespace,
}

/// A hash of what was said last, by which the same again is told.
pub(crate) fn content(facts: &OrderFacts) -> Result<Vec<u8>, Error> {
    let json = serde_json::to_vec(facts)?;
    Ok(blake3::hash(&json).as_bytes()[..16].to_vec())
}

const ORDER: [&str; 20] = [
    "id",
    "seq",
    "namespace",
    "number",
    "source",
    "subject",
    "anonymous",
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
const LINE: [&str; 10] = [
    "order_seq",
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
const REFUND: [&str; 4] = ["order_seq", "refund_no", "at", "amount_minor"];

/// Rows of one batch, to be written together.
#[derive(Debug, Default)]
struct Rows {
    orders: Vec<Value>,
    lines: Vec<Value>,
    refunds: Vec<Value>,
}

impl Rows {
    fn add(&mut self, place: Place<'_>, state: &State, content: Vec<u8>) {
        let order: [Value; ORDER.len()] = [
            place.id.into(),
            place.seq.into(),
            place.namespace.as_str().into(),
            state.number.as_str().into(),
            state.source.as_str().into(),
            state.subject.into(),
            i64::from(state.anonymous).into(),
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
        self.orders.extend(order);
        for (line, line_no) in state.lines.iter().zip(0_i64..) {
            self.lines.extend(line_values(place, line_no, line));
        }
        for (refund, refund_no) in state.refunds.iter().zip(0_i64..) {
            let refund: [Value; REFUND.len()] =
                [place.seq.into(), refund_no.into(), refund.at.into(), refund.amount_minor.into()];
            self.refunds.extend(refund);
        }
    }

    fn put(self, tx: &mut Tx<'_>) -> Result<(), Error> {
        tx.insert_many("orders", &ORDER, &self.orders, Conflict::Fail)?;
        tx.insert_many("order_lines", &LINE, &self.lines, Conflict::Fail)?;
        tx.insert_many("refunds", &REFUND, &self.refunds, Conflict::Fail)?;
        Ok(())
    }
}

fn line_values(place: Place<'_>, line_no: i64, line: &OrderLine) -> [Value; LINE.len()] {
    let product = line.product.as_deref().map(|key| ledger::product_id(place.namespace, key));
    [
        place.seq.into(),
        line_no.into(),
        product.into(),
        line.product.as_deref().into(),
        line.sku.as_deref().into(),
        line.name.as_deref().into(),
        line.category.as_deref().into(),
        line.quantity.into(),
        line.unit_minor.into(),
        line.discount_minor.into(),
    ]
}

/// The hash of what was said last about the one of that id.
pub(crate) fn content_of(tx: &mut Tx<'_>, id: OrderId) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT content FROM orders WHERE id = $1";
    tx.opt(sql, &[id.into()], |row| Ok(row.bytes("content")?))
}

pub(crate) fn forget(tx: &mut Tx<'_>, id: &[u8; 16]) -> Result<(), Error> {
    let sql = "SELECT seq FROM orders WHERE id = $1";
    let seq = tx.opt(sql, &[id.into()], |row| Ok::<_, Error>(row.int("seq")?))?;
    if let Some(seq) = seq {
        tx.exec("DELETE FROM orders WHERE id = $1", &[id.into()])?;
        tx.exec("DELETE FROM order_lines WHERE order_seq = $1", &[seq.into()])?;
        tx.exec("DELETE FROM refunds WHERE order_seq = $1", &[seq.into()])?;
    }
    Ok(())
}

/// What a customer's orders come to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Sums {
    pub(crate) n_orders: i64,
    /// In the shop's own currency.
    pub(crate) home_minor: i64,
    /// In each currency, in order, refunds taken off.
    pub(crate) spent: Vec<Money>,
    pub(crate) first_at: Option<Instant>,
    pub(crate) last_at: Option<Instant>,
}

impl Sums {
    /// Those of several identifiers together.
    pub(crate) fn of<'a>(parts: impl Iterator<Item = &'a Self>, home: Currency) -> Self {
        let mut all = Self::default();
        for part in parts {
            all.add(part, home);
        }
        all
    }

    fn add(&mut self, part: &Self, home: Currency) {
        self.n_orders += part.n_orders;
        self.first_at = self.first_at.into_iter().chain(part.first_at).min();
        self.last_at = self.last_at.max(part.last_at);
        for money in &part.spent {
            self.spend(*money, home);
        }
    }

    fn spend(&mut self, money: Money, home: Currency) {
        if money.currency == home {
            self.home_minor = self.home_minor.saturating_add(money.minor);
        }
        match self.spent.binary_search_by_key(&money.currency, |spent| spent.currency) {
            Ok(at) => self.spent[at].minor = self.spent[at].minor.saturating_add(money.minor),
            Err(at) => self.spent.insert(at, money),
        }
    }
}

/// Adds up the orders that count, for each of these identifiers that has any.
pub(crate) fn sums(
    tx: &mut Tx<'_>,
    subjects: &[SubjectId],
    home: Currency,
) -> Result<HashMap<SubjectId, Sums>, Error> {
    let mut found: HashMap<SubjectId, Sums> = HashMap::new();
    for subjects in subjects.chunks(store::LIST) {
        let (marks, params) = store::list(1, subjects);
        let sql = format!(
            "SELECT subject, currency, count(*) AS n,
                CAST(sum(total_minor - refunded_minor) AS BIGINT) AS minor,
                min(placed_at) AS first_at, max(placed_at) AS last_at
             FROM orders WHERE subject IN ({marks}) AND status NOT IN ('pending', 'cancelled')
             GROUP BY subject, currency"
        );
        tx.each(&sql, &params, |row| {
            let currency = Currency::parse(&row.text("currency")?).unwrap_or(home);
            let part = Sums {
                n_orders: row.int("n")?,
                home_minor: 0,
                spent: vec![Money::new(row.int("minor")?, currency)],
                first_at: row.opt_instant("first_at")?,
                last_at: row.opt_instant("last_at")?,
            };
            found.entry(SubjectId(row.int("subject")?)).or_default().add(&part, home);
            Ok::<_, Error>(())
        })?;
    }
    Ok(found)
}
