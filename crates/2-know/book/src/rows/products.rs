//! Products as their source last described them.

use crate::Error;
use base::{Body, ProductFacts, ProductId};
use ledger::Entry;
use store::{Tx, Value};

/// Takes facts in: fields that are said replace, others stay.
pub(crate) fn take(tx: &mut Tx<'_>, entry: &Entry<'_>, facts: &ProductFacts) -> Result<(), Error> {
    let namespace = &entry.activity.namespace;
    let id = ledger::product_id(namespace, &facts.product);
    let known = tx.opt("SELECT id FROM products WHERE id = $1", &[id.into()], |row| {
        Ok::<_, Error>(row.id("id")?)
    })?;
    let folded = match known {
        Some(_) => fold(tx, id.as_bytes(), facts)?,
        None => facts.clone(),
    };
    let columns = [
        "id",
        "namespace",
        "product",
        "sku",
        "name",
        "category",
        "brand",
        "price_minor",
        "cost_minor",
        "currency",
        "url",
        "image_url",
        "stock",
        "tags",
        "attributes",
        "content",
    ];
    let params: [Value; 16] = [
        id.into(),
        namespace.as_str().into(),
        folded.product.as_str().into(),
        folded.sku.into(),
        folded.name.into(),
        folded.category.into(),
        folded.brand.into(),
        folded.price_minor.into(),
        folded.cost_minor.into(),
        folded.currency.into(),
        folded.url.into(),
        folded.image_url.into(),
        folded.stock.into(),
        serde_json::to_string(&folded.tags.unwrap_or_default())?.into(),
        serde_json::to_string(&folded.attributes)?.into(),
        content(facts)?.into(),
    ];
    forget(tx, id.as_bytes())?;
    tx.insert_many("products", &columns, &params, store::Conflict::Fail)?;
    Ok(())
}

/// All that holds about a product, by the time of its source.
fn fold(tx: &mut Tx<'_>, id: &[u8; 16], latest: &ProductFacts) -> Result<ProductFacts, Error> {
    let mut folded = ProductFacts { product: latest.product.clone(), ..Default::default() };
    for past in ledger::of_object(tx, id)? {
        let Body::Product(facts) = past.activity.body else { continue };
        macro_rules! later {
            ($($field:ident)*) => {$(folded.$field = facts.$field.or(folded.$field);)*};
        }
        later!(sku name category brand price_minor cost_minor currency url image_url stock tags);
        folded.attributes.extend(facts.attributes);
    }
    Ok(folded)
}

/// A hash of what was said last, by which the same again is told.
pub(crate) fn content(facts: &ProductFacts) -> Result<Vec<u8>, Error> {
    let json = serde_json::to_vec(facts)?;
    Ok(blake3::hash(&json).as_bytes()[..16].to_vec())
}

/// The hash of what was said last about the one of that id.
pub(crate) fn content_of(tx: &mut Tx<'_>, id: ProductId) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT content FROM products WHERE id = $1";
    tx.opt(sql, &[id.into()], |row| Ok(row.bytes("content")?))
}

pub(crate) fn forget(tx: &mut Tx<'_>, id: &[u8; 16]) -> Result<(), Error> {
    tx.exec("DELETE FROM products WHERE id = $1", &[id.into()])?;
    Ok(())
}
