//! Share of revenue from returning customers in the last 30 days.

use super::{Facts, Metric, Reading, Unit};

/// How much of the revenue is not from first orders.
#[derive(Debug)]
pub(super) struct ReturningShare;

impl Metric for ReturningShare {
    fn key(&self) -> &'static str {
        "returning_share"
    }

    fn label(&self) -> &'static str {
        "From returning customers, last 30 days"
    }

    fn unit(&self) -> Unit {
        Unit::Percent
    }

    fn formula(&self, facts: &Facts) -> String {
        format!(
            "Revenue in {} from orders of customers who had ordered before ÷ all revenue in {} of \
             the last 30 days, both less refunds. Orders without a known customer count as first.",
            facts.home, facts.home
        )
    }

    fn segment_text(&self) -> &'static str {
        "orders(last 30 days) >= 1 and orders >= 2"
    }

    fn reading(&self, facts: &Facts) -> Reading {
        facts.of_sales(|sales| sales.returning_share().unwrap_or(0.0))
    }
}
