//! Average order value of the last 30 days.

use super::{Facts, Metric, Reading, Unit};

/// What an order brings.
#[derive(Debug)]
pub(super) struct AverageOrder;

impl Metric for AverageOrder {
    fn key(&self) -> &'static str {
        "average_order"
    }

    fn label(&self) -> &'static str {
        "Average order, last 30 days"
    }

    fn unit(&self) -> Unit {
        Unit::Money
    }

    fn formula(&self, facts: &Facts) -> String {
        format!(
            "Totals of the orders in {} placed in the last 30 days ÷ their number, before refunds.",
            facts.home
        )
    }

    fn segment_text(&self) -> &'static str {
        "orders(last 30 days) >= 1"
    }

    fn reading(&self, facts: &Facts) -> Reading {
        facts.of_sales(|sales| match sales.n_home_orders {
            0 => 0.0,
            n => (sales.gross_minor() as f64 / n as f64).round(),
        })
    }
}
