//! Counting requests: so many in 15 minutes for each endpoint and caller.

use std::collections::HashMap;

use account_activity::client::Endpoint;
use account_activity::{AppId, Timestamp, UserId};

use super::caller::Caller;

/// 15 minutes, in milliseconds.
const LENGTH: i64 = 15 * 60 * 1000;

/// The requests of the current windows.
#[derive(Debug, Default)]
pub(crate) struct RateLimits {
    used: HashMap<(Endpoint, AppId, Option<UserId>), Used>,
}

#[derive(Clone, Copy, Debug)]
struct Used {
    /// When the first request of the window came.
    since: Timestamp,
    requests: u32,
}

/// What a caller has left of a window.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Window {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// Seconds since 1970 when the next one begins.
    pub(crate) reset_seconds: i64,
    /// Whether this request is one too many.
    pub(crate) exceeded: bool,
}

impl RateLimits {
    /// Counts a request. `None` if its endpoint has no documented limit.
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
