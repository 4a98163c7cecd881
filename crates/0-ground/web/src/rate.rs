//! How often something may happen: the generic cell rate algorithm, of which one instant per
//! subject has to be kept.
//!
//! Source: ITU-T I.371 (2004), annex A, the virtual scheduling algorithm.

use crate::{Code, Problem};
use base::Instant;
use parking_lot::Mutex;
use std::collections::HashMap;
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

/// Rates of many subjects, in memory: for what need not survive a restart.
#[derive(Debug)]
pub struct Throttle {
    rate: Rate,
    kept: Mutex<HashMap<String, Instant>>,
}

/// Subjects that are remembered at once.
const SUBJECTS_MAX: usize = 100_000;

impl Throttle {
    /// A throttle at which nobody has been yet.
    pub fn new(rate: Rate) -> Self {
        Self { rate, kept: Mutex::default() }
    }

    /// Takes one for the subject.
    ///
    /// # Errors
    /// `too_many_requests`, with the time to wait.
    pub fn take(&self, subject: &str, now: Instant) -> Result<(), Problem> {
        let mut kept = self.kept.lock();
        if kept.len() >= SUBJECTS_MAX && !kept.contains_key(subject) {
            kept.retain(|_, busy_until| *busy_until > now);
            if kept.len() >= SUBJECTS_MAX {
                return Err(Problem::too_many(self.rate.every));
            }
        }
        let next = self.rate.take(kept.get(subject).copied(), now).map_err(Problem::too_many)?;
        kept.insert(subject.to_owned(), next);
        Ok(())
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
        let start = Instant::from_micros(0);
        let throttle = Throttle::new(RATE);
        for _ in 0..3 {
            throttle.take("a", start).unwrap();
        }
        assert!(throttle.take("a", start).is_err());
        assert!(throttle.take("b", start).is_ok());
        let later = start.plus(Duration::from_secs(10));
        assert!(throttle.take("a", later).is_ok());
        assert!(throttle.take("a", later).is_err());
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
