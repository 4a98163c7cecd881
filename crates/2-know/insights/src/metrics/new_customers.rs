//! New customers of the last 30 days.

use super::{Facts, Metric, Reading, Unit};

/// How many ordered for the first time.
#[derive(Debug)]
pub(super) struct NewCustomers;

impl Metric for NewCustomers {
    fn key(&self) -> &'static str {
        "new_customers"
    }

    fn label(&self) -> &'static str {
        "New customers, last 30 days"
    }

    fn unit(&self) -> Unit {
        Unit::Count
    }

    fn formula(&self, _: &Facts) -> String {
        "Customers whose first order was placed in the last 30 days.".into()
    }

    fn segment_text(&self) -> &'static str {
        "first_order_at >= 30 days ago"
    }

    fn reading(&self, facts: &Facts) -> Reading {
        facts.of_sales(|sales| sales.n_new as f64)
    }
}
