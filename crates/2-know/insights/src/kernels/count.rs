//! Counting occurrences in a window: the kernel behind orders, bought and every activity.

use super::filters::{Filters, Passes};
use super::phrase;
use super::source::{Source, SourceAt};
use super::value::{Counts, NumberTest};
use super::window::{Stretch, stretch};
use crate::columns::{Bitmap, ChunkAt, Codes, Runs};
use crate::conditions::{Compiled, Context, Kernel};
use crate::language::{Cmp, Measure, Operand, Spot};
use base::Zone;

/// How many occurrences that pass the filters lie in the window.
#[derive(Debug)]
pub(crate) struct Count {
    pub(crate) source: Source,
    pub(crate) filters: Filters,
    pub(crate) window: Stretch,
    /// Whether an order counts only by a line of it.
    by_line: bool,
    test: NumberTest,
    measure: Measure,
    zone: Zone,
}

impl Count {
    /// Makes the kernel of a count.
    pub(crate) fn compile(
        source: Source,
        by_line: bool,
        (measure, cmp, value): (&Measure, Cmp, Option<&Operand>),
        cx: &Context<'_>,
    ) -> Compiled {
        let test = NumberTest::new(&measure.name, cmp, value).map_err(|f| (Spot::Value, f))?;
        let filters = Filters::new(&measure.filters, &source, by_line, cx)?;
        let window = stretch(measure.window.as_ref(), cx);
        let (measure, zone) = (measure.clone(), cx.zone.clone());
        Ok(Box::new(Self { source, filters, window, by_line, test, measure, zone }))
    }

    fn bind<'c>(&'c self, at: &'c SourceAt<'_>) -> Passes<'c> {
        let passes = self.filters.bind(at);
        if self.by_line { passes.with_a_line() } else { passes }
    }

    /// The same answer for all wanted rows: nobody has any.
    fn nobody(&self, wanted: &Bitmap) -> Bitmap {
        if self.test.holds(0.0) { wanted.clone() } else { Bitmap::none(wanted.rows()) }
    }

    /// Without filters nothing needs to be walked: enough are in the window when the n-th last is.
    fn unfiltered(&self, runs: Runs<'_>, counts: Counts, open: bool, wanted: &Bitmap) -> Bitmap {
        let Runs { starts, ends, .. } = runs;
        let Counts { lo, end, negate } = counts;
        let from = self.window.from;
        if !open {
            return Bitmap::select(wanted, |row| {
                let n = runs.within(row, from, self.window.to).len() as u32;
                (lo <= n && (n < end || end == u32::MAX)) != negate
            });
        }
        if from == i64::MIN {
            return Bitmap::select(wanted, |row| {
                let n = ends[row] - starts[row];
                (lo <= n && (n < end || end == u32::MAX)) != negate
            });
        }
        let enough = |row: usize, n: u32| runs.nth_last(row, n, |at| at >= from);
        match (lo, end) {
            (_, 0) => self.nobody(wanted),
            (0, u32::MAX) => Bitmap::select(wanted, |_| !negate),
            (0, end) => Bitmap::select(wanted, |row| enough(row, end) == negate),
            (lo, u32::MAX) => Bitmap::select(wanted, |row| enough(row, lo) != negate),
            (lo, end) => {
                Bitmap::select(wanted, |row| (enough(row, lo) & !enough(row, end)) != negate)
            }
        }
    }

    /// `n` counts the occurrences of a row that pass, from the latest backwards up to a number.
    fn filtered(
        &self,
        runs: Runs<'_>,
        counts: Counts,
        wanted: &Bitmap,
        n: impl Fn(std::ops::Range<usize>, u32) -> u32,
    ) -> Bitmap {
        let Counts { lo, end, negate } = counts;
        let (enough, from) = (if end == u32::MAX { lo } else { end }, self.window.from);
        // Rows with too few in the window, filtered or not, are settled without a walk.
        let least = if lo > 0 { lo } else { end };
        if least == 0 || least == u32::MAX {
            return if (lo == 0 && end > 0) == negate {
                Bitmap::none(wanted.rows())
            } else {
                wanted.clone()
            };
        }
        let open = Bitmap::select(wanted, |row| runs.nth_last(row, least, |at| at >= from));
        let mut found = Bitmap::select_few(&open, |row| {
            let n = n(runs.range(row), enough);
            (lo <= n && (n < end || end == u32::MAX)) != negate
        });
        if (lo == 0) != negate {
            let mut settled = wanted.clone();
            settled.remove(&open);
            found.add(&settled);
        }
        found
    }
}

