//! How many orders.

use super::{Compiled, Condition, Context, Entry, EntryKind, EntryValue, Names, as_measure};
use crate::kernels::count::Count;
use crate::kernels::filters::ORDER_PROPERTIES;
use crate::kernels::source::Source;
use crate::language::Tree;

/// The condition.
#[derive(Debug)]
pub(super) struct Orders;

impl Condition for Orders {
    fn name(&self) -> &'static str {
        "orders"
    }

    fn doc(&self) -> &'static str {
        "Counts her orders that were placed and not cancelled; a returned order is one. A window \
         looks at when they were placed; filters look at the order as a whole (channel, coupon, \
         currency, status, total)."
    }

    fn example(&self) -> &'static str {
        "orders >= 1 and orders(last 60 days) = 0"
    }

    fn compile(&self, leaf: &Tree, cx: &Context<'_>) -> Option<Compiled> {
        let asked = as_measure(leaf).filter(|(measure, ..)| measure.name == "orders")?;
        Some(Count::compile(Source::Orders, false, asked, cx))
    }

    fn entries(&self, names: &Names) -> Vec<Entry> {
        let own = names.order_properties.iter().map(ToString::to_string);
        let mut properties: Vec<_> =
            ORDER_PROPERTIES.map(String::from).into_iter().chain(own).collect();
        properties.sort();
        properties.dedup();
        let entry = Entry::of(self, "orders", EntryKind::Measure, "Orders", EntryValue::Number);
        vec![entry.sentence("placed … orders").properties(properties)]
    }
}
