//! How many orders with a certain product.

use super::{Compiled, Condition, Context, Entry, EntryKind, EntryValue, Names, as_measure};
use crate::kernels::count::Count;
use crate::kernels::filters::LINE_PROPERTIES;
use crate::kernels::source::Source;
use crate::language::Tree;

/// The condition.
#[derive(Debug)]
pub(super) struct Bought;

impl Condition for Bought {
    fn name(&self) -> &'static str {
        "bought"
    }

    fn doc(&self) -> &'static str {
        "Counts her orders, placed and not cancelled, in which at least one line passes all \
         filters: category, product_id, sku, name, brand, quantity, price (of a piece) and value \
         (of the line). Filters of the whole order (channel, coupon) can stand beside them. A \
         category of several levels is each of them."
    }

    fn example(&self) -> &'static str {
        "bought(category = \"activewear\", last 90 days) = 0"
    }

    fn compile(&self, leaf: &Tree, cx: &Context<'_>) -> Option<Compiled> {
        let asked = as_measure(leaf).filter(|(measure, ..)| measure.name == "bought")?;
        Some(Count::compile(Source::Orders, true, asked, cx))
    }

    fn entries(&self, names: &Names) -> Vec<Entry> {
        let entry = Entry::of(self, "bought", EntryKind::Measure, "Bought", EntryValue::Number);
        vec![entry.sentence("bought … in … orders").properties(line_properties(names))]
    }
}

/// The properties by which lines can be filtered.
pub(super) fn line_properties(names: &Names) -> Vec<String> {
    let own = names.line_properties.iter().map(ToString::to_string);
    let mut properties: Vec<_> = LINE_PROPERTIES.map(String::from).into_iter().chain(own).collect();
    properties.sort();
    properties.dedup();
    properties
}
