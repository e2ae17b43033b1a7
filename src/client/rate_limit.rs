//! Rate limits, as the API tells them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http::HeaderMap;

use super::endpoint::Endpoint;
use crate::value::timestamp::Timestamp;

/// What the API said of the rate limit of an endpoint: so many requests a window of 15 minutes.
///
/// Each part is absent where its header is: X sends them with lists of webhooks, and not with
/// registering, validating, deleting and subscribing.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct RateLimit {
    /// Requests a window (`x-rate-limit-limit`).
    pub limit: Option<u32>,
    /// Requests left in this window (`x-rate-limit-remaining`).
    pub remaining: Option<u32>,
    /// When the next window begins, to the second (`x-rate-limit-reset`).
    pub reset: Option<Timestamp>,
}

impl RateLimit {
    /// What the headers of an answer say, or `None` if they say nothing.
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

    /// How long until the next window, zero if it has begun. `None` if the API did not say.
    #[must_use]
    pub fn until_reset(&self, now: Timestamp) -> Option<Duration> {
        self.reset.map(|reset| reset.duration_since(now).unwrap_or_default())
    }
}

/// The seconds of `retry-after`. Its other form, a date, is not one that X sends.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(http::header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// The last that the API said of each endpoint.
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
