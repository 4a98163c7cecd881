//! How long ago something last happened.

use super::{
    Compiled, Condition, Context, Entry, EntryKind, EntryValue, Kernel, Names, as_measure,
};
use crate::columns::{Bitmap, ChunkAt, Runs};
use crate::kernels::filters::{Filters, Passes};
use crate::kernels::phrase;
use crate::kernels::source::Source;
use crate::kernels::value::NumberTest;
use crate::language::{Cmp, Fault, Measure, Operand, Spot, Tree, names};
use base::{Instant, Zone};
use std::ops::RangeInclusive;

/// The condition.
#[derive(Debug)]
pub(super) struct DaysSince;

impl Condition for DaysSince {
    fn name(&self) -> &'static str {
        "days-since"
    }

    fn doc(&self) -> &'static str {
        "Compares the time since the last order, or since the last activity of a kind, as a \
         decimal number of days of 24 hours. Someone without any is in no comparison with it. \
         Filters choose which occurrences count."
    }

    fn example(&self) -> &'static str {
        "days_since_order <= 30 and days_since_product_viewed(category = \"boots\") < 7.5"
    }

    fn compile(&self, leaf: &Tree, cx: &Context<'_>) -> Option<Compiled> {
        let (measure, cmp, value) = as_measure(leaf)?;
        let kind = measure.name.strip_prefix(names::DAYS_SINCE)?;
        Some(compile(kind, (measure, cmp, value), cx))
    }

    fn entries(&self, names: &Names) -> Vec<Entry> {
        let kinds = names.kinds.keys().map(|kind| &**kind);
        let entry = |kind: &str| {
            let name = format!("{}{kind}", names::DAYS_SINCE);
            let one = if kind == names::ORDER { "order".into() } else { names::words(kind, 1) };
            let label = format!("Days since last {one}");
            Entry::of(self, &name, EntryKind::Measure, &label, EntryValue::Days)
                .sentence(&format!("last {one} … days ago"))
                .example(format!("{name} <= 30"))
        };
        std::iter::once(names::ORDER).chain(kinds).map(entry).collect()
    }
}

fn compile(
    kind: &str,
    (measure, cmp, value): (&Measure, Cmp, Option<&Operand>),
    cx: &Context<'_>,
) -> Compiled {
    let name = &measure.name;
    let source = Source::of(kind, cx).map_err(|fault| (Spot::Name, fault))?;
    if measure.window.is_some() {
        return Err((Spot::Window, Fault::NoWindow(name.clone())));
    }
    let test = NumberTest::new(name, cmp, value).map_err(|fault| (Spot::Value, fault))?;
    let filters = Filters::new(&measure.filters, &source, false, cx)?;
    let (measure, zone) = (measure.clone(), cx.zone.clone());
    Ok(Box::new(Since { source, filters, test, now: cx.at, measure, zone }))
}

#[derive(Debug)]
struct Since {
    source: Source,
    filters: Filters,
    test: NumberTest,
    /// Microseconds.
    now: i64,
    measure: Measure,
    zone: Zone,
}

impl Since {
    fn days(&self, at: Option<i64>) -> f64 {
        at.map_or(f64::NAN, |at| (self.now - at) as f64 / Instant::DAY_MICROS as f64)
    }
}

impl Since {
    /// The last times that pass, where they are one stretch.
    fn times(&self) -> Option<RangeInclusive<i64>> {
        let first = *self.test.wanted.first()?;
        Some(match self.test.cmp {
            Cmp::Le => self.earliest(first)?..=i64::MAX,
            Cmp::Gt => i64::MIN..=self.earliest(first)?.checked_sub(1)?,
            Cmp::Lt => self.latest(first)?.checked_add(1)?..=i64::MAX,
            Cmp::Ge => i64::MIN..=self.latest(first)?,
            Cmp::Between => self.earliest(*self.test.wanted.get(1)?)?..=self.latest(first)?,
            _ => return None,
        })
    }

    /// The earliest moment that is at most so many days ago, by the same arithmetic as for one.
    fn earliest(&self, days: f64) -> Option<i64> {
        let mut at = self.guess(days)?;
        while self.days(Some(at - 1)) <= days {
            at -= 1;
        }
        while self.days(Some(at)) > days {
            at += 1;
        }
        Some(at)
    }

    /// The latest moment that is at least so many days ago.
    fn latest(&self, days: f64) -> Option<i64> {
        let mut at = self.guess(days)?;
        while self.days(Some(at + 1)) >= days {
            at += 1;
        }
        while self.days(Some(at)) < days {
            at -= 1;
        }
        Some(at)
    }

    /// A moment within a few microseconds of so many days ago; nothing beyond any history.
    fn guess(&self, days: f64) -> Option<i64> {
        (days.abs() < DAYS_MAX).then(|| self.now - (days * Instant::DAY_MICROS as f64) as i64)
    }
}

/// Up to here microseconds of days have exact floating-point forms.
const DAYS_MAX: f64 = 100_000.0;

/// The time of the last occurrence of a row that passes.
pub(super) fn last_of(runs: Runs<'_>, passes: &Passes<'_>, all: bool, row: usize) -> Option<i64> {
    if all {
        return runs.last(row);
    }
    runs.range(row).rev().find(|place| passes.pass(*place)).map(|place| runs.at[place])
}

impl Kernel for Since {
    fn cost(&self) -> u32 {
        if self.filters.is_empty() { 24 } else { 60 }
    }

    fn test(&self, chunk: &ChunkAt<'_>, wanted: &Bitmap) -> Bitmap {
        let at = self.source.at(chunk);
        let Some(runs) = at.runs() else {
            let unknown = self.test.holds(f64::NAN);
            return if unknown { wanted.clone() } else { Bitmap::none(wanted.rows()) };
        };
        if let (true, Some(times)) = (self.filters.is_empty(), self.times()) {
            return Bitmap::select(wanted, |row| runs.nth_last(row, 1, |at| times.contains(&at)));
        }
        let passes = self.filters.bind(&at);
        let all = self.filters.is_empty();
        Bitmap::select_few(wanted, |row| {
            self.test.holds(self.days(last_of(runs, &passes, all, row)))
        })
    }

    fn why(&self, chunk: &ChunkAt<'_>, row: usize) -> String {
        let at = self.source.at(chunk);
        let passes = self.filters.bind(&at);
        let last = at.runs().and_then(|runs| last_of(runs, &passes, self.filters.is_empty(), row));
        let one = self.source.words(1) + &phrase::filters(&self.measure.filters);
        match last {
            None => format!("no {one}"),
            Some(at) => {
                let days = phrase::number(self.days(Some(at)).floor());
                format!("last {one} on {}, {days} days ago", phrase::date(at, &self.zone))
            }
        }
    }
}
