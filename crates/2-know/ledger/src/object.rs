//! Ids of things that sources name: orders and products.

use base::{Activity, Body, Namespace, OrderId, ProductId};

/// The id of the order that a source calls `number` in `namespace`: the same for everyone who
/// speaks of it.
pub fn order_id(namespace: &Namespace, number: &str) -> OrderId {
    OrderId::from_bytes(hash("order", namespace, number))
}

/// The id of the product that a source calls `product` in `namespace`.
pub fn product_id(namespace: &Namespace, product: &str) -> ProductId {
    ProductId::from_bytes(hash("product", namespace, product))
}

/// The thing that an activity is about, if it is about one.
pub(crate) fn of(activity: &Activity) -> Option<[u8; 16]> {
    match &activity.body {
        Body::Order(facts) => Some(*order_id(&activity.namespace, &facts.order).as_bytes()),
        Body::Product(facts) => Some(*product_id(&activity.namespace, &facts.product).as_bytes()),
        _ => None,
    }
}

fn hash(what: &str, namespace: &Namespace, id: &str) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    for part in [what, namespace.as_str(), id] {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
    }
    let mut short = [0; 16];
    short.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    short
}
