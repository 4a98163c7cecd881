//! Repeat purchase rate of the last 365 days.

use super::{Facts, Metric, Reading, Unit};

/// How many of the buyers bought more than once.
#[derive(Debug)]
pub(super) struct RepeatRate;

impl Metric for RepeatRate {
    fn key(&self) -> &'static str {
        "repeat_rate"
    }

    fn label(&self) -> &'static str {
        "Repeat purchase rate, last 365 days"
    }

    fn unit(&self) -> Unit {
        Unit::Percent
    }

    fn formula(&self, _: &Facts) -> String {
        "Customers with 2 orders or more ÷ customers with an order, both in the last 365 days."
            .into()
    }

    fn segment_text(&self) -> &'static str {
        "orders(last 365 days) >= 2"
    }

    fn reading(&self, facts: &Facts) -> Reading {
        facts.of_share(&facts.repeaters, Some(&facts.buyers))
    }
}
