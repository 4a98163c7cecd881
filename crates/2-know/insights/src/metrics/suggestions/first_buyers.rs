//! First-time buyers of the last week.

use super::{Idea, Suggestion, agreed};
use crate::metrics::rows::people::{self, Bounds};
use crate::metrics::{Error, Facts, calendar};
use store::Tx;

/// Those whose only order is at most a week old.
#[derive(Debug)]
pub(super) struct FirstBuyers;

const DAYS: u32 = 7;

impl Idea for FirstBuyers {
    fn look(&self, tx: &mut Tx<'_>, facts: &Facts) -> Result<Option<Suggestion>, Error> {
        let people = people::within(
            tx,
            Bounds {
                orders: (1, 1),
                spent_minor_min: i64::MIN,
                last_order_at: (calendar::days_before(facts.as_of, DAYS), facts.as_of),
            },
        )?;
        Ok(Some(Suggestion {
            id: "first-buyers",
            title: "Thank last week’s first-time buyers".into(),
            detail: format!(
                "They ordered for the first time in the last {DAYS} days and not again yet. {}",
                agreed(people)
            ),
            people: people.all,
            segment_text: format!("orders = 1 and orders(last {DAYS} days) = 1"),
        }))
    }
}
