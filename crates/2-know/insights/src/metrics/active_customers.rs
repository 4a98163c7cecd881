//! Active customers: ordered in the last 90 days.

use super::{Facts, Metric, Reading, Unit};

/// How many ordered lately.
#[derive(Debug)]
pub(super) struct ActiveCustomers;

impl Metric for ActiveCustomers {
    fn key(&self) -> &'static str {
        "active_customers"
    }

    fn label(&self) -> &'static str {
        "Active customers, last 90 days"
    }

    fn unit(&self) -> Unit {
        Unit::Count
    }

    fn formula(&self, _: &Facts) -> String {
        "Customers with at least one order in the last 90 days.".into()
    }

    fn segment_text(&self) -> &'static str {
        "orders(last 90 days) >= 1"
    }

    fn reading(&self, facts: &Facts) -> Reading {
        facts.of_levels(&facts.active)
    }
}
