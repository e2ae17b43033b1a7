//! The waits between the attempts of a call.

use std::time::Duration;

use super::Client;
use super::call::Call;
use super::error::{Error, Reason};

/// The wait for a rate limit whose end X does not report, as with subscribing.
const UNREPORTED: Duration = Duration::from_secs(60);

/// The shortest wait for a rate limit. X reports the end of a window to the second.
const SHORTEST: Duration = Duration::from_secs(1);

/// Returns how long to wait for the rate limit that caused an error. `None` for other errors.
pub(super) fn rate_limit_wait(client: &Client, error: &Error) -> Option<Duration> {
    let is_limit = error.reason() == Some(&Reason::RateLimited);
    is_limit.then(|| error.retry_after(client.now()).unwrap_or(UNREPORTED).max(SHORTEST))
}

/// The attempts of a call so far.
pub(super) struct Attempts {
    /// The number of the attempt, counted from 1.
    pub(super) number: u32,
    /// The number of failures that count as retries. Waits for a rate limit do not.
    failures: u32,
    /// The remaining time to wait for a rate limit.
    patience: Duration,
}

impl Attempts {
    pub(super) fn new(client: &Client) -> Self {
        Self { number: 1, failures: 0, patience: client.inner.patience }
    }

    /// Returns how long to wait before the next attempt, or `None` if there is none.
    pub(super) fn pause(
        &mut self,
        client: &Client,
        call: &Call<'_>,
        error: &Error,
    ) -> Option<Duration> {
        let pause = self.rate_limit(client, error).or_else(|| self.retry(client, call, error));
        if pause.is_some() {
            self.number += 1;
        }
        pause
    }

    /// Returns the wait for a rate limit. X did not act on a request that it rejected for the rate
    /// limit, so any request is safe to repeat.
    fn rate_limit(&mut self, client: &Client, error: &Error) -> Option<Duration> {
        let wait = rate_limit_wait(client, error)?;
        self.patience = self.patience.checked_sub(wait)?;
        Some(wait)
    }

    fn retry(&mut self, client: &Client, call: &Call<'_>, error: &Error) -> Option<Duration> {
        // The caller has already waited for a whole timeout, so timed-out requests are not retried.
        let promising = error.is_retryable() && !error.is_timeout();
        if self.failures >= client.inner.retries || !call.is_idempotent() || !promising {
            return None;
        }
        self.failures += 1;
        let longest = client.inner.longest_wait;
        if let Some(asked) = error.retry_after(client.now()) {
            return (asked <= longest).then_some(asked);
        }
        // Half a second, doubled each time. A random part of it, at least half, is waited, so that
        // clients that failed together do not retry together.
        let step = Duration::from_millis(500 << (self.failures - 1).min(6)).min(longest);
        Some(step.mul_f64(0.5 + fastrand::f64() / 2.0))
    }
}
