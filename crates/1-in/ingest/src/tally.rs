//! What became of the items of the intake, counted since the start.

use crate::{Outcome, Reason};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts of items. Cheap to clone; clones count together.
#[derive(Debug, Clone, Default)]
pub struct Tally(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    taken: AtomicU64,
    duplicate: AtomicU64,
    /// In the order of [`Reason::ALL`].
    refused: [AtomicU64; Reason::ALL.len()],
}

impl Default for Counts {
    fn default() -> Self {
        let refused = std::array::from_fn(|_| AtomicU64::new(0));
        Self { taken: AtomicU64::default(), duplicate: AtomicU64::default(), refused }
    }
}

impl Tally {
    pub(crate) fn note(&self, outcomes: &[Outcome]) {
        for outcome in outcomes {
            let count = match outcome {
                Outcome::Taken => &self.0.taken,
                Outcome::Duplicate => &self.0.duplicate,
                Outcome::Quarantined(refusal) => &self.0.refused[refusal.reason as usize],
            };
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The items that became history, and those that had been taken before.
    pub fn taken(&self) -> [(&'static str, u64); 2] {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        [("taken", read(&self.0.taken)), ("duplicate", read(&self.0.duplicate))]
    }

    /// The items that went into quarantine, by reason. Remarks are none.
    pub fn refused(&self) -> impl Iterator<Item = (Reason, u64)> + '_ {
        let counts = self.0.refused.iter().map(|count| count.load(Ordering::Relaxed));
        Reason::ALL.iter().copied().zip(counts).filter(|(reason, _)| !reason.is_remark())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reason::Refusal;

    #[test]
    fn every_reason_is_counted_at_its_own_place() {
        let tally = Tally::default();
        for (n, reason) in (1..).zip(Reason::ALL) {
            tally.note(&vec![Outcome::Quarantined(Refusal::whole(*reason, "")); n]);
        }
        tally.note(&[Outcome::Taken, Outcome::Duplicate, Outcome::Taken]);
        for (reason, count) in tally.refused() {
            let place = Reason::ALL.iter().position(|one| *one == reason).unwrap();
            assert_eq!(count, place as u64 + 1, "{reason}");
        }
        assert_eq!(tally.taken(), [("taken", 2), ("duplicate", 1)]);
    }
}
