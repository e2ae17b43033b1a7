//! Rate limits, as the API reports them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http::HeaderMap;

use super::endpoint::Endpoint;
use crate::value::timestamp::Timestamp;

/// The rate limit of an endpoint, as the API reports it: a number of requests in each window of 15
/// minutes.
///
/// A field is absent if its header is. X sends the headers with lists of webhooks, and not with
/// registering, validating, deleting and subscribing.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct RateLimit {
    /// The number of requests in each window (`x-rate-limit-limit`).
    pub limit: Option<u32>,
    /// The number of requests left in this window (`x-rate-limit-remaining`).
    pub remaining: Option<u32>,
    /// The start of the next window, to the second (`x-rate-limit-reset`).
    pub reset: Option<Timestamp>,
}

impl RateLimit {
    /// Reads the headers of a response. Returns `None` if it has none of them.
    pub(crate) fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<i64>().ok();
        let count = |name: &str| u32::try_from(number(name)?).ok();
        let limit = Self {
            limit: count("x-rate-limit-limit"),
            remaining: count("x-rate-limit-remaining"),
            reset: number("x-rate-limit-reset")
                .and_then(|seconds| seconds.checked_mul(1000))
                .map(Timestamp::from_millis),
        };
        (limit != Self::default()).then_some(limit)
    }

    /// Returns the time until the next window, or zero if that has begun. `None` if the API did not
    /// report it.
    #[must_use]
    pub fn until_reset(&self, now: Timestamp) -> Option<Duration> {
        self.reset.map(|reset| reset.duration_since(now).unwrap_or_default())
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
