//! How a client is made.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use url::Url;

use super::bearer::BearerCache;
use super::exchange::Exchange;
use super::rate_limit::RateLimits;
use super::request::PreparedRequest;
use super::{Client, Inner};
use crate::credentials::{AppCredentials, UserTokenScheme};
use crate::value::timestamp::Timestamp;

/// Makes a [`Client`]: see [`Client::builder`].
#[must_use]
pub struct ClientBuilder {
    app: AppCredentials,
    base_url: String,
    timeout: Duration,
    retries: u32,
    longest_wait: Duration,
    user_agent: String,
    proxy: Option<String>,
    roots: Vec<Vec<u8>>,
    hooks: Hooks,
}

/// What a client asks or tells whoever made it.
#[derive(Clone)]
pub(super) struct Hooks {
    pub(super) clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    pub(super) nonce: Option<Arc<dyn Fn() -> String + Send + Sync>>,
    pub(super) observer: Option<Observer<Exchange>>,
    pub(super) dry_run: Option<Observer<PreparedRequest>>,
}

type Observer<T> = Arc<dyn Fn(&T) + Send + Sync>;

/// Why no client can be made.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A key, secret or token is empty.
    #[error("the {0} is empty: is the variable that should hold it set?")]
    Empty(&'static str),
    /// A key, secret or token has white space around it, mostly the newline of its file.
    #[error("the {0} begins or ends with white space, or has a control character in it")]
    WhiteSpace(&'static str),
    /// The owner's token is not of OAuth 1.0a.
    #[error("the owner's token must be of OAuth 1.0a: use UserToken::oauth1")]
    OwnerScheme,
    /// The base URL is no `http` or `https` URL, or has more than a host, a port and a path.
    #[error("the base URL is no bare http or https URL, such as https://api.twitter.com")]
    BaseUrl,
    /// The proxy's address is not understood.
    #[error("the proxy is no URL, such as http://proxy.example:3128")]
    Proxy,
    /// A root certificate is not PEM, or the crate is built without TLS.
    #[error("the root certificate is not PEM (`-----BEGIN CERTIFICATE-----`), or there is no TLS")]
    Certificate,
    /// The user agent cannot stand in a header.
    #[error("the user agent has characters that no header can have")]
    UserAgent,
    /// TLS could not be set up.
    #[error("the HTTP client could not be set up: {0}")]
    Setup(String),
}

impl ClientBuilder {
    /// The least timeout: registering waits for the challenge that X runs meanwhile.
    pub const MIN_TIMEOUT: Duration = Duration::from_secs(12);

    pub(super) fn new(app: AppCredentials) -> Self {
        Self {
            app,
            base_url: "https://api.twitter.com".to_owned(),
            timeout: Duration::from_secs(30),
            retries: 2,
            longest_wait: Duration::from_secs(10),
            user_agent: concat!("account-activity/", env!("CARGO_PKG_VERSION")).to_owned(),
            proxy: None,
            roots: Vec::new(),
            hooks: Hooks {
                clock: Arc::new(|| SystemTime::now().into()),
                nonce: None,
                observer: None,
                dry_run: None,
            },
        }
    }

    /// The address of the API: by default `https://api.twitter.com`. `https://api.x.com` is the
    /// same; the emulator and tests have their own.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// How long a request may take, its whole answer included: by default 30 seconds, never less
    /// than [`MIN_TIMEOUT`](Self::MIN_TIMEOUT).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout.max(Self::MIN_TIMEOUT);
        self
    }

    /// How many times to try again what may succeed next time: by default 2.
    ///
    /// Only what does no harm when it is done twice is tried again, so no `POST` but that for the
    /// bearer token, and only after an answer of 5xx or 429, or none. A `DELETE` whose first answer
    /// was lost may say that there is nothing to delete any more.
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// The longest wait between two attempts, by default 10 seconds. What asks for more (a rate
    /// limit asks for up to 15 minutes) is given back as an error, which says for how much.
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// The `User-Agent`, by default the name and version of this crate.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// A proxy for every request, such as `http://proxy.example:3128`. Without one, the variables
    /// `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` decide.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Trusts one more root certificate, in PEM.
    pub fn root_certificate(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.roots.push(pem.as_ref().to_vec());
        self
    }

    /// The clock, for the timestamps of signatures, waits and the rules of Replay. By default the
    /// system's; for tests.
    pub fn clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.hooks.clock = Arc::new(clock);
        self
    }

    /// Where the nonces of signatures come from. By default they are random; for tests.
    pub fn nonce(mut self, nonce: impl Fn() -> String + Send + Sync + 'static) -> Self {
        self.hooks.nonce = Some(Arc::new(nonce));
        self
    }

    /// Is told of every request and the status of its answer, retries and the fetching of the
    /// bearer token included: for logs and metrics. It should be quick.
    pub fn observer(mut self, observer: impl Fn(&Exchange) + Send + Sync + 'static) -> Self {
        self.hooks.observer = Some(Arc::new(observer));
        self
    }

    /// Sends nothing: shows each request as it would be sent, and lets its call end with
    /// [`NotSentReason::DryRun`](super::NotSentReason::DryRun).
    pub fn dry_run(mut self, show: impl Fn(&PreparedRequest) + Send + Sync + 'static) -> Self {
        self.hooks.dry_run = Some(Arc::new(show));
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// [`BuildError`] says what of the above cannot be.
    pub fn build(self) -> Result<Client, BuildError> {
        check(&self.app)?;
        let base_url = base_url(&self.base_url).ok_or(BuildError::BaseUrl)?;
        if http::HeaderValue::try_from(&self.user_agent).is_err() {
            return Err(BuildError::UserAgent);
        }
        let http = transport(&self.user_agent, self.proxy.as_deref(), &self.roots)?;
        let bearer = BearerCache::new(self.app.bearer_token.as_deref());
        Ok(Client {
            inner: Arc::new(Inner {
                app: self.app,
                base_url,
                http,
                timeout: self.timeout,
                retries: self.retries,
                longest_wait: self.longest_wait,
                hooks: self.hooks,
                bearer,
                rate_limits: RateLimits::default(),
            }),
        })
    }
}

