//! First-time buyers of the last week.

use super::{Idea, Whom};
use crate::metrics::Facts;

/// Those whose only order is at most a week old.
#[derive(Debug)]
pub(super) struct FirstBuyers;

const DAYS: u32 = 7;

impl Idea for FirstBuyers {
    fn id(&self) -> &'static str {
        "first-buyers"
    }

    fn title(&self) -> &'static str {
        "Thank last week’s first-time buyers"
    }

    fn whom(&self, _: &Facts) -> Option<Whom> {
        Some(Whom {
            words: format!(
                "They ordered for the first time in the last {DAYS} days and not again yet."
            ),
            segment_text: format!("orders = 1 and orders(last {DAYS} days) = 1"),
        })
    }
}
