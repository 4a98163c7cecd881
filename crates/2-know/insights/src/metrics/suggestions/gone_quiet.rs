//! Regulars who have not come for a while.

use super::{Idea, Suggestion, agreed};
use crate::metrics::rows::people::{self, Bounds};
use crate::metrics::{Error, Facts, calendar};
use store::Tx;

/// Those with three orders or more, the last one two to six months ago.
#[derive(Debug)]
pub(super) struct GoneQuiet;

const ORDERS_MIN: i64 = 3;
const SILENT_DAYS_MIN: u32 = 60;
const SILENT_DAYS_MAX: u32 = 180;

impl Idea for GoneQuiet {
    fn look(&self, tx: &mut Tx<'_>, facts: &Facts) -> Result<Option<Suggestion>, Error> {
        let people = people::within(
            tx,
            Bounds {
                orders: (ORDERS_MIN, i64::MAX),
                spent_minor_min: i64::MIN,
                last_order_at: (
                    calendar::days_before(facts.as_of, SILENT_DAYS_MAX),
                    calendar::days_before(facts.as_of, SILENT_DAYS_MIN),
                ),
            },
        )?;
        Ok(Some(Suggestion {
            id: "regulars-gone-quiet",
            title: "Ask regulars how they are".into(),
            detail: format!(
                "They ordered {ORDERS_MIN} times or more, the last time two to six months ago. {}",
                agreed(people)
            ),
            people: people.all,
            segment_text: format!(
                "orders >= {ORDERS_MIN} and days_since_order between {SILENT_DAYS_MIN} and \
                 {SILENT_DAYS_MAX}"
            ),
        }))
    }
}
