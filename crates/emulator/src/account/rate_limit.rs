//! Counts requests by endpoint and caller, in windows of 15 minutes.

use std::collections::HashMap;

use account_activity::client::{Endpoint, EndpointGroup};
use account_activity::{AppId, Timestamp, UserId};

use super::caller::Caller;

/// The length of a window: 15 minutes, in milliseconds.
const LENGTH: i64 = 15 * 60 * 1000;

/// The requests of the current windows, by method, path and caller.
#[derive(Debug, Default)]
pub(crate) struct RateLimits {
    used: HashMap<(&'static str, &'static str, AppId, Option<UserId>), Used>,
}

/// The requests that an endpoint accepts of each caller.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quota {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    /// The number of requests in a window. `None` if X documents none.
    pub(crate) limit: Option<u32>,
    /// Whether all users of an app share it.
    pub(crate) is_per_app: bool,
}

impl From<Endpoint> for Quota {
    fn from(endpoint: Endpoint) -> Self {
        let (method, path) = (endpoint.method().as_str(), endpoint.path());
        let is_per_app = endpoint.group() == EndpointGroup::XActivity;
        Self { method, path, limit: endpoint.rate_limit(), is_per_app }
    }
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
        quota: Quota,
        caller: &Caller,
        now: Timestamp,
    ) -> Option<Window> {
        let limit = quota.limit?;
        let mut used = self.used(quota, caller, now);
        used.requests = used.requests.saturating_add(1);
        if let Some(known) = self.used.get_mut(&key(quota, caller)) {
            *known = used;
        } else {
            if self.used.len() >= 1024 && self.used.len().is_power_of_two() {
                self.used.retain(|_, used| used.is_current(now));
            }
            self.used.insert(key(quota, caller), used);
        }
        Some(used.window(limit))
    }

    /// Returns the state of a window without counting a request.
    pub(crate) fn window(&self, quota: Quota, caller: &Caller, now: Timestamp) -> Option<Window> {
        Some(self.used(quota, caller, now).window(quota.limit?))
    }

    fn used(&self, quota: Quota, caller: &Caller, now: Timestamp) -> Used {
        let used = self.used.get(&key(quota, caller)).copied();
        used.filter(|used| used.is_current(now)).unwrap_or(Used { since: now, requests: 0 })
    }
}

fn key(quota: Quota, caller: &Caller) -> (&'static str, &'static str, AppId, Option<UserId>) {
    let user = caller.user().filter(|_| !quota.is_per_app);
    (quota.method, quota.path, caller.app(), user)
}

impl Used {
    fn is_current(&self, now: Timestamp) -> bool {
        now.as_millis().saturating_sub(self.since.as_millis()) < LENGTH
    }

    fn window(self, limit: u32) -> Window {
        Window {
            limit,
            remaining: limit.saturating_sub(self.requests),
            reset_seconds: self.since.as_millis().saturating_add(LENGTH).div_euclid(1000),
            exceeded: self.requests > limit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn past_windows_are_dropped() {
        let quota = Quota { method: "GET", path: "/", limit: Some(1), is_per_app: false };
        let mut rate_limits = RateLimits::default();
        for second in 0..10_000 {
            let caller = Caller::App(AppId::new(second));
            let now = Timestamp::from_millis(i64::try_from(second).unwrap() * 1000);
            assert_eq!(rate_limits.count(quota, &caller, now).map(|it| it.exceeded), Some(false));
            assert_eq!(rate_limits.count(quota, &caller, now).map(|it| it.exceeded), Some(true));
            // 900 of them have not ended.
            assert!(rate_limits.used.len() <= 1024, "{}", rate_limits.used.len());
        }
    }
}
