//! Rate limits, as the API reports them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http::HeaderMap;

use super::endpoint::Endpoint;
use crate::value::timestamp::Timestamp;

/// The rate limit of an endpoint, as the API reports it: a number of requests in each window of 15
/// minutes and, for some endpoints, in windows of 24 hours.
///
/// A field is absent if its header is. X sends the headers with lists of webhooks, and not with
/// registering, validating, deleting and subscribing.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct RateLimit {
    /// The number of requests in each window of 15 minutes (`x-rate-limit-limit`).
    pub limit: Option<u32>,
    /// The number of requests left in this window (`x-rate-limit-remaining`).
    pub remaining: Option<u32>,
    /// The start of the next window, to the second (`x-rate-limit-reset`).
    pub reset: Option<Timestamp>,
    /// The window of 24 hours of the app (`x-app-limit-24hour-…`). Absent if the response has none
    /// of its headers.
    pub app_day: Option<RateWindow>,
    /// The window of 24 hours of the user whose token was sent (`x-user-limit-24hour-…`). Absent if
    /// the response has none of its headers.
    pub user_day: Option<RateWindow>,
}

/// One window of a [`RateLimit`]. A field is absent if its header is.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct RateWindow {
    /// The number of requests in each window.
    pub limit: Option<u32>,
    /// The number of requests left in this window.
    pub remaining: Option<u32>,
    /// The start of the next window, to the second.
    pub reset: Option<Timestamp>,
}

impl RateWindow {
    /// Reads the headers with a prefix. Returns `None` if a response has none of them.
    fn from_headers(headers: &HeaderMap, prefix: &str) -> Option<Self> {
        let number = |name: &str| {
            let value = headers.get(format!("{prefix}-{name}"))?;
            value.to_str().ok()?.trim().parse::<i64>().ok()
        };
        let count = |name: &str| u32::try_from(number(name)?).ok();
        let window = Self {
            limit: count("limit"),
            remaining: count("remaining"),
            reset: number("reset")
                .and_then(|seconds| seconds.checked_mul(1000))
                .map(Timestamp::from_millis),
        };
        (window != Self::default()).then_some(window)
    }
}

impl RateLimit {
    /// Reads the headers of a response. Returns `None` if it has none of them.
    pub(crate) fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let quarter = RateWindow::from_headers(headers, "x-rate-limit").unwrap_or_default();
        let limit = Self {
            limit: quarter.limit,
            remaining: quarter.remaining,
            reset: quarter.reset,
            app_day: RateWindow::from_headers(headers, "x-app-limit-24hour"),
            user_day: RateWindow::from_headers(headers, "x-user-limit-24hour"),
        };
        (limit != Self::default()).then_some(limit)
    }

    /// Returns the window that is used up. If several are, it returns the one that ends last. `None`
    /// if each window has requests left, or the API did not report how many.
    #[must_use]
    pub fn used_up(&self) -> Option<RateWindow> {
        let used_up = self.windows().filter(|window| window.remaining == Some(0));
        used_up.max_by_key(|window| window.reset)
    }

    /// Returns the time until requests are possible again: until the end of the window that is
    /// [used up](Self::used_up). If none is, it is the end of a window whose remaining requests the
    /// API did not report, and otherwise that of the window of 15 minutes. Zero if it has ended.
    /// `None` if the API did not report it.
    #[must_use]
    pub fn until_reset(&self, now: Timestamp) -> Option<Duration> {
        let window = self.used_up().or_else(|| self.uncounted());
        let reset = window.map_or(self.reset, |window| window.reset);
        reset.map(|reset| reset.duration_since(now).unwrap_or_default())
    }

    /// Returns the window that ends first of those with an end and no number of remaining requests.
    fn uncounted(&self) -> Option<RateWindow> {
        let ends = |window: &RateWindow| window.remaining.is_none() && window.reset.is_some();
        self.windows().filter(ends).min_by_key(|window| window.reset)
    }

    fn windows(&self) -> impl Iterator<Item = RateWindow> {
        let quarter =
            RateWindow { limit: self.limit, remaining: self.remaining, reset: self.reset };
        [Some(quarter), self.app_day, self.user_day].into_iter().flatten()
    }
}

/// Returns the seconds of `retry-after`. X does not send its other form, a date.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(http::header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// The rate limit that the API last reported, for each endpoint.
#[derive(Default)]
pub(super) struct RateLimits(Mutex<BTreeMap<Endpoint, RateLimit>>);

impl RateLimits {
    pub(super) fn set(&self, endpoint: Endpoint, limit: RateLimit) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(endpoint, limit);
    }

    pub(super) fn get(&self, endpoint: Endpoint) -> Option<RateLimit> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&endpoint).copied()
    }
}
