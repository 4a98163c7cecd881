//! Names of activities: the common ones with their words, and which names mean the same.
//!
//! The canonical name is Segment's in snake case (Segment e-commerce specification); Klaviyo's
//! metric names and Segment's first version are understood as well.

/// Canonical activity names with the words for one and for many occurrences.
pub const KNOWN: [(&str, &str, &str); 46] = [
    ("products_searched", "product search", "product searches"),
    ("product_list_viewed", "product list view", "product list views"),
    ("product_list_filtered", "product list filter", "product list filters"),
    ("promotion_viewed", "promotion view", "promotion views"),
    ("promotion_clicked", "promotion click", "promotion clicks"),
    ("product_clicked", "product click", "product clicks"),
    ("product_viewed", "product view", "product views"),
    ("product_added", "product added to the cart", "products added to the cart"),
    ("product_removed", "product removed from the cart", "products removed from the cart"),
    ("cart_viewed", "cart view", "cart views"),
    ("checkout_started", "checkout started", "checkouts started"),
    ("checkout_step_viewed", "checkout step view", "checkout step views"),
    ("checkout_step_completed", "checkout step completed", "checkout steps completed"),
    ("payment_info_entered", "payment entry", "payment entries"),
    ("order_completed", "completed checkout", "completed checkouts"),
    ("order_refunded", "refund notice", "refund notices"),
    ("order_cancelled", "cancellation notice", "cancellation notices"),
    ("order_shipped", "shipping notice", "shipping notices"),
    ("ordered_product", "ordered product", "ordered products"),
    ("coupon_entered", "coupon entered", "coupons entered"),
    ("coupon_applied", "coupon applied", "coupons applied"),
    ("coupon_denied", "coupon denied", "coupons denied"),
    ("coupon_removed", "coupon removed", "coupons removed"),
    ("product_added_to_wishlist", "wishlist entry", "wishlist entries"),
    ("product_removed_from_wishlist", "wishlist removal", "wishlist removals"),
    ("wishlist_product_added_to_cart", "wish put in the cart", "wishes put in the cart"),
    ("product_shared", "product share", "product shares"),
    ("cart_shared", "cart share", "cart shares"),
    ("product_reviewed", "product review", "product reviews"),
    ("email_delivered", "email delivered", "emails delivered"),
    ("email_sent", "email sent", "emails sent"),
    ("email_opened", "email opened", "emails opened"),
    ("email_clicked", "email click", "email clicks"),
    ("email_bounced", "email bounced", "emails bounced"),
    ("email_unsubscribed", "email unsubscribe", "email unsubscribes"),
    ("email_complained", "spam complaint", "spam complaints"),
    ("email_subscribed", "email subscription", "email subscriptions"),
    ("sms_delivered", "text message delivered", "text messages delivered"),
    ("sms_clicked", "text message click", "text message clicks"),
    ("active_on_site", "visit", "visits"),
    ("page_viewed", "page view", "page views"),
    ("screen_viewed", "screen view", "screen views"),
    ("signed_up", "sign-up", "sign-ups"),
    ("signed_in", "sign-in", "sign-ins"),
    ("segment_entered", "segment entered", "segments entered"),
    ("segment_left", "segment left", "segments left"),
];

/// Other names of the same activities.
const SAME: [(&str, &str); 33] = [
    ("viewed_product", "product_viewed"),
    ("added_product", "product_added"),
    ("added_to_cart", "product_added"),
    ("removed_product", "product_removed"),
    ("removed_from_cart", "product_removed"),
    ("viewed_product_category", "product_list_viewed"),
    ("viewed_product_list", "product_list_viewed"),
    ("clicked_product", "product_clicked"),
    ("searched_products", "products_searched"),
    ("searched_site", "products_searched"),
    ("viewed_cart", "cart_viewed"),
    ("started_checkout", "checkout_started"),
    ("completed_order", "order_completed"),
    ("placed_order", "order_completed"),
    ("fulfilled_order", "order_shipped"),
    ("cancelled_order", "order_cancelled"),
    ("refunded_order", "order_refunded"),
    ("viewed_promotion", "promotion_viewed"),
    ("clicked_promotion", "promotion_clicked"),
    ("reviewed_product", "product_reviewed"),
    ("received_email", "email_delivered"),
    ("opened_email", "email_opened"),
    ("clicked_email", "email_clicked"),
    ("email_link_clicked", "email_clicked"),
    ("bounced_email", "email_bounced"),
    ("unsubscribed", "email_unsubscribed"),
    ("unsubscribed_from_email_marketing", "email_unsubscribed"),
    ("subscribed_to_email_marketing", "email_subscribed"),
    ("marked_email_as_spam", "email_complained"),
    ("received_sms", "sms_delivered"),
    ("clicked_sms", "sms_clicked"),
    ("viewed_page", "page_viewed"),
    ("viewed_screen", "screen_viewed"),
];

/// Figures that the language itself defines.
pub const BUILT_IN: [&str; 4] = ["orders", "spent", "bought", "units"];
/// Figures over a property of an activity.
pub const AGGREGATES: [&str; 6] = ["sum", "avg", "min", "max", "first", "last"];
/// What comes before an activity's name in the figure of days since it.
pub const DAYS_SINCE: &str = "days_since_";
/// What orders are called in `days_since_order`, `no order since …` and `sum(order.total)`.
pub const ORDER: &str = "order";

/// The name under which an activity is kept: `Viewed Product` is `product_viewed`.
pub fn canonical(name: &str) -> String {
    let snake = snake(name);
    let found = SAME.iter().find(|(other, _)| *other == snake);
    found.map_or(snake, |(_, canonical)| (*canonical).into())
}

/// `Product Viewed` and `productViewed` as `product_viewed`.
fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut lower_before = false;
    for c in name.trim().chars() {
        if !c.is_alphanumeric() {
            if !snake.ends_with('_') {
                snake.push('_');
            }
            lower_before = false;
            continue;
        }
        if c.is_uppercase() && lower_before {
            snake.push('_');
        }
        lower_before = c.is_lowercase() || c.is_numeric();
        snake.extend(c.to_lowercase());
    }
    snake
}

/// Whether a bare word without brackets is a measure for everybody.
pub fn is_measure(word: &str) -> bool {
    BUILT_IN.contains(&word)
        || word.starts_with(DAYS_SINCE)
        || KNOWN.iter().any(|(name, ..)| *name == word)
        || SAME.iter().any(|(name, _)| *name == word)
}

/// The words for so many occurrences of an activity.
pub fn words(kind: &str, n: u64) -> String {
    if let Some((_, one, many)) = KNOWN.iter().find(|(name, ..)| *name == kind) {
        return (if n == 1 { *one } else { *many }).into();
    }
    let plain = kind.replace('_', " ");
    if n == 1 { format!("“{plain}”") } else { format!("times “{plain}”") }
}
