//! The waits between the connections of the stream.

use std::time::Duration;

use http::StatusCode;

use crate::client::error::{ApiError, Error, Reason};
use crate::value::timestamp::Timestamp;

/// A connection that lived so long ends a series of failures.
const STABLE: Duration = Duration::from_secs(60);

/// Why a new connection is needed, as far as it decides the wait.
#[derive(Clone, Copy)]
pub(super) enum Cause {
    /// The server closed the connection in order.
    Closed,
    Network,
    /// The server failed, and may tell how long to wait.
    Server(Option<Duration>),
    /// There are too many requests or connections. X may tell how long to wait.
    Limited(Option<Duration>),
}

impl Cause {
    /// Returns the cause of a failure that a new connection can mend. Before the first connection,
    /// a failure of TLS or the page of another server is probably a wrong setting; later it passes.
    pub(super) fn of(error: &Error, is_first: bool, now: Timestamp) -> Option<Self> {
        match error {
            Error::Transport(_) if error.is_retryable() || !is_first => Some(Self::Network),
            Error::Response(_) if !is_first => Some(Self::Server(None)),
            Error::Api(api) if !is_first && is_of_network(api) => Some(Self::Server(None)),
            Error::Api(api) => Self::of_status(api, now),
            _ => None,
        }
    }

    fn of_status(error: &ApiError, now: Timestamp) -> Option<Self> {
        // A window has ended already if the local clock is ahead. That tells nothing.
        let told = error.retry_after(now).filter(|told| !told.is_zero());
        let is_final = matches!(error.status().as_u16(), 401..=403) || !error.is_retryable();
        match error.reason() {
            _ if is_final => None,
            // Its rate limit may be far from used up, and says nothing about connections.
            Reason::TooManyConnections => {
                let is_used_up = error.rate_limit().is_none_or(|limit| limit.used_up().is_some());
                Some(Self::Limited(if is_used_up { told } else { retry_after_header(error) }))
            }
            _ if matches!(error.status().as_u16(), 420 | 429) => Some(Self::Limited(told)),
            _ => Some(Self::Server(told)),
        }
    }
}

/// Returns whether a network sent the response that asks for a login, of its users or of a proxy's.
fn is_of_network(error: &ApiError) -> bool {
    let status = error.status();
    error.reason() == &Reason::NotTheApi
        && (status.is_redirection() || status == StatusCode::PROXY_AUTHENTICATION_REQUIRED)
}

/// Returns what `Retry-After` tells, whatever the rate limit is: at the end of time, every window of
/// a rate limit has ended.
fn retry_after_header(error: &ApiError) -> Option<Duration> {
    error.retry_after(Timestamp::from_millis(i64::MAX)).filter(|told| !told.is_zero())
}

/// How often each cause has occurred in the present series.
#[derive(Default)]
pub(super) struct Pauses {
    closed: u32,
    network: u32,
    server: u32,
    limited: u32,
}

impl Pauses {
    /// Notes that the server responded with success.
    pub(super) fn opened(&mut self) {
        self.server = 0;
    }

    /// Returns the wait. `lived` is how long the connection was open, if there was one.
    pub(super) fn after(&mut self, cause: Cause, lived: Option<Duration>) -> Duration {
        let was_stable = lived.is_some_and(|lived| lived >= STABLE);
        if was_stable {
            *self = Self::default();
        }
        match cause {
            Cause::Closed if was_stable => Duration::ZERO,
            Cause::Closed => doubled(&mut self.closed, 1, 60),
            Cause::Network => {
                self.network = self.network.saturating_add(1);
                Duration::from_millis(250).saturating_mul(self.network).min(Duration::from_secs(16))
            }
            Cause::Server(told) => doubled(&mut self.server, 5, 320).max(told.unwrap_or_default()),
            Cause::Limited(told) => {
                let untold = doubled(&mut self.limited, 60, 15 * 60);
                told.map_or(untold, |told| told.max(Duration::from_secs(1)))
            }
        }
    }
}

/// Counts an occurrence, and returns the first wait, doubled for each occurrence before.
fn doubled(count: &mut u32, first: u64, longest: u64) -> Duration {
    let wait = first << (*count).min(16);
    *count = count.saturating_add(1);
    Duration::from_secs(wait.min(longest))
}
