//! The app's bearer token: fetched when first needed, by one request however many need it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Mutex;

use super::error::Error;

/// The app's bearer token. There is one at a time: asking again gives the same, until it is
/// invalidated.
///
/// `Debug` does not show it.
#[derive(Clone, Eq, PartialEq)]
pub struct BearerToken(Arc<str>);

impl BearerToken {
    /// One that was stored.
    #[must_use]
    pub fn new(token: impl Into<Arc<str>>) -> Self {
        Self(token.into())
    }

    /// The token, to store it or to send it by other means.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BearerToken(redacted)")
    }
}

/// Keeps the token. The lock is held while it is fetched, so that the others wait for it instead of
/// fetching their own; whoever gives up waiting leaves nothing locked.
pub(super) struct BearerCache {
    kept: Mutex<Result<BearerToken, Option<Error>>>,
    /// How many fetches have failed: who began to wait before a failure shares it, instead of being
    /// the next in a long queue to fail.
    failures: AtomicU64,
}

impl BearerCache {
    pub(super) fn new(token: Option<&str>) -> Self {
        let kept = token.map(BearerToken::new).ok_or(None);
        Self { kept: Mutex::new(kept), failures: AtomicU64::new(0) }
    }

    /// The token that is kept, or the one that `fetch` gets.
    pub(super) async fn get(
        &self,
        fetch: impl Future<Output = Result<BearerToken, Error>>,
    ) -> Result<BearerToken, Error> {
        let failures = self.failures.load(Ordering::Acquire);
        let mut kept = self.kept.lock().await;
        match &*kept {
            Ok(token) => return Ok(token.clone()),
            Err(Some(error)) if self.failures.load(Ordering::Acquire) != failures => {
                return Err(error.clone());
            }
            Err(_) => {}
        }
        let fetched = fetch.await;
        if fetched.is_err() {
            self.failures.fetch_add(1, Ordering::Release);
        }
        *kept = fetched.clone().map_err(Some);
        fetched
    }

    /// Keeps a token that was asked for.
    pub(super) async fn put(&self, token: BearerToken) {
        *self.kept.lock().await = Ok(token);
    }

    /// Forgets a token that does not work, unless another is kept by now.
    pub(super) async fn forget(&self, token: &BearerToken) {
        let mut kept = self.kept.lock().await;
        if kept.as_ref().is_ok_and(|kept| kept == token) {
            *kept = Err(None);
        }
    }
}
