//! What is happening now: the last orders, new customers and unsubscribes.

use super::rows::{feed, people};
use super::{Error, Facts, words};
use base::{CustomerId, Instant};
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

/// The last notable things, latest first.
pub(super) fn list(tx: &mut Tx<'_>, facts: &Facts) -> Result<Vec<FeedItem>, Error> {
    let mut items = Vec::new();
    for order in feed::orders(tx, facts.as_of, LENGTH)? {
        let customer = named(tx, order.customer)?;
        let total = words::money(order.total);
        let text = match customer {
            Some(_) => format!("ordered for {total}"),
            None => format!("A guest ordered for {total}"),
        };
        items.push(FeedItem { at: order.placed_at, kind: "order", text, customer });
    }
    for (id, at) in people::newest(tx, facts.as_of, LENGTH)? {
        let text = "is new in your book".into();
        let customer = named(tx, Some(id))?;
        items.extend(customer.map(|who| FeedItem {
            at,
            kind: "new_customer",
            text,
            customer: Some(who),
        }));
    }
    for (id, channel, at) in feed::unsubscribed(tx, facts.as_of, LENGTH)? {
        let what = if channel == "email" { "emails" } else { "text messages" };
        let text = format!("wants no more {what}");
        let customer = named(tx, Some(id))?;
        items.extend(customer.map(|who| FeedItem {
            at,
            kind: "unsubscribed",
            text,
            customer: Some(who),
        }));
    }
    items.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.text.cmp(&b.text)));
    items.dedup();
    items.truncate(LENGTH as usize);
    Ok(items)
}

/// Her name as the book shows it; nothing for those who are not in it any more.
fn named(tx: &mut Tx<'_>, id: Option<CustomerId>) -> Result<Option<(CustomerId, String)>, Error> {
    let Some(id) = id else { return Ok(None) };
    let row = book::find(tx, id)?;
    Ok(row.map(|row| {
        let name = row.name().reveal().to_owned();
        (id, if name.is_empty() { "Someone without a name".into() } else { name })
    }))
}