/// Counts those in the window that pass, from the latest backwards, until it has enough.
#[inline]
fn count_back<T>(
    at: &[i64],
    values: &[T],
    window: Stretch,
    enough: u32,
    pass: impl Fn(&T) -> bool,
) -> u32 {
    let mut n = 0;
    for (at, value) in at.iter().zip(values).rev() {
        if *at < window.from || n >= enough {
            break;
        }
        n += u32::from(*at <= window.to && pass(value));
    }
    n
}

/// As [`count_back`], asking about places.
#[inline]
fn count_places(
    at: &[i64],
    range: std::ops::Range<usize>,
    window: Stretch,
    enough: u32,
    pass: impl Fn(usize) -> bool,
) -> u32 {
    let mut n = 0;
    for place in range.rev() {
        if at[place] < window.from || n >= enough {
            break;
        }
        n += u32::from(at[place] <= window.to && pass(place));
    }
    n
}

impl Kernel for Count {
    fn cost(&self) -> u32 {
        let walk = if self.filters.is_empty() && !self.by_line { 0 } else { 40 };
        (if self.window == Stretch::ALWAYS { 8 } else { 24 }) + walk
    }

    fn test(&self, chunk: &ChunkAt<'_>, wanted: &Bitmap) -> Bitmap {
        let at = self.source.at(chunk);
        let Some(runs) = at.runs() else { return self.nobody(wanted) };
        let passes = self.bind(&at);
        if passes.never() {
            return self.nobody(wanted);
        }
        let Some(counts) = self.test.counts() else {
            return Bitmap::select(wanted, |row| {
                let pass = |place| passes.pass(place);
                let n = count_places(runs.at, runs.range(row), self.window, u32::MAX, pass);
                self.test.holds(f64::from(n))
            });
        };
        let open = self.window.to >= chunk.moment();
        if self.filters.is_empty() && !self.by_line {
            return self.unfiltered(runs, counts, open, wanted);
        }
        let (window, times) = (self.window, runs.at);
        match (passes.only_codes(), passes.only_line_codes(), &at) {
            (Some((Codes::Narrow(codes), hits)), ..) => {
                self.filtered(runs, counts, wanted, |range, enough| {
                    let (at, codes) = (&times[range.clone()], &codes[range]);
                    count_back(at, codes, window, enough, |code| hits[*code as usize])
                })
            }
            (_, Some((Codes::Narrow(codes), hits)), SourceAt::Orders(orders))
                if orders.is_plain() =>
            {
                self.filtered(runs, counts, wanted, |range, enough| {
                    count_places(times, range, window, enough, |order| {
                        codes[orders.lines(order)].iter().any(|code| hits[*code as usize])
                    })
                })
            }
            _ => self.filtered(runs, counts, wanted, |range, enough| {
                count_places(times, range, window, enough, |place| passes.pass(place))
            }),
        }
    }

    fn why(&self, chunk: &ChunkAt<'_>, row: usize) -> String {
        let at = self.source.at(chunk);
        let passes = self.bind(&at);
        let found: Vec<i64> = at.runs().map_or_else(Vec::new, |runs| {
            let places = runs.within(row, self.window.from, self.window.to);
            places.filter(|place| passes.pass(*place)).map(|place| runs.at[place]).collect()
        });
        let (one, many) = (self.source.words(1), self.source.words(2));
        let mut text = phrase::count(found.len() as u64, &one, &many);
        text.push_str(&phrase::filters(&self.measure.filters));
        text.push_str(&phrase::window(self.measure.window.as_ref()));
        text.push_str(&phrase::latest(found.last().copied(), &self.zone));
        text
    }
}
