//! The builder of a client.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::bearer::BearerCache;
use super::build_error::BuildError;
use super::exchange::Exchange;
use super::rate_limit::RateLimits;
use super::request::PreparedRequest;
use super::transport::{HAS_TLS, transport};
use super::{Client, Inner};
use crate::clock::{Clock, SystemClock};
use crate::credentials::{AppCredentials, UserTokenScheme};

/// A builder of a [`Client`], created by [`Client::builder`].
#[must_use]
pub struct ClientBuilder {
    app: AppCredentials,
    base_url: String,
    timeout: Duration,
    dm_media_timeout: Duration,
    retries: u32,
    longest_wait: Duration,
    patience: Duration,
    user_agent: String,
    proxy: Option<String>,
    roots: Vec<Vec<u8>>,
    hooks: Hooks,
}

/// The functions that the user of a client supplies.
#[derive(Clone)]
pub(super) struct Hooks {
    pub(super) clock: Arc<dyn Clock>,
    pub(super) nonce: Option<Arc<dyn Fn() -> String + Send + Sync>>,
    pub(super) observer: Option<Observer<Exchange>>,
    pub(super) dry_run: Option<Observer<PreparedRequest>>,
}

type Observer<T> = Arc<dyn Fn(&T) + Send + Sync>;

impl ClientBuilder {
    /// The shortest timeout. Registering a webhook takes as long as the challenge-response check
    /// (CRC) that X runs meanwhile.
    pub const MIN_TIMEOUT: Duration = Duration::from_secs(12);

    pub(super) fn new(app: AppCredentials) -> Self {
        Self {
            app,
            base_url: "https://api.twitter.com".to_owned(),
            timeout: Duration::from_secs(30),
            dm_media_timeout: Duration::from_secs(10 * 60),
            retries: 2,
            longest_wait: Duration::from_secs(10),
            patience: Duration::ZERO,
            user_agent: concat!("account-activity/", env!("CARGO_PKG_VERSION")).to_owned(),
            proxy: None,
            roots: Vec::new(),
            hooks: Hooks {
                clock: Arc::new(SystemClock),
                nonce: None,
                observer: None,
                dry_run: None,
            },
        }
    }

