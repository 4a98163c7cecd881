//! What is found by what a person types: customers, orders by number, segments,
//! pages.

use super::rows::feed;
use super::words;
use crate::{Error, Insights};
use base::{CustomerId, Shop};
use book::{Listing, Sort};
use std::collections::HashSet;
use store::Tx;

/// Something found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// `customer`, `order`, `segment` or `page`.
    pub kind: &'static str,
    /// The customer's id, also for an order that is hers; else the order's id; the segment's
    /// id; the page's path.
    pub id: String,
    /// The name to show.
    pub title: String,
    /// What tells it from others of that name.
    pub detail: String,
}

/// Customers that are listed.
const CUSTOMERS: i64 = 8;
/// Orders that are listed.
const ORDERS: i64 = 5;
/// Segments that are listed.
const SEGMENTS: usize = 5;
/// Longest text that is looked for, in bytes.
const TEXT_BYTES_MAX: usize = 200;

/// Pages by other words that people have for them; the app finds their own names itself.
const PAGES: [(&str, &str, &[&str]); 5] = [
    ("/customers", "Customers", &["contacts", "people", "users", "profiles", "buyers"]),
    ("/segments", "Segments", &["audiences", "groups", "lists", "filters"]),
    ("/messages", "Messages", &["campaigns", "newsletters", "emails", "mailings"]),
    ("/data", "Data", &["imports", "upload", "csv", "files", "quarantine", "events"]),
    ("/settings", "Settings", &["keys", "api", "sender", "smtp", "dkim", "currency", "timezone"]),
];

/// Finds what was typed: first orders of exactly that number, then customers, segments, pages.
///
/// # Errors
/// Those of the database.
pub fn find(
    tx: &mut Tx<'_>,
    insights: &Insights,
    shop: &Shop,
    typed: &str,
) -> Result<Vec<Hit>, Error> {
    let typed = typed.trim();
    // Words are letters and digits; without any, every customer would match.
    if typed.len() > TEXT_BYTES_MAX || !typed.chars().any(char::is_alphanumeric) {
        return Ok(Vec::new());
    }
    let mut hits = orders(tx, typed, shop)?;
    hits.extend(customers(tx, typed, shop)?);
    let typed = typed.to_lowercase();
    hits.extend(segments(insights, &typed));
    let pages = PAGES.iter().filter(|(_, title, _)| !title.to_lowercase().contains(&typed));
    let pages = pages.filter_map(|(path, title, words)| {
        let word = words.iter().find(|word| typed.len() > 1 && word.starts_with(&typed))?;
        Some(Hit {
            kind: "page",
            id: (*path).to_owned(),
            title: (*title).to_owned(),
            detail: (*word).to_owned(),
        })
    });
    hits.extend(pages);
    Ok(hits)
}

/// Orders of that number, `#` before it or not. One of a customer bears her name and id.
fn orders(tx: &mut Tx<'_>, typed: &str, shop: &Shop) -> Result<Vec<Hit>, Error> {
    let number = typed.strip_prefix('#').unwrap_or(typed).trim_start();
    let mut hits = Vec::new();
    let mut seen: HashSet<CustomerId> = HashSet::new();
    for order in feed::of_number(tx, number, ORDERS)? {
        let title = format!("Order {}", order.number);
        let day = words::date(shop.zone.local(order.placed_at).date());
        let detail = format!("{} · {day}", order.total.to_words());
        let owner = match order.customer {
            Some(id) => book::find(tx, id)?,
            None => None,
        };
        let hit = match owner {
            Some(owner) if !seen.insert(owner.id) => continue,
            Some(owner) => {
                let name = owner.name().reveal().to_owned();
                let named = !name.is_empty();
                Hit {
                    kind: "order",
                    id: owner.id.to_string(),
                    title: if named { name } else { title.clone() },
                    detail: format!("{title} · {detail}"),
                }
            }
            None => Hit { kind: "order", id: order.id.to_string(), title, detail },
        };
        hits.push(hit);
    }
    Ok(hits)
}

/// Saved segments with that in their name.
fn segments(insights: &Insights, typed: &str) -> Vec<Hit> {
    let segments = insights.segments();
    let named = segments.iter().filter(|saved| saved.name.to_lowercase().contains(typed));
    let hits = named.take(SEGMENTS).map(|saved| Hit {
        kind: "segment",
        id: saved.id.to_string(),
        title: saved.name.clone(),
        detail: saved.description.clone().unwrap_or_else(|| saved.text.clone()),
    });
    hits.collect()
}

fn customers(tx: &mut Tx<'_>, typed: &str, shop: &Shop) -> Result<Vec<Hit>, Error> {
    let listing = Listing {
        typed: Some(typed.to_owned()),
        segment: None,
        sort: Sort::LastOrder,
        descending: true,
        after: None,
        limit: CUSTOMERS,
        country: shop.country.clone(),
    };
    let found = book::list(tx, &listing)?;
    let hits = found.into_iter().map(|(row, _)| {
        let name = row.name().reveal().to_owned();
        let email = row.email.as_ref().map(|email| email.reveal().to_owned());
        let parts = [email.filter(|email| *email != name), row.city.clone()];
        let detail: Vec<_> = parts.into_iter().flatten().collect();
        Hit { kind: "customer", id: row.id.to_string(), title: name, detail: detail.join(" · ") }
    });
    Ok(hits.collect())
}
