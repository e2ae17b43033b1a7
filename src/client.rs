//! Asynchronous methods for every endpoint of every tier.
//!
//! A [`Client`] holds the app's credentials: its key and secret, its owner's token, and its bearer
//! token, which the client fetches when it needs it. A subscriber's [`UserToken`] is an argument of
//! exactly the methods that act for the subscriber, so one client serves thousands of users.
//!
//! ```no_run
//! use account_activity::client::WebhookUrl;
//! use account_activity::{AppCredentials, Client, UserToken};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let owner = UserToken::oauth1("token", "token secret");
//! let client = Client::builder(AppCredentials::new("key", "secret").owner(owner)).build()?;
//!
//! let url: WebhookUrl = "https://bot.example/webhooks/twitter".parse()?;
//! let env = client.premium("prod");
//! env.ensure_webhook(&url).await?;
//! env.subscribe(&UserToken::oauth1("user's token", "user's token secret")).await?;
//! println!("{:?}", client.premium_account().subscription_count().await?.remaining());
//! # Ok(())
//! # }
//! ```
//!
//! The handles are [`premium`](Client::premium), [`premium_account`](Client::premium_account),
//! [`enterprise`](Client::enterprise), [`v2`](Client::v2), [`xaa`](Client::xaa),
//! [`oauth`](Client::oauth) and [`oauth2`](Client::oauth2).
//! [`Endpoint`] has the data of each endpoint; the guide has the same data as a table
//! ([`guide::endpoints`](crate::guide::endpoints)).
//!
//! Every method returns an [`Error`] on failure. It names the endpoint. For a response of the API
//! it also has the code, the meaning of the code for this endpoint ([`Reason`]) and what to do
//! about it ([`Remedy`]).

mod auth;
mod bearer;
mod build_error;
mod builder;
mod call;
mod endpoint;
mod ensure;
mod enterprise;
mod environment;
mod error;
mod exchange;
mod json;
mod media;
mod oauth;
mod oauth1;
pub mod oauth2;
mod premium;
mod rate_limit;
mod redact;
mod replace;
mod replay;
mod request;
mod response;
mod send;
mod subscribe;
mod subscription;
mod target;
mod transport;
mod v2;
mod wait;
mod webhook;
mod webhook_url;
pub mod xaa;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

pub use auth::AppAuth;
pub use bearer::BearerToken;
pub use build_error::BuildError;
pub use builder::ClientBuilder;
pub use endpoint::{AuthScheme, Endpoint, EndpointGroup};
pub use enterprise::Enterprise;
pub use environment::EnvironmentName;
pub use error::*;
pub use exchange::Exchange;
pub use media::{DmMedia, DmMediaError};
pub use oauth::{
    AccessLevel, AccessToken, AuthorizeUrl, Callback, CallbackQuery, CallbackQueryError, OAuth,
    RequestToken, VerifiedCredentials,
};
pub use oauth1::Signer;
pub use premium::{Premium, PremiumAccount};
pub use rate_limit::{RateLimit, RateWindow};
pub use replay::{ReplayJob, ReplayWindow, ReplayWindowError};
pub use request::PreparedRequest;
pub use subscription::{Subscribed, SubscriptionCount, Subscriptions, Unsubscribed};
pub use v2::V2;
pub use webhook::{Ensured, EnvironmentWebhooks, Validation, Webhook};
pub use webhook_url::{WebhookUrl, WebhookUrlError};

use crate::credentials::AppCredentials;
#[cfg(doc)]
use crate::credentials::UserToken;
use crate::value::timestamp::Timestamp;
use bearer::BearerCache;
use builder::Hooks;
use rate_limit::RateLimits;

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A client of the API, for one app.
///
/// Cloning is cheap. Clones share connections, the bearer token and the observed rate limits.
///
/// Dropping the future of a method is safe and leaves nothing locked, but X may already have acted
/// on the request.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    app: AppCredentials,
    base_url: Url,
    http: reqwest::Client,
    timeout: Duration,
    /// The longest time of the whole download of a file of a Direct Message.
    dm_media_timeout: Duration,
    retries: u32,
    longest_wait: Duration,
    /// The longest time that a call waits for its rate limit, over all attempts.
    patience: Duration,
    hooks: Hooks,
    bearer: BearerCache,
    rate_limits: RateLimits,
}

impl Client {
    /// Returns a builder for a client of `app`.
    pub fn builder(app: AppCredentials) -> ClientBuilder {
        ClientBuilder::new(app)
    }

    /// Returns a handle for a Premium environment, sandbox or paid.
    #[must_use]
    pub fn premium(&self, environment: impl Into<EnvironmentName>) -> Premium {
        Premium::new(self.clone(), environment.into())
    }

    /// Returns a handle for the Premium account as a whole.
    #[must_use]
    pub fn premium_account(&self) -> PremiumAccount {
        PremiumAccount::new(self.clone())
    }

    /// Returns a handle for the Enterprise tier of v1.1, including Replay.
    #[must_use]
    pub fn enterprise(&self) -> Enterprise {
        Enterprise::new(self.clone())
    }

    /// Returns a handle for the API of v2.
    #[must_use]
    pub fn v2(&self) -> V2 {
        V2::new(self.clone())
    }

    /// Returns a handle for the X Activity API: its subscriptions and its stream.
    #[must_use]
    pub fn xaa(&self) -> xaa::Xaa {
        xaa::Xaa::new(self.clone())
    }

    /// Returns a handle for tokens and sign-in by OAuth 2.0.
    #[must_use]
    pub fn oauth2(&self) -> oauth2::OAuth2 {
        oauth2::OAuth2::new(self.clone())
    }

    /// Returns a handle for tokens and sign-in.
    #[must_use]
    pub fn oauth(&self) -> OAuth {
        OAuth::new(self.clone())
    }

    /// Returns the rate limit of an endpoint, as the API last reported it. `None` before the first
    /// report, and for endpoints without reports: X sends these headers with lists only.
    ///
    /// X counts by app, and by user where a user's token is used. This is the value of the last
    /// response, for whichever user the request was made.
    #[must_use]
    pub fn rate_limit(&self, endpoint: Endpoint) -> Option<RateLimit> {
        self.inner.rate_limits.get(endpoint)
    }

    fn now(&self) -> Timestamp {
        self.inner.hooks.clock.now()
    }

    /// Waits by the client's clock.
    async fn sleep(&self, wait: Duration) {
        let millis = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        let due = Timestamp::from_millis(self.now().as_millis().saturating_add(millis));
        self.inner.hooks.clock.sleep_until(due).await;
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("base_url", &self.inner.base_url.as_str())
            .finish_non_exhaustive()
    }
}
