//! Rows of things that are sold.

use super::field::Field;
use super::reading::{Reading, hashed, key};
use crate::meaning::traits;
use crate::reason::{Reason, Refusal};
use base::{Activity, Body, Identifiers, ProductFacts, limits};

/// Reads a row.
///
/// # Errors
/// When it has no id, or an amount that cannot be.
pub(super) fn read(reading: &mut Reading<'_>) -> Result<(String, Vec<Activity>), Refusal> {
    let missing = || Refusal::at(Reason::MissingProduct, "product_id", "no product id");
    let product = reading.id(Field::ProductId)?.ok_or_else(missing)?;
    let named = reading.currency()?;
    let currency = named.unwrap_or(reading.plan.shop.currency);
    let price_minor = reading.price(Field::Price, currency)?;
    let cost_minor = reading.price(Field::Cost, currency)?;
    let stock = reading.number(Field::Stock);
    let stock = reading.or_note(stock);
    let tags: Vec<String> =
        reading.texts(Field::Tags).iter().flat_map(|text| traits::split_tags(text)).collect();
    let priced = price_minor.is_some() || cost_minor.is_some();
    let facts = ProductFacts {
        product: product.clone(),
        sku: reading.text(Field::Sku),
        name: reading.text(Field::ProductName),
        category: reading.text(Field::Category),
        brand: reading.text(Field::Brand),
        price_minor,
        cost_minor,
        currency: if priced { Some(currency) } else { named },
        url: reading.text(Field::Url),
        image_url: reading.text(Field::ImageUrl).map(|urls| first_url(&urls)),
        stock: stock.map(|pieces| pieces.round() as i64),
        tags: (!tags.is_empty()).then_some(tags),
        attributes: reading.attributes(),
    };
    let short = if product.len() <= limits::KEY_BYTES_MAX - 64 {
        product.clone()
    } else {
        hashed(&product)
    };
    let key = key(reading.plan, &short);
    let (at, who) = (reading.plan.now, Identifiers::default());
    let activity = reading.activity(key, at, who, Body::Product(facts));
    Ok((product, vec![activity]))
}

/// The first of several addresses in one cell, as WooCommerce writes the pictures of a product.
fn first_url(urls: &str) -> String {
    urls.split_once(", http").map_or(urls, |(first, _)| first).to_owned()
}
