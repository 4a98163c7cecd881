//! What happens to whom and when, in a form small enough to keep millions of it in memory.
//!
//! A [`Moment`] becomes a full activity only when the app takes it (see `telling`).

use crate::catalog::Shelf;
use base::{Channel, ConsentState, CustomerFacts};

/// Something that happens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    /// When, in microseconds since 1970.
    pub(crate) at: i64,
    /// Index of the person, or of the stranger.
    pub(crate) who: u32,
    /// By what the source knows her.
    pub(crate) naming: Naming,
    pub(crate) what: What,
}

/// By what a source knows a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Naming {
    /// It is about no person.
    Nobody,
    /// A browser that was never joined to anyone.
    Stranger,
    /// Only by one of her browsers.
    Visitor(u8),
    /// By her account, or by her email when she has none.
    Known,
    /// By her account and one of her browsers.
    KnownVisitor(u8),
    /// By everything the shop knows: account, emails, phone and, if given, a browser.
    Whole(Option<u8>),
    /// By her email alone.
    Email,
    /// By her phone alone.
    Phone,
}

/// What happens.
#[derive(Debug, Clone, Copy)]
pub(crate) enum What {
    /// A product comes into the shop.
    Product(u16),
    /// The shop learns something about her; an index of [`Plan::facts`].
    Facts(u32),
    Consent {
        channel: Channel,
        state: ConsentState,
        evidence: Evidence,
    },
    Listed(Shelf),
    Searched(u8),
    Viewed(u16),
    Added {
        product: u16,
        cart: u32,
    },
    Checkout {
        cart: u32,
    },
    Order {
        order: u32,
        state: State,
    },
    Parcel {
        order: u32,
    },
    Mail {
        campaign: u8,
        act: MailAct,
        class: Class,
    },
    Support {
        text: u8,
        order: u32,
    },
    Reviewed {
        product: u16,
        stars: u8,
    },
    Answered(Answer),
}

/// What someone answers to a question of the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// 0 to 10: how likely she is to recommend the shop.
    Score(u8),
    /// She would like coffee from a single origin.
    SingleOrigin,
}

/// How a consent can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// The box in the checkout.
    Checkout,
    /// The form at the foot of the page, confirmed by a second mail.
    Form,
    /// The link in the mail of this campaign.
    Link(u8),
    /// A reply to the shop.
    Reply,
    /// The box in the checkout was left empty.
    LeftEmpty,
}

/// What an order goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Waits for the transfer.
    Pending,
    Placed,
    Paid,
    Shipped,
    Delivered,
    Cancelled,
    /// Money goes back; how much is in the purchase.
    Refunded,
}

/// What happens to a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MailAct {
    Delivered,
    Opened,
    Clicked,
    Unsubscribed,
    Bounced,
}

/// Who or what opened or clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Human,
    Proxy,
    Scanner,
}

/// One line of a purchase, in minor units of its currency.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    pub(crate) product: u16,
    pub(crate) quantity: u16,
    pub(crate) unit_minor: i32,
    pub(crate) discount_minor: i32,
}

impl Line {
    /// What the line costs.
    pub(crate) fn total_minor(&self) -> i64 {
        i64::from(self.unit_minor) * i64::from(self.quantity) - i64::from(self.discount_minor)
    }
}

/// An order with everything that is known when it is placed.
#[derive(Debug, Clone)]
pub(crate) struct Purchase {
    pub(crate) placed_at: i64,
    pub(crate) currency: &'static str,
    pub(crate) lines: Vec<Line>,
    pub(crate) discount_minor: i64,
    pub(crate) tax_minor: i64,
    pub(crate) shipping_minor: i64,
    pub(crate) coupon: Option<&'static str>,
    pub(crate) channel: &'static str,
    pub(crate) carrier: &'static str,
    /// What goes back later; all of it or part of it.
    pub(crate) refund_minor: i64,
}

impl Purchase {
    /// What the lines cost after their own discounts.
    pub(crate) fn lines_minor(&self) -> i64 {
        self.lines.iter().map(Line::total_minor).sum()
    }

    /// What is paid.
    pub(crate) fn total_minor(&self) -> i64 {
        self.lines_minor() - self.discount_minor + self.tax_minor + self.shipping_minor
    }
}

/// Everything that happens.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) moments: Vec<Moment>,
    pub(crate) purchases: Vec<Purchase>,
    pub(crate) facts: Vec<CustomerFacts>,
    pub(crate) carts: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_small_so_that_millions_fit() {
        assert!(size_of::<Moment>() <= 32, "{}", size_of::<Moment>());
    }
}
