//! A signed-in user, whose tokens are refreshed when they expire.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::OAuth2;
use super::session_error::SessionError;
use super::token_pair::TokenPair;
use super::token_store::TokenStore;
use crate::credentials::UserToken;

/// A signed-in user. The session refreshes the tokens shortly before they expire, and stores the
/// new ones before it returns one. [`OAuth2::session`] creates it.
///
/// Cloning is cheap, and clones share the tokens. However many tasks ask for a token at the same
/// time, there is one refresh, in a task of its own: to drop a future that waits for it loses
/// nothing. The methods need a Tokio runtime, as all calls of the client do.
///
/// X accepts a refresh token once. So all tasks must use clones of one session, and two processes
/// must not refresh the tokens of one user.
///
/// ```no_run
/// use account_activity::Client;
/// use account_activity::client::oauth2::TokenPair;
///
/// # async fn example(client: Client, tokens: TokenPair) -> Result<(), Box<dyn std::error::Error>> {
/// let session = client.oauth2().session(tokens, |new: TokenPair| async move {
///     // Store `new` in place of the previous tokens.
///     # let _ = new;
///     Ok::<(), std::io::Error>(())
/// });
/// let user = session.user_token().await?;
/// client.v2().subscribe("1241980494134145024".parse()?, &user).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct UserSession {
    shared: Arc<Shared>,
    leeway: Duration,
}

struct Shared {
    oauth2: OAuth2,
    store: Box<dyn TokenStore>,
    state: Mutex<State>,
}

struct State {
    tokens: TokenPair,
    is_stored: bool,
    /// Whether X has rejected the access token before its expiry.
    is_rejected: bool,
    /// The error after which no refresh can succeed.
    ended: Option<SessionError>,
    /// The task that refreshes and stores now.
    renewal: Option<watch::Receiver<Option<Outcome>>>,
}

type Outcome = Result<UserToken, SessionError>;

impl UserSession {
    pub(super) fn new(oauth2: OAuth2, tokens: TokenPair, store: Box<dyn TokenStore>) -> Self {
        let state =
            State { tokens, is_stored: true, is_rejected: false, ended: None, renewal: None };
        let shared = Arc::new(Shared { oauth2, store, state: Mutex::new(state) });
        Self { shared, leeway: Duration::from_secs(60) }
    }

    /// Sets how long before its expiry an access token is refreshed. The default is one minute, for
    /// clocks that differ and for the time that a request takes. It must be shorter than the two
    /// hours that a token is valid.
    #[must_use]
    pub const fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Returns the user's token, refreshed and stored if needed. A token whose expiry is not known
    /// is not refreshed.
    ///
    /// # Errors
    ///
    /// [`SessionError`]. Its text and its documentation have the next step.
    pub async fn user_token(&self) -> Result<UserToken, SessionError> {
        self.renewed_if(|_| false).await
    }

    /// Returns a token in place of one that X has rejected before its expiry. The session refreshes
    /// the tokens, unless another call has done so since.
    ///
    /// # Errors
    ///
    /// [`SessionError`]. Its text and its documentation have the next step.
    pub async fn replace(&self, rejected: &UserToken) -> Result<UserToken, SessionError> {
        self.renewed_if(|tokens| tokens.user_token() == *rejected).await
    }

    /// Returns the tokens as they are, without a request. They may be expired, or not stored yet.
    pub fn tokens(&self) -> TokenPair {
        self.shared.lock().tokens.clone()
    }

    async fn renewed_if(&self, is_rejected: impl FnOnce(&TokenPair) -> bool) -> Outcome {
        let mut renewal = {
            let mut state = self.shared.lock();
            state.is_rejected |= is_rejected(&state.tokens);
            if let Some(error) = &state.ended {
                return Err(error.clone());
            }
            if state.is_stored && !self.shared.is_spent(&state, self.leeway) {
                return Ok(state.tokens.user_token());
            }
            // The runtime can drop the task before it runs: then nothing has cleared this.
            state.renewal.take_if(|renewal| renewal.has_changed().is_err());
            let begin = || Shared::renew(Arc::clone(&self.shared), self.leeway);
            state.renewal.get_or_insert_with(begin).clone()
        };
        let outcome = renewal.wait_for(Option::is_some).await;
        let outcome = outcome.ok().and_then(|outcome| outcome.clone());
        outcome.unwrap_or(Err(SessionError::Interrupted))
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_spent(&self, state: &State, leeway: Duration) -> bool {
        state.is_rejected || state.tokens.is_expired_at(self.oauth2.client.now() + leeway)
    }

    /// Refreshes and stores in a task of its own, so that it completes even if nobody waits any
    /// more.
    fn renew(self: Arc<Self>, leeway: Duration) -> watch::Receiver<Option<Outcome>> {
        let (sender, receiver) = watch::channel(None);
        tokio::spawn(async move {
            let running = Running(self);
            let outcome = running.0.stored_tokens(leeway).await;
            drop(running);
            sender.send_replace(Some(outcome));
        });
        receiver
    }

    /// Stores what an earlier call could not store, and only then refreshes: each refresh ends the
    /// refresh token before it.
    async fn stored_tokens(&self, leeway: Duration) -> Outcome {
        self.store_tokens().await?;
        if let Some(spent) = self.spent(leeway) {
            self.refresh(&spent).await?;
            self.store_tokens().await?;
        }
        Ok(self.lock().tokens.user_token())
    }

    fn spent(&self, leeway: Duration) -> Option<TokenPair> {
        let state = self.lock();
        self.is_spent(&state, leeway).then(|| state.tokens.clone())
    }

    async fn refresh(&self, spent: &TokenPair) -> Result<(), SessionError> {
        let refreshed = self.oauth2.refresh(spent).await.map_err(SessionError::of_refresh);
        let mut state = self.lock();
        match refreshed {
            Ok(tokens) => {
                state.tokens = tokens;
                state.is_stored = false;
                state.is_rejected = false;
                Ok(())
            }
            Err(error) => {
                state.ended = Some(error.clone()).filter(SessionError::needs_sign_in);
                Err(error)
            }
        }
    }

    async fn store_tokens(&self) -> Result<(), SessionError> {
        let unstored = {
            let state = self.lock();
            (!state.is_stored).then(|| state.tokens.clone())
        };
        if let Some(tokens) = unstored {
            self.store.store(tokens).await.map_err(SessionError::of_store)?;
            self.lock().is_stored = true;
        }
        Ok(())
    }
}

/// A renewal that runs. It ends when this is dropped, also by a panic or by the end of the runtime,
/// so that the next call can begin another one. The task creates it: a runtime that shuts down drops
/// a new task at once, while the caller holds the lock that `drop` takes.
struct Running(Arc<Shared>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.lock().renewal = None;
    }
}

impl fmt::Debug for UserSession {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("UserSession")
            .field("tokens", &self.tokens())
            .field("leeway", &self.leeway)
            .finish_non_exhaustive()
    }
}
