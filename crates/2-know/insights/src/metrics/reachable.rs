//! Customers who may be written to by email.

use super::{Facts, Metric, Reading, Unit};

/// How many agreed to marketing by email.
#[derive(Debug)]
pub(super) struct Reachable;

impl Metric for Reachable {
    fn key(&self) -> &'static str {
        "reachable_by_email"
    }

    fn label(&self) -> &'static str {
        "Reachable by email"
    }

    fn unit(&self) -> Unit {
        Unit::Count
    }

    fn formula(&self, _: &Facts) -> String {
        "Customers whose latest word on marketing by email is yes; for earlier weeks, those whose \
         latest word was yes at the time."
            .into()
    }

    fn segment_text(&self) -> &'static str {
        "email_consent"
    }

    fn reading(&self, facts: &Facts) -> Reading {
        facts.of_levels(&facts.reachable)
    }
}
