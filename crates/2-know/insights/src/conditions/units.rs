//! How many pieces.

use super::bought::line_properties;
use super::{
    Compiled, Condition, Context, Entry, EntryKind, EntryValue, Kernel, Names, as_measure,
};
use crate::columns::{Bitmap, ChunkAt};
use crate::kernels::filters::Filters;
use crate::kernels::phrase;
use crate::kernels::source::Source;
use crate::kernels::value::NumberTest;
use crate::kernels::window::{Stretch, stretch};
use crate::language::{Cmp, Measure, Operand, Spot, Tree};

/// The condition.
#[derive(Debug)]
pub(super) struct Units;

impl Condition for Units {
    fn name(&self) -> &'static str {
        "units"
    }

    fn doc(&self) -> &'static str {
        "Adds the quantities of the lines that pass all filters, over her orders that were placed \
         and not cancelled. Without any such line it is 0."
    }

    fn example(&self) -> &'static str {
        "units(product_id = \"p-17\", last 12 months) >= 6"
    }

    fn compile(&self, leaf: &Tree, cx: &Context<'_>) -> Option<Compiled> {
        let asked = as_measure(leaf).filter(|(measure, ..)| measure.name == "units")?;
        Some(compile(asked, cx))
    }

    fn entries(&self, names: &Names) -> Vec<Entry> {
        let entry = Entry::of(self, "units", EntryKind::Measure, "Pieces", EntryValue::Number);
        vec![entry.sentence("bought … pieces").properties(line_properties(names))]
    }
}

fn compile((measure, cmp, value): (&Measure, Cmp, Option<&Operand>), cx: &Context<'_>) -> Compiled {
    let test = NumberTest::new("units", cmp, value).map_err(|fault| (Spot::Value, fault))?;
    let filters = Filters::new(&measure.filters, &Source::Orders, true, cx)?;
    let window = stretch(measure.window.as_ref(), cx);
    Ok(Box::new(Pieces { filters, window, test, measure: measure.clone() }))
}

#[derive(Debug)]
struct Pieces {
    filters: Filters,
    window: Stretch,
    test: NumberTest,
    measure: Measure,
}

impl Pieces {
    /// Runs `each` with a function that adds the pieces of a row.
    fn with_sum<T>(&self, chunk: &ChunkAt<'_>, each: impl FnOnce(&dyn Fn(usize) -> f64) -> T) -> T {
        let at = Source::Orders.at(chunk);
        let orders = chunk.orders();
        let passes = self.filters.bind(&at);
        let Some(pieces) = orders.line_property("quantity").and_then(|p| p.numbers.as_ref()) else {
            return each(&|_| 0.0);
        };
        let runs = orders.runs();
        let whole = self.filters.line.is_empty();
        each(&|row| {
            let places = runs.within(row, self.window.from, self.window.to);
            let found = places.map(|place| orders.order(place));
            let found = found.filter(|order| passes.pass_order(*order));
            let lines = found.flat_map(|order| orders.lines(order));
            let lines = lines.filter(|line| whole || passes.pass_line(*line));
            lines.map(|line| pieces[line]).filter(|pieces| !pieces.is_nan()).sum()
        })
    }
}

impl Kernel for Pieces {
    fn cost(&self) -> u32 {
        90
    }

    fn test(&self, chunk: &ChunkAt<'_>, wanted: &Bitmap) -> Bitmap {
        self.with_sum(chunk, |sum| Bitmap::select_few(wanted, |row| self.test.holds(sum(row))))
    }

    fn why(&self, chunk: &ChunkAt<'_>, row: usize) -> String {
        let sum = self.with_sum(chunk, |sum| sum(row));
        let filters = phrase::filters(&self.measure.filters);
        let window = phrase::window(self.measure.window.as_ref());
        format!("{} pieces bought{filters}{window}", phrase::number(sum))
    }
}
