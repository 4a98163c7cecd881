//! Carts left yesterday.

use super::{Idea, Whom};
use crate::metrics::Facts;

/// Those who put something into the cart yesterday and have not ordered since.
#[derive(Debug)]
pub(super) struct Carts;

impl Idea for Carts {
    fn id(&self) -> &'static str {
        "carts-left"
    }

    fn title(&self) -> &'static str {
        "Remind those who left a cart yesterday"
    }

    fn whom(&self, _: &Facts) -> Option<Whom> {
        Some(Whom {
            words: "They put something into the cart yesterday and have not ordered since.".into(),
            segment_text: "product_added(yesterday) >= 1 and no order since last product_added"
                .into(),
        })
    }
}
