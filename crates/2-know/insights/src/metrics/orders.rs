//! Orders of the last 30 days.

use super::{Facts, Metric, Reading, Unit};

/// How many orders were placed.
#[derive(Debug)]
pub(super) struct Orders;

impl Metric for Orders {
    fn key(&self) -> &'static str {
        "orders"
    }

    fn label(&self) -> &'static str {
        "Orders, last 30 days"
    }

    fn unit(&self) -> Unit {
        Unit::Count
    }

    fn formula(&self, _: &Facts) -> String {
        "Orders placed in the last 30 days in any currency, without pending and cancelled ones."
            .into()
    }

    fn segment_text(&self) -> &'static str {
        "orders(last 30 days) >= 1"
    }

    fn reading(&self, facts: &Facts) -> Reading {
        facts.of_sales(|sales| sales.n_orders as f64)
    }
}
