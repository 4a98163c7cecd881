//! What the house needs of the world besides its database. The binary hands the real ones in,
//! tests hand in ones they can steer.

use crate::Instant;

/// Tells the time. Never ask the system directly: tests and replays move this clock.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The present instant, in whole microseconds, UTC.
    fn now(&self) -> Instant;
}

/// Gives random bytes. The real one is the operating system's generator, fit for secrets.
pub trait Random: Send + Sync + std::fmt::Debug {
    /// Fills all of `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}
