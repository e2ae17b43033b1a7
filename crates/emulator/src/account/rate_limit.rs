//! Counts requests by endpoint and caller, in windows of 15 minutes.

use std::collections::HashMap;

use account_activity::client::Endpoint;
use account_activity::{AppId, Timestamp, UserId};

use super::caller::Caller;

/// The length of a window: 15 minutes, in milliseconds.
const LENGTH: i64 = 15 * 60 * 1000;

/// The requests of the current windows.
#[derive(Debug, Default)]
pub(crate) struct RateLimits {
    used: HashMap<(Endpoint, AppId, Option<UserId>), Used>,
}

#[derive(Clone, Copy, Debug)]
struct Used {
    /// The time of the first request of the window.
    since: Timestamp,
    requests: u32,
}

/// The state of a caller's window.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Window {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// The start of the next window, in seconds since 1970.
    pub(crate) reset_seconds: i64,
    /// Whether this request exceeds the limit.
    pub(crate) exceeded: bool,
}

impl RateLimits {
    /// Counts a request. Returns `None` if X documents no limit for the endpoint.
    pub(crate) fn count(
        &mut self,
        endpoint: Endpoint,
        caller: &Caller,
        now: Timestamp,
    ) -> Option<Window> {
        let limit = endpoint.rate_limit()?;
        let fresh = Used { since: now, requests: 0 };
        let used = self.used.entry((endpoint, caller.app(), caller.user())).or_insert(fresh);
        if now.as_millis().saturating_sub(used.since.as_millis()) >= LENGTH {
            *used = fresh;
        }
        used.requests = used.requests.saturating_add(1);
        Some(Window {
            limit,
            remaining: limit.saturating_sub(used.requests),
            reset_seconds: used.since.as_millis().saturating_add(LENGTH).div_euclid(1000),
            exceeded: used.requests > limit,
        })
    }
}
