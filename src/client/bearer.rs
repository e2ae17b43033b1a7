//! The app's bearer token: fetched when first needed, by one request however many need it.

use std::fmt;
use std::sync::Arc;

use tokio::sync::Mutex;

/// The app's bearer token. There is one at a time: asking again gives the same, until it is
/// invalidated.
///
/// `Debug` does not show it.
#[derive(Clone, Eq, PartialEq)]
pub struct BearerToken(Arc<str>);

impl BearerToken {
    /// One that was stored, to invalidate it. The client is given it by
    /// [`AppCredentials::bearer_token`](crate::AppCredentials::bearer_token).
    #[must_use]
    pub fn new(token: impl AsRef<str>) -> Self {
        Self(token.as_ref().into())
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
#[derive(Default)]
pub(super) struct BearerCache(Mutex<Option<BearerToken>>);

impl BearerCache {
    pub(super) fn new(token: Option<&str>) -> Self {
        Self(Mutex::new(token.map(BearerToken::new)))
    }

    /// The token that is kept, or the one that `fetch` gets.
    pub(super) async fn get<E>(
        &self,
        fetch: impl Future<Output = Result<BearerToken, E>>,
    ) -> Result<BearerToken, E> {
        let mut kept = self.0.lock().await;
        if let Some(token) = &*kept {
            return Ok(token.clone());
        }
        let token = fetch.await?;
        *kept = Some(token.clone());
        Ok(token)
    }

    /// Keeps a token that was asked for.
    pub(super) async fn put(&self, token: BearerToken) {
        *self.0.lock().await = Some(token);
    }

    /// Forgets a token that does not work, unless another is kept by now.
    pub(super) async fn forget(&self, token: &BearerToken) {
        let mut kept = self.0.lock().await;
        if kept.as_ref() == Some(token) {
            *kept = None;
        }
    }
}