/// Sets up the transport. It follows no redirect and tries nothing again by itself: both are decided
/// in one place, `send`.
fn transport(
    user_agent: &str,
    proxy: Option<&str>,
    roots: &[Vec<u8>],
) -> Result<reqwest::Client, BuildError> {
    let proxy = match proxy {
        Some(proxy) => Some(reqwest::Proxy::all(proxy).map_err(|_| BuildError::Proxy)?),
        None => None,
    };
    let builder = || {
        let builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .user_agent(user_agent);
        match &proxy {
            Some(proxy) => builder.proxy(proxy.clone()),
            None => builder,
        }
    };
    build(builder, roots)
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn build(
    builder: impl Fn() -> reqwest::ClientBuilder,
    roots: &[Vec<u8>],
) -> Result<reqwest::Client, BuildError> {
    let mut certificates = Vec::new();
    for pem in roots {
        match reqwest::Certificate::from_pem_bundle(pem) {
            Ok(bundle) if !bundle.is_empty() => certificates.extend(bundle),
            _ => return Err(BuildError::Certificate),
        }
    }
    // A machine without certificates of its own can still call the emulator, and those for whom
    // the given ones vouch.
    (builder().tls_certs_merge(certificates.clone()).build())
        .or_else(|_| builder().tls_certs_only(certificates).build())
        .map_err(|error| BuildError::Setup(error.to_string()))
}

/// Without TLS there is nothing that a certificate could be for.
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn build(
    builder: impl Fn() -> reqwest::ClientBuilder,
    roots: &[Vec<u8>],
) -> Result<reqwest::Client, BuildError> {
    if !roots.is_empty() {
        return Err(BuildError::Certificate);
    }
    builder().build().map_err(|error| BuildError::Setup(error.to_string()))
}

/// What paths are appended to. A password in it would be shown wherever the URL is.
fn base_url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_http = matches!(url.scheme(), "http" | "https") && url.host().is_some();
    let is_bare = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    (is_http && is_bare).then_some(url)
}

/// Checks that nothing is missing, and that nothing would break a header.
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
