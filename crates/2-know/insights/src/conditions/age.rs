//! Age in completed years.

use super::{Compiled, Condition, Context, Entry, EntryKind, EntryValue, Kernel, Names, as_field};
use crate::columns::{Bitmap, ChunkAt, Dictionary, day_number};
use crate::kernels::value::NumberTest;
use crate::kernels::window::today;
use crate::language::{Spot, Tree};

/// The attribute from which an age follows.
pub(super) const BIRTH_DATE: &str = "birth_date";

/// The condition.
#[derive(Debug)]
pub(super) struct Age;

impl Condition for Age {
    fn name(&self) -> &'static str {
        "age"
    }

    fn doc(&self) -> &'static str {
        "Compares her age in completed years on the shop's day. Someone born on 29 February is a \
         year older on 1 March of other years. Without a birth date the age is unknown."
    }

    fn example(&self) -> &'static str {
        "age between 25 and 45"
    }

    fn compile(&self, leaf: &Tree, cx: &Context<'_>) -> Option<Compiled> {
        let (field, cmp, value) = as_field(leaf, &["age"])?;
        let test = NumberTest::new(field, cmp, value).map_err(|fault| (Spot::Value, fault));
        let today = day_number(today(cx));
        Some(test.map(|test| Box::new(Years { test, today }) as Box<dyn Kernel>))
    }

    fn entries(&self, _names: &Names) -> Vec<Entry> {
        let entry = Entry::of(self, "age", EntryKind::Field, "Age", EntryValue::Number);
        vec![entry.sentence("is … years old")]
    }
}

#[derive(Debug)]
struct Years {
    test: NumberTest,
    /// As `year * 10000 + month * 100 + day`.
    today: i32,
}

impl Years {
    /// Completed years; not-a-number where the day is none or lies ahead.
    fn of(&self, born: i32) -> f64 {
        // Months and days borrow correctly: the lower four digits of both are below 10,000.
        let is_known = 0 < born && born <= self.today;
        if is_known { f64::from((self.today - born) / 10_000) } else { f64::NAN }
    }

    fn hits(&self, dictionary: &Dictionary) -> Vec<bool> {
        dictionary.days().iter().map(|born| self.test.holds(self.of(*born))).collect()
    }
}

impl Kernel for Years {
    fn cost(&self) -> u32 {
        4
    }

    fn test(&self, chunk: &ChunkAt<'_>, wanted: &Bitmap) -> Bitmap {
        let Some(at) = chunk.attribute(BIRTH_DATE) else {
            let unknown = self.test.holds(f64::NAN);
            return if unknown { wanted.clone() } else { Bitmap::none(wanted.rows()) };
        };
        at.select_first(wanted, &self.hits(at.dictionary))
    }

    fn why(&self, chunk: &ChunkAt<'_>, row: usize) -> String {
        let at = chunk.attribute(BIRTH_DATE);
        let born = at.map_or(0, |at| at.dictionary.days()[at.codes.get(row) as usize]);
        let years = self.of(born);
        if years.is_nan() { "age is unknown".into() } else { format!("{years} years old") }
    }
}
