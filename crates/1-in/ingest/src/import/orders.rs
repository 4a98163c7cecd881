//! Rows of purchases: rows of the same order id become one order.
//!
//! A chunk of rows is grouped at a time, so rows of one order need not stand together within it.
//! [`tail_start`] says where to cut a chunk so that no run of rows of one order is torn apart.
//! Rows that come in a later chunk are told apart by the runner, which adds their lines.

use super::cell::Row;
use super::field::Field;
use super::plan::Plan;
use super::reading::{Places, Reading, hashed, key};
use super::translate::{RowProblem, Translated};
use crate::meaning::order;
use crate::reason::{Reason, Refusal, excerpt};
use base::{Activity, Body, Currency, Identifiers, OrderFacts, OrderLine, OrderStatus, limits};
use std::collections::HashMap;

/// The first row of the last run of rows with one order id; all of the rows when they are one
/// run, since a run longer than a chunk is cut anyway.
pub(super) fn tail_start(places: &Places, rows: &[Row]) -> usize {
    let id = |row: &Row| places.raw(row, Field::OrderId);
    let Some(last) = rows.last().map(id) else { return 0 };
    let run = rows.iter().rev().take_while(|row| id(row) == last).count();
    if run == rows.len() { rows.len() } else { rows.len() - run }
}

