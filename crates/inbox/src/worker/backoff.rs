//! The waits between attempts.

use std::time::Duration;

/// Exponential waits between the attempts of an item, with jitter.
///
/// The wait doubles with each failure up to a limit. Each wait is a random part of it, between a half and
/// the whole, so that items that failed together are not tried together.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Backoff {
    first: Duration,
    longest: Duration,
}

impl Backoff {
    /// Creates waits from the first wait and the longest one.
    #[must_use]
    pub const fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest }
    }

    /// Returns the wait after a failed attempt, counted from 1, without jitter.
    #[must_use]
    pub fn limit(self, attempt: u32) -> Duration {
        let doubled = 2_u32.checked_pow(attempt.saturating_sub(1));
        let wait = doubled.and_then(|factor| self.first.checked_mul(factor));
        wait.map_or(self.longest, |wait| wait.min(self.longest))
    }

    pub(super) fn wait(self, attempt: u32) -> Duration {
        self.limit(attempt).mul_f64(0.5 + fastrand::f64() / 2.0)
    }
}

impl Default for Backoff {
    /// The first wait is a second, and the longest is an hour.
    fn default() -> Self {
        Self::new(Duration::from_secs(1), Duration::from_secs(60 * 60))
    }
}
