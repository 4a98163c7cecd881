//! What is happening now: the last orders, new customers and unsubscribes.

use super::Facts;
use super::rows::{feed, people};
use crate::Error;
use base::{CustomerId, Instant};
use book::CustomerRow;
use std::collections::HashSet;
use store::Tx;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedItem {
    /// When.
    pub at: Instant,
    /// `order`, `new_customer` or `unsubscribed`.
    pub kind: &'static str,
    /// What, to be read behind the customer's name; a whole sentence where there is none.
    pub text: String,
    /// Who, with the name to show.
    pub customer: Option<(CustomerId, String)>,
}

/// Items that are shown.
const LENGTH: i64 = 20;

/// The last notable things, latest first. Who came with an order is told with it.
pub(super) fn list(tx: &mut Tx<'_>, facts: &Facts) -> Result<Vec<FeedItem>, Error> {
    let mut items = Vec::new();
    let mut buyers = HashSet::new();
    for order in feed::orders(tx, facts.as_of, LENGTH)? {
        buyers.extend(order.customer);
        items.push(ordered(tx, &order)?);
    }
    for (id, at) in people::newest(tx, facts.as_of, LENGTH)? {
        if !buyers.contains(&id) {
            let row = book::find(tx, id)?;
            items.extend(row.map(|row| of(&row, at, "new_customer", "is new in your book")));
        }
    }
    for (id, channel, at) in feed::unsubscribed(tx, facts.as_of, LENGTH)? {
        let text = if channel == "email" { "wants no more emails" } else { "wants no more texts" };
        let row = book::find(tx, id)?;
        items.extend(row.map(|row| of(&row, at, "unsubscribed", text)));
    }
    items.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.text.cmp(&b.text)));
    items.dedup();
    items.truncate(LENGTH as usize);
    Ok(items)
}

/// An order, as somebody's or as a guest's: whoever is not in the book is not named.
fn ordered(tx: &mut Tx<'_>, order: &feed::Order) -> Result<FeedItem, Error> {
    let row = match order.customer {
        Some(id) => book::find(tx, id)?,
        None => None,
    };
    let total = order.total.to_words();
    let (at, kind) = (order.placed_at, "order");
    Ok(match row {
        Some(row) if row.first_order_at == Some(at) => {
            of(&row, at, kind, &format!("ordered for the first time, for {total}"))
        }
        Some(row) => of(&row, at, kind, &format!("ordered for {total}")),
        None => FeedItem { at, kind, text: format!("A guest ordered for {total}"), customer: None },
    })
}

fn of(row: &CustomerRow, at: Instant, kind: &'static str, text: &str) -> FeedItem {
    let name = row.name().reveal().to_owned();
    let name = if name.is_empty() { "Someone without a name".into() } else { name };
    FeedItem { at, kind, text: text.to_owned(), customer: Some((row.id, name)) }
}