/// Groups rows by order and reads each group.
pub(super) fn read_all(plan: &Plan, places: &Places, rows: &[Row]) -> Vec<Translated> {
    let mut groups: Vec<(String, Vec<Reading<'_>>)> = Vec::new();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    let mut done = Vec::new();
    for row in rows {
        let reading = Reading::new(plan, places, row);
        let missing = || Refusal::at(Reason::MissingOrder, "order_id", "no order id");
        match reading.id(Field::OrderId).and_then(|id| id.ok_or_else(missing)) {
            Ok(id) => {
                if let Some((_, group)) = by_id.get(&id).and_then(|place| groups.get_mut(*place)) {
                    group.push(reading);
                } else {
                    by_id.insert(id.clone(), groups.len());
                    groups.push((id, vec![reading]));
                }
            }
            Err(refusal) => done.push(Translated::refused(row.number, 1, refusal)),
        }
    }
    done.extend(groups.into_iter().map(|(id, group)| read(plan, id, group)));
    done
}

/// Reads the rows of one order. What makes one of them unusable makes the order unusable: an
/// order without one of its lines would be wrong.
fn read(plan: &Plan, id: String, mut group: Vec<Reading<'_>>) -> Translated {
    let n_rows = group.len() as u64;
    let first = group.first().map_or(0, |reading| reading.row.number);
    match order_of(plan, &id, &mut group) {
        Ok((activities, line_rows)) => Translated {
            row: first,
            n_rows,
            object: Some(id),
            activities,
            line_rows,
            kept: Vec::new(),
            shows: None,
            problems: group.into_iter().flat_map(|reading| reading.problems).collect(),
        },
        Err((at, refusal)) => {
            let others = group.iter().map(|reading| reading.row.number).filter(|row| *row != at);
            let told = format!("row {at} of the same order cannot be taken");
            let along = Refusal::at(refusal.reason, refusal.pointer.clone(), told);
            let mut problems = vec![RowProblem { row: at, taken: false, refusal }];
            problems.extend(others.map(|row| RowProblem {
                row,
                taken: false,
                refusal: along.clone(),
            }));
            let refused = Refusal::whole(along.reason, "");
            Translated { object: Some(id), problems, ..Translated::refused(first, n_rows, refused) }
        }
    }
}

type AtRow<T> = Result<T, (u64, Refusal)>;

/// What is said of an order, with the row of each of its lines.
fn order_of(plan: &Plan, id: &str, group: &mut [Reading<'_>]) -> AtRow<(Vec<Activity>, Vec<u64>)> {
    let currency = header(group, "currency", currency_of)?;
    let currency = currency.unwrap_or(plan.shop.currency);
    let Some(placed_at) = header(group, "placed_at", |row| row.time(Field::PlacedAt))? else {
        let row = group.first().map_or(0, |reading| reading.row.number);
        return Err((row, Refusal::at(Reason::MissingTime, "placed_at", "no time")));
    };
    let mut facts = OrderFacts {
        order: id.into(),
        placed_at: Some(placed_at),
        currency: Some(currency),
        ..OrderFacts::default()
    };
    let (lines, line_rows) = lines(group, currency)?;
    facts.lines = (!lines.is_empty()).then_some(lines);
    amounts(group, currency, &mut facts)?;
    facts.coupon = first_text(group, Field::Coupon);
    facts.channel = first_text(group, Field::Channel);
    facts.status = Some(header(group, "status", status)?.unwrap_or(OrderStatus::Placed));
    let refunded = header(group, "refunded", |row| row.discount(Field::Refunded, currency))?;
    let cancelled_at = header(group, "cancelled_at", |row| row.time(Field::CancelledAt))?;
    refund(&mut facts, refunded);
    let who = who(plan, group)?;
    let short = if id.len() <= limits::KEY_BYTES_MAX - 64 { id.to_owned() } else { hashed(id) };
    let key = key(plan, &short);
    let Some(first) = group.first() else { return Ok(Default::default()) };
    let Some(at) = cancelled_at else {
        return Ok((vec![first.activity(key, placed_at, who, Body::Order(facts))], line_rows));
    };
    // Called off later: the last word says all that the first said.
    let cancelled = OrderFacts { status: Some(OrderStatus::Cancelled), ..facts.clone() };
    facts.refunded_minor = None;
    let last = format!("{key}#cancelled");
    let activities = vec![
        first.activity(key, placed_at, who.clone(), Body::Order(facts)),
        first.activity(last, at, who, Body::Order(cancelled)),
    ];
    Ok((activities, line_rows))
}

/// The first value that a row of the order gives; a later row that differs is noted.
fn header<T: PartialEq + Copy>(
    group: &mut [Reading<'_>],
    name: &str,
    read: impl Fn(&Reading<'_>) -> Result<Option<T>, Refusal>,
) -> AtRow<Option<T>> {
    let mut first = None;
    for reading in group {
        let value = read(reading).map_err(|refusal| (reading.row.number, refusal))?;
        match (first, value) {
            (None, value) => first = value,
            (Some(known), Some(value)) if known != value => {
                let detail = format!("{name} differs from the first row of the order");
                reading.note(Refusal::at(Reason::Differs, name, detail));
            }
            _ => {}
        }
    }
    Ok(first)
}

fn currency_of(reading: &Reading<'_>) -> Result<Option<Currency>, Refusal> {
    reading.currency()
}

fn first_text(group: &[Reading<'_>], field: Field) -> Option<String> {
    group.iter().find_map(|reading| reading.text(field))
}

fn status(reading: &Reading<'_>) -> Result<Option<OrderStatus>, Refusal> {
    let Some(word) = reading.text(Field::Status) else { return Ok(None) };
    let unknown = || {
        let detail = format!("\"{}\" is not a status", excerpt(&word));
        Refusal::at(Reason::UnknownStatus, reading.column(Field::Status), detail)
    };
    order::status(&word).map(Some).ok_or_else(unknown)
}

fn amounts(group: &mut [Reading<'_>], currency: Currency, facts: &mut OrderFacts) -> AtRow<()> {
    let discount = |row: &Reading<'_>| row.discount(Field::OrderDiscount, currency);
    facts.discount_minor = header(group, "order_discount", discount)?;
    facts.tax_minor = header(group, "tax", |row| row.price(Field::Tax, currency))?;
    facts.shipping_minor = header(group, "shipping", |row| row.price(Field::Shipping, currency))?;
    facts.total_minor = header(group, "total", |row| row.price(Field::Total, currency))?;
    Ok(())
}

/// The lines of an order with the row of each; none when its rows say nothing about products.
/// One without a piece is noted: it may carry a discount, or be a mistake.
fn lines(group: &mut [Reading<'_>], currency: Currency) -> AtRow<(Vec<OrderLine>, Vec<u64>)> {
    let mut lines = Vec::with_capacity(group.len());
    let mut rows = Vec::with_capacity(group.len());
    for reading in group {
        let line = line(reading, currency).map_err(|refusal| (reading.row.number, refusal))?;
        let Some(line) = line else { continue };
        if line.quantity == 0.0 {
            let column = reading.column(Field::Quantity);
            reading.note(Refusal::at(Reason::ZeroQuantity, column, "kept as it is"));
        }
        lines.push(line);
        rows.push(reading.row.number);
        if lines.len() > limits::ORDER_LINES_MAX {
            let detail = format!("more than {} lines", limits::ORDER_LINES_MAX);
            return Err((reading.row.number, Refusal::whole(Reason::TooManyLines, detail)));
        }
    }
    Ok((lines, rows))
}

fn line(reading: &Reading<'_>, currency: Currency) -> Result<Option<OrderLine>, Refusal> {
    let quantity = reading.number(Field::Quantity)?;
    let unit = reading.price(Field::UnitPrice, currency)?;
    let line = OrderLine {
        product: reading.id(Field::ProductId)?,
        sku: reading.text(Field::Sku),
        name: reading.text(Field::ProductName),
        category: reading.text(Field::Category),
        quantity: quantity.unwrap_or(1.0),
        unit_minor: unit.unwrap_or(0),
        discount_minor: reading.discount(Field::LineDiscount, currency)?.unwrap_or(0),
    };
    if line.quantity < 0.0 {
        let detail = "a quantity below zero";
        let column = reading.column(Field::Quantity);
        return Err(Refusal::at(Reason::NegativeQuantity, column, detail));
    }
    let named = line.product.is_some() || line.sku.is_some() || line.name.is_some();
    Ok((named || quantity.is_some() || unit.is_some()).then_some(line))
}

/// Money that went back: a file says what it is in all, and nothing of single refunds. Without an
/// amount, *refunded* is all of it, which the book knows best.
fn refund(facts: &mut OrderFacts, refunded: Option<i64>) {
    let whole = facts.status == Some(OrderStatus::Refunded);
    let Some(amount_minor) = refunded.filter(|minor| *minor > 0 || !whole) else { return };
    facts.refunded_minor = Some(amount_minor);
    let is_all = facts.total_minor.is_some_and(|total| amount_minor >= total);
    let settled = matches!(
        facts.status,
        Some(OrderStatus::Refunded | OrderStatus::PartiallyRefunded | OrderStatus::Cancelled)
    );
    if amount_minor > 0 && !settled {
        let all = OrderStatus::Refunded;
        facts.status = Some(if is_all { all } else { OrderStatus::PartiallyRefunded });
    }
}

/// Whose order it is; nobody is a guest, whose order is kept all the same.
fn who(plan: &Plan, group: &mut [Reading<'_>]) -> AtRow<Identifiers> {
    let mut who = Identifiers::default();
    for reading in group {
        let id = reading.id(Field::CustomerId).map_err(|refusal| (reading.row.number, refusal))?;
        if let (Some(id), true) = (id, who.ids.is_empty()) {
            who.ids.push((plan.namespace.clone(), id));
        }
        if who.emails.is_empty() {
            who.emails = reading.emails();
        }
        if who.phones.is_empty() {
            who.phones = reading.phones(None);
        }
    }
    Ok(who)
}
