//! Kinds of activity that the house knows by name: how a timeline groups and words them.
//!
//! A kind that is not here is the shop's own; it is kept, shown by its name and usable in
//! conditions all the same.

/// Which part of a customer's story a kind belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Orders and what becomes of them.
    Orders,
    /// Looking around in the shop.
    Browsing,
    /// Messages and what people do with them.
    Messages,
    /// What is known about the person.
    Profile,
    /// Everything else.
    Other,
}

/// A kind of activity.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Its canonical name.
    pub name: &'static str,
    /// The part of the story it belongs to.
    pub group: Group,
    /// How a timeline words it.
    pub title: &'static str,
    /// The property that a timeline shows with it, where it is none of those that it looks for in
    /// every kind.
    pub tells: Option<&'static str>,
}

const fn kind(name: &'static str, group: Group, title: &'static str) -> Kind {
    Kind { name, group, title, tells: None }
}

impl Kind {
    const fn telling(self, property: &'static str) -> Self {
        Self { tells: Some(property), ..self }
    }
}

/// Every kind that the house knows.
pub const KINDS: &[Kind] = &[
    kind("order_updated", Group::Orders, "Order"),
    kind("checkout_started", Group::Orders, "Started the checkout"),
    kind("checkout_step_viewed", Group::Orders, "Went on in the checkout"),
    kind("checkout_step_completed", Group::Orders, "Completed a checkout step"),
    kind("payment_info_entered", Group::Orders, "Entered payment details"),
    kind("coupon_entered", Group::Orders, "Entered a coupon"),
    kind("coupon_applied", Group::Orders, "Used a coupon"),
    kind("coupon_denied", Group::Orders, "Tried a coupon that was refused"),
    kind("coupon_removed", Group::Orders, "Removed a coupon"),
    kind("page_viewed", Group::Browsing, "Viewed a page"),
    kind("screen_viewed", Group::Browsing, "Viewed a screen"),
    kind("products_searched", Group::Browsing, "Searched"),
    kind("product_list_viewed", Group::Browsing, "Viewed a category"),
    kind("product_list_filtered", Group::Browsing, "Filtered a category"),
    kind("promotion_viewed", Group::Browsing, "Saw a promotion"),
    kind("promotion_clicked", Group::Browsing, "Followed a promotion"),
    kind("product_clicked", Group::Browsing, "Clicked a product"),
    kind("product_viewed", Group::Browsing, "Viewed a product"),
    kind("product_added", Group::Browsing, "Put into the cart"),
    kind("product_removed", Group::Browsing, "Took out of the cart"),
    kind("cart_viewed", Group::Browsing, "Viewed the cart"),
    kind("product_added_to_wishlist", Group::Browsing, "Wished for"),
    kind("product_removed_from_wishlist", Group::Browsing, "No longer wishes for"),
    kind("wishlist_product_added_to_cart", Group::Browsing, "Moved a wish into the cart"),
    kind("product_shared", Group::Browsing, "Shared a product"),
    kind("cart_shared", Group::Browsing, "Shared the cart"),
    kind("product_reviewed", Group::Browsing, "Wrote a review"),
    kind("email_sent", Group::Messages, "Was sent a mail"),
    kind("email_delivered", Group::Messages, "Received a mail"),
    kind("email_opened", Group::Messages, "Opened a mail"),
    kind("email_clicked", Group::Messages, "Clicked in a mail"),
    kind("email_bounced", Group::Messages, "A mail could not be delivered"),
    kind("email_unsubscribed", Group::Messages, "Unsubscribed"),
    kind("email_complained", Group::Messages, "Marked a mail as spam"),
    kind("email_suppressed", Group::Messages, "Gets no mails any more"),
    kind("email_unsuppressed", Group::Messages, "May get mails again"),
    kind("consent_set", Group::Messages, "Consent"),
    kind("customer_updated", Group::Profile, "Details"),
    kind("customer_deleted", Group::Profile, "Deleted"),
    kind("linked", Group::Profile, "Recognised as one person"),
    kind("unlinked", Group::Profile, "Taken apart again"),
    kind("edit_taken_back", Group::Profile, "A change was taken back"),
    // What a segment is called, and not its id.
    kind("segment_entered", Group::Profile, "Entered a segment").telling("name"),
    kind("segment_left", Group::Profile, "Left a segment").telling("name"),
    kind("note_added", Group::Profile, "Note"),
];

/// The kind of that name, if the house knows it.
pub fn find(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// Whether a kind speaks of an address and not of a customer: somebody whom nobody knows does not
/// become one by it.
pub fn is_of_an_address(name: &str) -> bool {
    matches!(name, "email_suppressed" | "email_unsuppressed")
}

/// The names of a group's kinds.
pub fn of_group(group: Group) -> impl Iterator<Item = &'static str> {
    KINDS.iter().filter(move |kind| kind.group == group).map(|kind| kind.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_snake_case() {
        for (place, kind) in KINDS.iter().enumerate() {
            assert!(kind.name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{}", kind.name);
            assert!(KINDS[place + 1..].iter().all(|other| other.name != kind.name));
        }
    }
}
