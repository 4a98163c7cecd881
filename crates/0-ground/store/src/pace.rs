//! How the writers are doing, since the start: what they made durable, in what groups, and how
//! long it took.

use crate::Store;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds of the spread of times, in seconds.
const SECONDS: [f64; 12] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5];
/// Upper bounds of the spread of groups, in closures.
const CLOSURES: [f64; 8] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0];

/// How the writers have been doing.
#[derive(Debug, Clone, PartialEq)]
pub struct Pace {
    /// Closures that wait for a writer now.
    pub waiting: usize,
    /// Writes that were told that too much waits, see [`crate::Error::Busy`].
    pub refused: u64,
    /// Commits that failed.
    pub failed: u64,
    /// How many closures shared each commit.
    pub groups: Spread,
    /// How long each commit took, its sync included.
    pub seconds: Spread,
}

/// How values are spread: how many are at most each bound, and above the bound before.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// Each upper bound with its number of values; the last bound is infinite.
    pub steps: Vec<(f64, u64)>,
    /// All values added up.
    pub sum: f64,
}

impl Spread {
    /// How many values there are.
    pub fn count(&self) -> u64 {
        self.steps.iter().map(|(_, n)| n).sum()
    }
}

impl Store {
    /// How many closures wait for a writer.
    pub fn writes_waiting(&self) -> usize {
        self.seat.lanes.write.waiting()
    }

    /// How the writers have been doing since the start.
    pub fn pace(&self) -> Pace {
        self.seat.world.meter.pace(self.writes_waiting())
    }
}

/// How long something took each time, since the start.
#[derive(Debug, Default)]
pub struct Times(Counts<{ SECONDS.len() }>);

impl Times {
    /// Notes one more.
    pub fn note(&self, took: Duration) {
        self.0.add(&SECONDS, took.as_secs_f64(), took.as_micros() as u64);
    }

    /// How they are spread, in seconds.
    pub fn spread(&self) -> Spread {
        self.0.spread(&SECONDS, 1e-6)
    }
}

/// What the writers count while they work.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    pub(crate) refused: AtomicU64,
    failed: AtomicU64,
    groups: Counts<{ CLOSURES.len() }>,
    times: Times,
}

/// One count more than there are bounds; the last is for what is above all of them.
#[derive(Debug)]
struct Counts<const N: usize> {
    steps: [AtomicU64; N],
    above: AtomicU64,
    sum: AtomicU64,
}

impl<const N: usize> Default for Counts<N> {
    fn default() -> Self {
        let steps = std::array::from_fn(|_| AtomicU64::new(0));
        Self { steps, above: AtomicU64::new(0), sum: AtomicU64::new(0) }
    }
}

impl<const N: usize> Counts<N> {
    fn add(&self, bounds: &[f64; N], value: f64, whole: u64) {
        let step = bounds.iter().position(|bound| value <= *bound);
        let step = step.map_or(&self.above, |at| &self.steps[at]);
        step.fetch_add(1, Ordering::Relaxed);
        self.sum.fetch_add(whole, Ordering::Relaxed);
    }

    fn spread(&self, bounds: &[f64; N], unit: f64) -> Spread {
        let counts = self.steps.iter().chain([&self.above]);
        let bounds = bounds.iter().copied().chain([f64::INFINITY]);
        let steps = bounds.zip(counts.map(|n| n.load(Ordering::Relaxed))).collect();
        Spread { steps, sum: self.sum.load(Ordering::Relaxed) as f64 * unit }
    }
}

impl Meter {
    /// Notes a commit that was tried.
    pub(crate) fn note(&self, closures: usize, took: Duration, is_durable: bool) {
        if !is_durable {
            self.failed.fetch_add(1, Ordering::Relaxed);
            return;
        }
        self.groups.add(&CLOSURES, closures as f64, closures as u64);
        self.times.note(took);
    }

    pub(crate) fn pace(&self, waiting: usize) -> Pace {
        Pace {
            waiting,
            refused: self.refused.load(Ordering::Relaxed),
            failed: self.failed.load(Ordering::Relaxed),
            groups: self.groups.spread(&CLOSURES, 1.0),
            seconds: self.times.spread(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_counts_at_the_first_bound_that_holds_it() {
        let meter = Meter::default();
        for (closures, micros) in [(1, 500), (1, 501), (128, 2_500_000), (129, 9_000_000)] {
            meter.note(closures, Duration::from_micros(micros), true);
        }
        meter.note(7, Duration::from_micros(1), false);
        let pace = meter.pace(3);
        assert_eq!((pace.waiting, pace.failed, pace.refused), (3, 1, 0));
        let filled = |spread: &Spread| {
            spread.steps.iter().copied().filter(|(_, n)| *n > 0).collect::<Vec<_>>()
        };
        assert_eq!(filled(&pace.groups), [(1.0, 2), (128.0, 1), (f64::INFINITY, 1)]);
        let seconds = [(0.0005, 1), (0.001, 1), (2.5, 1), (f64::INFINITY, 1)];
        assert_eq!(filled(&pace.seconds), seconds);
        assert_eq!((pace.groups.sum, pace.groups.count()), (259.0, 4));
        assert!((pace.seconds.sum - 11.501_001).abs() < 1e-9);
    }
}
