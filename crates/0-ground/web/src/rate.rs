//! How often something may happen: the generic cell rate algorithm, of which one instant per
//! subject has to be kept.
//!
//! Source: ITU-T I.371 (2004), annex A, the virtual scheduling algorithm.

use crate::{Code, Problem};
use base::Instant;
use std::time::Duration;

/// So many at once, and then one every so often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many may come at once.
    pub burst: u32,
    /// After how long one more may come.
    pub every: Duration,
}

impl Rate {
    /// Takes one. `busy_until` is what was kept for the subject, none at first; the answer is what
    /// to keep now.
    ///
    /// # Errors
    /// When there is none left: how long to wait for the next. Nothing is to be kept then.
    pub fn take(self, busy_until: Option<Instant>, now: Instant) -> Result<Instant, Duration> {
        let room = self.every * self.burst;
        // What lies far beyond a full bucket can only come from a clock that was ahead.
        let kept = busy_until.filter(|at| *at <= now.plus(room * 2));
        let from = kept.unwrap_or(now).max(now);
        let next = from.plus(self.every);
        let over = next.since(now.plus(room));
        if over.is_zero() { Ok(next) } else { Err(over) }
    }
}

impl Problem {
    /// Too many requests; how long to wait.
    pub fn too_many(wait: Duration) -> Self {
        Self::new(Code::TooManyRequests).retry_after(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate { burst: 3, every: Duration::from_secs(10) };

    #[test]
    fn a_burst_passes_and_then_one_at_a_time() {
        let (start, mut kept) = (Instant::from_micros(0), None);
        for _ in 0..3 {
            kept = Some(RATE.take(kept, start).unwrap());
        }
        assert!(RATE.take(kept, start).is_err());
        let later = start.plus(Duration::from_secs(10));
        kept = Some(RATE.take(kept, later).unwrap());
        assert!(RATE.take(kept, later).is_err());
    }

    #[test]
    fn the_wait_is_exact() {
        let (start, mut kept) = (Instant::from_micros(0), None);
        for _ in 0..3 {
            kept = Some(RATE.take(kept, start).unwrap());
        }
        assert_eq!(RATE.take(kept, start), Err(Duration::from_secs(10)));
        let soon = start.plus(Duration::from_secs(9));
        assert_eq!(RATE.take(kept, soon), Err(Duration::from_secs(1)));
    }

    #[test]
    fn a_clock_that_was_ahead_locks_nobody_out() {
        let far = Instant::from_micros(i64::MAX / 2);
        let now = Instant::from_micros(0);
        assert_eq!(RATE.take(Some(far), now), Ok(now.plus(RATE.every)));
    }
}
