//! The segments that every shop has from day one, written in the language itself.

/// A segment that comes with the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ready {
    /// Its name.
    pub name: &'static str,
    /// For whom it is, in one sentence.
    pub description: &'static str,
    /// Its definition.
    pub text: &'static str,
}

/// All of them, in the order of a customer's life.
pub const READY: [Ready; 7] = [
    Ready {
        name: "New",
        description: "Bought for the first time in the last 30 days.",
        text: "first_order_at >= 30 days ago",
    },
    Ready {
        name: "One-time",
        description: "Bought exactly once, more than 30 days ago.",
        text: "orders = 1 and days_since_order > 30",
    },
    Ready {
        name: "Active",
        description: "Bought in the last 90 days.",
        text: "orders(last 90 days) >= 1",
    },
    Ready {
        name: "Loyal",
        description: "Bought at least three times within a year.",
        text: "orders(last 365 days) >= 3",
    },
    Ready {
        name: "High value",
        description: "Among the fifth of all buyers who spent most.",
        text: "rfm_monetary = 5",
    },
    Ready {
        name: "At risk",
        description: "Bought more than once, but not for 90 to 180 days.",
        text: "orders >= 2 and days_since_order > 90 and days_since_order <= 180",
    },
    Ready {
        name: "Lapsed",
        description: "Bought once or more, but not for 180 days.",
        text: "orders >= 1 and days_since_order > 180",
    },
];