    /// Sets the address of the API. An https address requires the feature `rustls` or `native-tls`
    /// of this crate. The default is `https://api.twitter.com`. `https://api.x.com`
    /// is the same API; the emulator and tests have addresses of their own.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// Sets the time limit of a request, including its whole response. The default is 30 seconds. A
    /// limit below [`MIN_TIMEOUT`](Self::MIN_TIMEOUT) is raised to it.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout.max(Self::MIN_TIMEOUT);
        self
    }

    /// Sets the time limit of the whole download of a file of a Direct Message, from the request to
    /// the last chunk, with the time that the program takes between chunks. The default is 10
    /// minutes. The response and each chunk also have the limit of [`timeout`](Self::timeout).
    pub fn dm_media_timeout(mut self, timeout: Duration) -> Self {
        self.dm_media_timeout = timeout;
        self
    }

    /// Sets how often a failed request is retried. The default is 2.
    ///
    /// Only requests that are safe to repeat are retried: no `POST`, except the one for the bearer
    /// token. They are retried after a response of 5xx or 429, and when there is no response.
    /// Timed-out requests are not retried. A retried `DELETE` whose first response was lost may
    /// fail because nothing is left to delete.
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// Sets the longest wait before a retry. The default is 10 seconds. If X asks for a longer wait
    /// (a rate limit asks for up to 15 minutes), the method returns the error instead, and
    /// [`retry_after`](super::Error::retry_after) returns the wait. See also
    /// [`wait_for_rate_limit`](Self::wait_for_rate_limit).
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// Makes calls wait until a rate limit ends, and send the request again. `longest` bounds the
    /// waits of one call together. The default is zero: calls do not wait, but return the error.
    ///
    /// This applies to every request, including `POST`, because X does not act on a request that it
    /// rejects for the rate limit. Such waits do not count as [retries](Self::retries). The wait is
    /// [`retry_after`](super::Error::retry_after), at least one second. If X does not report it, as
    /// with subscribing, it is one minute. If it would exceed the rest of `longest`, the method
    /// returns the error at once. A window of X has 15 minutes.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use account_activity::{AppCredentials, Client};
    /// # let app = AppCredentials::new("key", "secret");
    /// let client = Client::builder(app).wait_for_rate_limit(Duration::from_secs(16 * 60)).build()?;
    /// # Ok::<(), account_activity::client::BuildError>(())
    /// ```
    pub fn wait_for_rate_limit(mut self, longest: Duration) -> Self {
        self.patience = longest;
        self
    }

    /// Sets the `User-Agent`. The default is the name and version of this crate.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Sends every request through a proxy, such as `http://proxy.example:3128` or
    /// `http://user:password@proxy.example:3128`. The scheme is `http` or `https`. Without this
    /// setting, the environment variables `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` apply.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Adds a root certificate, in PEM, to the trusted ones.
    pub fn root_certificate(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.roots.push(pem.as_ref().to_vec());
        self
    }

    /// Replaces the system's clock, for tests. The client uses it for the timestamps of signatures,
    /// for the expiry of tokens, for the rules of Replay, and to wait before another attempt. Time
    /// limits of requests do not follow it.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.hooks.clock = Arc::new(clock);
        self
    }

    /// Replaces the random nonces of signatures, for tests.
    pub fn nonce(mut self, nonce: impl Fn() -> String + Send + Sync + 'static) -> Self {
        self.hooks.nonce = Some(Arc::new(nonce));
        self
    }

    /// Sets a function that is called after each request with the status of its response. This
    /// includes retries and fetches of the bearer token. Use it for logs and metrics. It should
    /// return quickly.
    pub fn observer(mut self, observer: impl Fn(&Exchange) + Send + Sync + 'static) -> Self {
        self.hooks.observer = Some(Arc::new(observer));
        self
    }

    /// Sends nothing. `show` receives each request as it would be sent, and the method that made
    /// the request fails with [`NotSentReason::DryRun`](super::NotSentReason::DryRun).
    pub fn dry_run(mut self, show: impl Fn(&PreparedRequest) + Send + Sync + 'static) -> Self {
        self.hooks.dry_run = Some(Arc::new(show));
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// [`BuildError`] names the setting that is not valid.
    pub fn build(self) -> Result<Client, BuildError> {
        check(&self.app)?;
        let base_url = base_url(&self.base_url).ok_or(BuildError::BaseUrl)?;
        if http::HeaderValue::try_from(&self.user_agent).is_err() {
            return Err(BuildError::UserAgent);
        }
        if base_url.scheme() == "https" && !HAS_TLS && self.hooks.dry_run.is_none() {
            return Err(BuildError::NoTls);
        }
        let http = transport(&self.user_agent, self.proxy.as_deref(), &self.roots)?;
        let bearer = BearerCache::new(self.app.bearer_token.as_deref());
        Ok(Client {
            inner: Arc::new(Inner {
                app: self.app,
                base_url,
                http,
                timeout: self.timeout,
                dm_media_timeout: self.dm_media_timeout,
                retries: self.retries,
                longest_wait: self.longest_wait,
                patience: self.patience,
                hooks: self.hooks,
                bearer,
                rate_limits: RateLimits::default(),
            }),
        })
    }
}

/// Parses the URL that paths are appended to. Credentials in it are rejected, because they would be
/// shown wherever the URL is.
fn base_url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_http = matches!(url.scheme(), "http" | "https") && url.host().is_some();
    let is_bare = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    (is_http && is_bare).then_some(url)
}

/// Checks that no credential is empty or would break a header.
fn check(app: &AppCredentials) -> Result<(), BuildError> {
    if app.owner.as_ref().is_some_and(|owner| owner.scheme() != UserTokenScheme::OAuth1) {
        return Err(BuildError::OwnerScheme);
    }
    let owner = app.owner.as_ref().and_then(|owner| owner.expose_oauth1());
    let parts = [
        ("consumer key", Some(app.consumer_key.as_str())),
        ("consumer secret", Some(app.consumer_secret.as_str())),
        ("owner's access token", owner.map(|(token, _)| token)),
        ("owner's access token secret", owner.map(|(_, secret)| secret)),
        ("bearer token", app.bearer_token.as_deref()),
        ("client id", app.client_id.as_deref()),
        ("client secret", app.client_secret.as_deref()),
    ];
    for (name, value) in parts {
        let Some(value) = value else { continue };
        if value.trim().is_empty() {
            return Err(BuildError::Empty(name));
        }
        if value.trim() != value || value.contains(char::is_control) {
            return Err(BuildError::WhiteSpace(name));
        }
    }
    Ok(())
}

impl std::fmt::Debug for ClientBuilder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("ClientBuilder")
            .field("base_url", &base_url(&self.base_url).as_ref().map(Url::as_str))
            .field("timeout", &self.timeout)
            .field("retries", &self.retries)
            .finish_non_exhaustive()
    }
}
