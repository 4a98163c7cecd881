//! Revenue of the last 30 days.

use super::{Facts, Metric, Reading, Unit, words};

/// What was sold, less what went back.
#[derive(Debug)]
pub(super) struct Revenue;

impl Metric for Revenue {
    fn key(&self) -> &'static str {
        "revenue"
    }

    fn label(&self) -> &'static str {
        "Revenue, last 30 days"
    }

    fn unit(&self) -> Unit {
        Unit::Money
    }

    fn formula(&self, facts: &Facts) -> String {
        let foreign: Vec<_> = facts
            .period
            .foreign
            .iter()
            .map(|(currency, n)| format!("{} in {currency}", words::count(*n, "order", "orders")))
            .collect();
        let text = format!(
            "Totals of the orders in {} placed in the last 30 days, with tax and shipping and \
             without cancelled ones, less the refunds paid out in the same days.",
            facts.home
        );
        if foreign.is_empty() {
            text
        } else {
            format!("{text} Nothing is converted: {} left out.", foreign.join(", "))
        }
    }

    fn segment_text(&self) -> &'static str {
        "orders(last 30 days) >= 1"
    }

    fn reading(&self, facts: &Facts) -> Reading {
        facts.of_sales(|sales| sales.net_minor() as f64)
    }
}
