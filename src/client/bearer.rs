//! The app's bearer token. The client fetches it when it first needs it, with one request for all
//! calls that wait for it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Mutex;

use super::error::Error;

/// The app's bearer token. An app has one at a time: X returns the same token until it is
/// invalidated.
///
/// `Debug` redacts it.
#[derive(Clone, Eq, PartialEq)]
pub struct BearerToken(Arc<str>);

impl BearerToken {
    /// Creates a token from its stored text.
    #[must_use]
    pub fn new(token: impl Into<Arc<str>>) -> Self {
        Self(token.into())
    }

    /// Returns the token, to store it or to send it by other means.
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

/// Keeps the token. The lock is held while the token is fetched, so that other calls wait for it
/// instead of fetching their own. A call that is dropped while it waits leaves nothing locked.
pub(super) struct BearerCache {
    kept: Mutex<Result<BearerToken, Option<Error>>>,
    /// The number of failed fetches. A call that began to wait before a failure shares that
    /// failure, instead of being the next in a long queue to fail.
    failures: AtomicU64,
}

impl BearerCache {
    pub(super) fn new(token: Option<&str>) -> Self {
        let kept = token.map(BearerToken::new).ok_or(None);
        Self { kept: Mutex::new(kept), failures: AtomicU64::new(0) }
    }

    /// Returns the kept token, or the one that `fetch` returns.
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

    /// Keeps a token that the user of the client has fetched.
    pub(super) async fn put(&self, token: BearerToken) {
        *self.kept.lock().await = Ok(token);
    }

    /// Forgets a token that does not work, unless another one has been kept meanwhile.
    pub(super) async fn forget(&self, token: &BearerToken) {
        let mut kept = self.kept.lock().await;
        if kept.as_ref().is_ok_and(|kept| kept == token) {
            *kept = Err(None);
        }
    }
}
