//! A clock and a generator that tests steer.

use base::{Clock, Instant, Random};
use parking_lot::Mutex;
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::time::Duration;

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub struct TestClock(Mutex<Instant>);

impl TestClock {
    /// Begins at that instant.
    pub fn at(now: Instant) -> Self {
        Self(Mutex::new(now))
    }

    /// Moves on.
    pub fn advance(&self, span: Duration) {
        let mut now = self.0.lock();
        *now = now.plus(span);
    }

    /// Jumps.
    pub fn set(&self, now: Instant) {
        *self.0.lock() = now;
    }
}

impl Clock for TestClock {
    fn now(&self) -> Instant {
        *self.0.lock()
    }
}

/// A generator that gives the same bytes for the same seed.
#[derive(Debug)]
pub struct TestRandom(Mutex<ChaCha8Rng>);

impl TestRandom {
    /// Begins with that seed.
    pub fn seeded(seed: u64) -> Self {
        Self(Mutex::new(ChaCha8Rng::seed_from_u64(seed)))
    }
}

impl Random for TestRandom {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().fill_bytes(bytes);
    }
}
