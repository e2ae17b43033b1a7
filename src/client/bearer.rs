//! The app's bearer token. The client fetches it when it first needs it, with one request for all
//! calls that wait for it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Mutex;
use tokio::task::{JoinError, JoinSet};
use tracing::Instrument;

use super::endpoint::Endpoint;
use super::error::{Error, TransportErrorKind};

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
///
/// A program may keep the future of a call, or a stream, without polling it. Such a future must not
/// hold the lock or have a place in its queue, because every other call would wait for it.
/// Therefore tasks of their own take the lock.
pub(super) struct BearerCache(Arc<Kept>);

struct Kept {
    token: Mutex<Result<BearerToken, Option<Error>>>,
    /// The number of failed fetches. A call that began to wait before a failure shares that
    /// failure, instead of being the next in a long queue to fail.
    failures: AtomicU64,
}

impl BearerCache {
    pub(super) fn new(token: Option<&str>) -> Self {
        let token = token.map(BearerToken::new).ok_or(None);
        Self(Arc::new(Kept { token: Mutex::new(token), failures: AtomicU64::new(0) }))
    }

    /// Returns the kept token, or the one that `fetch` returns.
    pub(super) async fn get(
        &self,
        fetch: impl Future<Output = Result<BearerToken, Error>> + Send + 'static,
    ) -> Result<BearerToken, Error> {
        if let Ok(Ok(token)) = self.0.token.try_lock().as_deref() {
            return Ok(token.clone());
        }
        let failures = self.0.failures.load(Ordering::Acquire);
        let kept = Arc::clone(&self.0);
        let interrupted = |error| {
            let kind = TransportErrorKind::Interrupted;
            Err(Error::transport(Endpoint::OAuthBearerToken, kind, error))
        };
        apart(async move { kept.get(fetch, failures).await }).await.unwrap_or_else(interrupted)
    }

    /// Keeps a token that the user of the client has fetched.
    pub(super) async fn put(&self, token: BearerToken) {
        let kept = Arc::clone(&self.0);
        // It fails only if the runtime shuts down, and no call follows then.
        _ = apart(async move { *kept.token.lock().await = Ok(token) }).await;
    }

    /// Forgets a token that does not work, unless another one has been kept meanwhile.
    pub(super) async fn forget(&self, token: &BearerToken) {
        let (kept, token) = (Arc::clone(&self.0), token.clone());
        let forgotten = apart(async move {
            let mut kept = kept.token.lock().await;
            if kept.as_ref().is_ok_and(|kept| *kept == token) {
                *kept = Err(None);
            }
        });
        // It fails only if the runtime shuts down, as with `put`.
        _ = forgotten.await;
    }
}

impl Kept {
    async fn get(
        &self,
        fetch: impl Future<Output = Result<BearerToken, Error>>,
        failures: u64,
    ) -> Result<BearerToken, Error> {
        let mut kept = self.token.lock().await;
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
}

/// Runs a future in a task of its own, which makes progress whether or not the returned future is
/// polled, and ends if that one is dropped. Fails if the runtime shuts down.
async fn apart<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, JoinError> {
    let mut task = JoinSet::new();
    task.spawn(work.in_current_span());
    match task.join_next().await {
        Some(Err(error)) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Some(result) => result,
        None => std::future::pending().await,
    }
}
