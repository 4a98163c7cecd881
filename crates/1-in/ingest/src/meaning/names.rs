//! The registry of activity names: every name that means the same as another, in one list.
//!
//! Canonical names are the ones of the Segment e-commerce specification in snake case (read
//! 2026-11-22), with Klaviyo's metrics and Segment's first names beside them. A name that is not
//! here is the shop's own and keeps its words. One more alias is one more word in a line.

use super::words::snake_case;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What an activity of this name does to the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// It is only remembered.
    Remembered,
    /// An order was placed.
    OrderPlaced,
    /// Something about an order changed.
    OrderChanged,
    /// An order left the house.
    OrderShipped,
    /// Money of an order went back.
    OrderRefunded,
    /// An order was called off.
    OrderCancelled,
    /// A person does not want mails any more.
    EmailUnsubscribed,
}

/// Canonical name, its role, and the snake-case names that mean the same.
const NAMES: &[(&str, Role, &[&str])] = &[
    ("products_searched", Role::Remembered, &["searched_products", "searched_site"]),
    (
        "product_list_viewed",
        Role::Remembered,
        &["viewed_product_category", "viewed_product_list", "viewed_category", "viewed_collection"],
    ),
    ("product_list_filtered", Role::Remembered, &["filtered_product_list"]),
    ("promotion_viewed", Role::Remembered, &["viewed_promotion"]),
    ("promotion_clicked", Role::Remembered, &["clicked_promotion"]),
    ("product_clicked", Role::Remembered, &["clicked_product"]),
    ("product_viewed", Role::Remembered, &["viewed_product"]),
    ("product_added", Role::Remembered, &["added_product", "added_to_cart", "add_to_cart"]),
    ("product_removed", Role::Remembered, &["removed_product", "removed_from_cart"]),
    ("cart_viewed", Role::Remembered, &["viewed_cart"]),
    ("checkout_started", Role::Remembered, &["started_checkout", "started_order"]),
    ("checkout_step_viewed", Role::Remembered, &["viewed_checkout_step"]),
    ("checkout_step_completed", Role::Remembered, &["completed_checkout_step"]),
    ("payment_info_entered", Role::Remembered, &["entered_payment_info"]),
    ("order_completed", Role::OrderPlaced, &["completed_order", "placed_order", "order_placed"]),
    ("order_updated", Role::OrderChanged, &["updated_order"]),
    ("order_shipped", Role::OrderShipped, &["fulfilled_order", "order_fulfilled", "shipped_order"]),
    ("order_refunded", Role::OrderRefunded, &["refunded_order"]),
    (
        "order_cancelled",
        Role::OrderCancelled,
        &["cancelled_order", "order_canceled", "canceled_order"],
    ),
    ("product_ordered", Role::Remembered, &["ordered_product"]),
    ("coupon_entered", Role::Remembered, &["entered_coupon"]),
    ("coupon_applied", Role::Remembered, &["applied_coupon"]),
    ("coupon_denied", Role::Remembered, &["denied_coupon"]),
    ("coupon_removed", Role::Remembered, &["removed_coupon"]),
    ("product_added_to_wishlist", Role::Remembered, &["added_product_to_wishlist"]),
    ("product_removed_from_wishlist", Role::Remembered, &["removed_product_from_wishlist"]),
    ("wishlist_product_added_to_cart", Role::Remembered, &["added_wishlist_product_to_cart"]),
    ("product_shared", Role::Remembered, &["shared_product"]),
    ("cart_shared", Role::Remembered, &["shared_cart"]),
    ("product_reviewed", Role::Remembered, &["reviewed_product"]),
    ("page_viewed", Role::Remembered, &["viewed_page", "page_view", "loaded_a_page"]),
    ("screen_viewed", Role::Remembered, &["viewed_screen", "loaded_a_screen"]),
    ("email_delivered", Role::Remembered, &["received_email"]),
    ("email_opened", Role::Remembered, &["opened_email"]),
    ("email_clicked", Role::Remembered, &["email_link_clicked", "clicked_email"]),
    ("email_bounced", Role::Remembered, &["bounced_email"]),
    ("email_complained", Role::Remembered, &["email_marked_as_spam", "marked_email_as_spam"]),
    (
        "email_unsubscribed",
        Role::EmailUnsubscribed,
        &["unsubscribed", "unsubscribed_from_email_marketing", "unsubscribed_from_list"],
    ),
    ("email_subscribed", Role::Remembered, &["subscribed_to_email_marketing"]),
];

static BY_NAME: LazyLock<HashMap<&'static str, (&'static str, Role)>> = LazyLock::new(|| {
    let mut by_name = HashMap::new();
    for (canonical, role, aliases) in NAMES {
        by_name.insert(*canonical, (*canonical, *role));
        by_name.extend(aliases.iter().map(|alias| (*alias, (*canonical, *role))));
    }
    by_name
});

/// The canonical name of an activity and what it does. Empty when the name has no letter.
pub(crate) fn canonical(name: &str) -> (Cow<'static, str>, Role) {
    let snake = snake_case(name);
    match BY_NAME.get(snake.as_str()) {
        Some((canonical, role)) => (Cow::Borrowed(canonical), *role),
        None => (Cow::Owned(snake), Role::Remembered),
    }
}

/// Every canonical name with its aliases, for documents and vocabularies.
pub fn known_names() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    NAMES.iter().map(|(canonical, _, aliases)| (*canonical, *aliases))
}

/// Property names that mean the same, as snake case.
const PROPERTIES: &[(&str, &str)] = &[
    ("added_item_brand", "brand"),
    ("added_item_categories", "category"),
    ("added_item_image_url", "image_url"),
    ("added_item_price", "price"),
    ("added_item_product_id", "product_id"),
    ("added_item_product_name", "name"),
    ("added_item_quantity", "quantity"),
    ("added_item_sku", "sku"),
    ("added_item_url", "url"),
    ("categories", "category"),
    ("id", "product_id"),
    ("image", "image_url"),
    ("item_price", "price"),
    ("product_categories", "category"),
    ("product_category", "category"),
    ("product_name", "name"),
    ("product_price", "price"),
    ("product_sku", "sku"),
    ("product_url", "url"),
];

/// The canonical name of a property of an activity about one product.
pub(crate) fn product_property(snake: &str) -> Option<&'static str> {
    let place = PROPERTIES.binary_search_by_key(&snake, |(alias, _)| alias).ok()?;
    PROPERTIES.get(place).map(|(_, canonical)| *canonical)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_mean_the_same_are_one() {
        for (name, want) in [
            ("Viewed Product", "product_viewed"),
            ("Product Viewed", "product_viewed"),
            ("Added to Cart", "product_added"),
            ("Email Link Clicked", "email_clicked"),
            ("Clicked Email", "email_clicked"),
            ("Placed Order", "order_completed"),
            ("Completed Order", "order_completed"),
            ("My Own Thing", "my_own_thing"),
        ] {
            assert_eq!(canonical(name).0, want, "{name}");
        }
        assert_eq!(canonical("Cancelled Order").1, Role::OrderCancelled);
    }

    #[test]
    fn no_name_is_in_the_registry_twice() {
        let n_names: usize = NAMES.iter().map(|(_, _, aliases)| 1 + aliases.len()).sum();
        assert_eq!(BY_NAME.len(), n_names);
        for name in BY_NAME.keys() {
            assert_eq!(snake_case(name), **name);
        }
        assert!(PROPERTIES.is_sorted());
    }
}
