//! Regulars who have not come for a while.

use super::{Idea, Whom};
use crate::metrics::Facts;

/// Those with three orders or more, the last one two to six months ago.
#[derive(Debug)]
pub(super) struct GoneQuiet;

const ORDERS_MIN: i64 = 3;
const SILENT_DAYS_MIN: u32 = 60;
const SILENT_DAYS_MAX: u32 = 180;

impl Idea for GoneQuiet {
    fn id(&self) -> &'static str {
        "regulars-gone-quiet"
    }

    fn title(&self) -> &'static str {
        "Ask regulars how they are"
    }

    fn whom(&self, _: &Facts) -> Option<Whom> {
        Some(Whom {
            words: format!(
                "They ordered {ORDERS_MIN} times or more, the last time two to six months ago."
            ),
            segment_text: format!(
                "orders >= {ORDERS_MIN} and days_since_order between {SILENT_DAYS_MIN} and \
                 {SILENT_DAYS_MAX}"
            ),
        })
    }
}
