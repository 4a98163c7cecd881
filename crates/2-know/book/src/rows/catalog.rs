//! Reading products.

use crate::Error;
use base::{Currency, Money, ProductId};
use std::collections::HashSet;
use store::Tx;

/// A product of the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    /// Our id of it.
    pub id: ProductId,
    /// The source's own id.
    pub key: String,
    /// Its name, else its id.
    pub name: String,
    /// Levels joined by ` > `.
    pub category: Option<String>,
    /// Brand.
    pub brand: Option<String>,
    /// Price.
    pub price: Option<Money>,
    /// Its page.
    pub url: Option<String>,
    /// Its picture.
    pub image_url: Option<String>,
    /// Pieces in stock.
    pub stock: Option<i64>,
}

/// The product of that id.
///
/// # Errors
/// Those of the database.
pub fn find(tx: &mut Tx<'_>, id: ProductId) -> Result<Option<Product>, Error> {
    let sql = "SELECT product, name, category, brand, price_minor, currency, url, image_url, stock
        FROM products WHERE id = $1";
    tx.opt(sql, &[id.into()], |row| {
        let key = row.text("product")?;
        let currency = row.opt_text("currency")?.and_then(|code| Currency::parse(&code).ok());
        let minor = row.opt_int("price_minor")?;
        Ok(Product {
            id,
            name: row.opt_text("name")?.unwrap_or_else(|| key.clone()),
            key,
            category: row.opt_text("category")?,
            brand: row.opt_text("brand")?,
            price: minor.zip(currency).map(|(minor, currency)| Money::new(minor, currency)),
            url: row.opt_text("url")?,
            image_url: row.opt_text("image_url")?,
            stock: row.opt_int("stock")?,
        })
    })
}

/// Those of these products that the catalogue has.
///
/// # Errors
/// Those of the database.
pub fn known(tx: &mut Tx<'_>, ids: &[ProductId]) -> Result<HashSet<ProductId>, Error> {
    let mut found = HashSet::with_capacity(ids.len());
    for ids in ids.chunks(store::LIST) {
        let (marks, params) = store::list(1, ids);
        let sql = format!("SELECT id FROM products WHERE id IN ({marks})");
        tx.each(&sql, &params, |row| {
            found.insert(ProductId::from_bytes(row.id("id")?));
            Ok::<_, Error>(())
        })?;
    }
    Ok(found)
}

/// Whether there is a catalogue at all.
///
/// # Errors
/// Those of the database.
pub fn exists(tx: &mut Tx<'_>) -> Result<bool, Error> {
    let found = tx.opt("SELECT id FROM products LIMIT 1", &[], |_| Ok::<_, Error>(()))?;
    Ok(found.is_some())
}
