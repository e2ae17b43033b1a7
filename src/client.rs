//! Calling the API: an asynchronous method for every endpoint of every tier.
//!
//! A [`Client`] holds what belongs to the app: its key and secret, its owner's token, its bearer
//! token, which it fetches by itself. What belongs to a subscriber, their [`UserToken`], is an
//! argument of exactly the calls that act for them, so that one client serves thousands of users.
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
//! The handles: [`premium`](Client::premium) and [`premium_account`](Client::premium_account),
//! [`enterprise`](Client::enterprise), [`v2`](Client::v2), [`oauth`](Client::oauth). What is known of
//! each endpoint is in [`Endpoint`], and in the guide's table
//! ([`guide::endpoints`](crate::guide::endpoints)).
//!
//! Every call fails with [`Error`], which tells the endpoint, and for an answer of the API its
//! code, what the code means here ([`Reason`]) and what to do about it ([`Remedy`]).

mod auth;
mod bearer;
mod builder;
mod call;
mod endpoint;
mod ensure;
mod enterprise;
mod environment;
mod error;
mod exchange;
mod media;
mod oauth;
mod oauth1;
mod premium;
mod rate_limit;
mod redact;
mod replay;
mod request;
mod response;
mod send;
mod subscribe;
mod subscription;
mod v2;
mod webhook;
mod webhook_url;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

pub use auth::AppAuth;
pub use bearer::BearerToken;
pub use builder::{BuildError, ClientBuilder};
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
pub use rate_limit::RateLimit;
pub use replay::{ReplayJob, ReplayWindow, ReplayWindowError};
pub use request::PreparedRequest;
pub use subscription::{Subscribed, SubscriptionCount, Subscriptions};
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

/// A client of the API, for one app. Cloning is cheap, and clones share connections, the bearer
/// token and what is known of rate limits.
///
/// A call that is dropped before its end leaves nothing locked; whether the API has done what it
/// asked is then as unknown as after a lost answer.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    app: AppCredentials,
    base_url: Url,
    http: reqwest::Client,
    timeout: Duration,
    retries: u32,
    longest_wait: Duration,
    hooks: Hooks,
    bearer: BearerCache,
    rate_limits: RateLimits,
}

impl Client {
    /// Begins to make a client for an app.
    pub fn builder(app: AppCredentials) -> ClientBuilder {
        ClientBuilder::new(app)
    }

    /// An environment of Premium, sandbox and paid alike.
    #[must_use]
    pub fn premium(&self, environment: impl Into<EnvironmentName>) -> Premium {
        Premium::new(self.clone(), environment.into())
    }

    /// What Premium tells of the account as a whole.
    #[must_use]
    pub fn premium_account(&self) -> PremiumAccount {
        PremiumAccount::new(self.clone())
    }

    /// The Enterprise tier of v1.1, Replay included.
    #[must_use]
    pub fn enterprise(&self) -> Enterprise {
        Enterprise::new(self.clone())
    }

    /// The API of v2.
    #[must_use]
    pub fn v2(&self) -> V2 {
        V2::new(self.clone())
    }

    /// Tokens and sign-in.
    #[must_use]
    pub fn oauth(&self) -> OAuth {
        OAuth::new(self.clone())
    }

    /// What the API last said of the rate limit of an endpoint. `None` before it said anything, and
    /// for endpoints of which it says nothing: X sends these headers with lists only.
    ///
    /// X counts by app, and by user where a user's token is used; this is what the last answer
    /// said, whoever's it was.
    #[must_use]
    pub fn rate_limit(&self, endpoint: Endpoint) -> Option<RateLimit> {
        self.inner.rate_limits.get(endpoint)
    }

    fn now(&self) -> Timestamp {
        (self.inner.hooks.clock)()
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
