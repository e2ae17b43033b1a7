//! Premium: webhooks and subscriptions by environment.

use super::auth::{AppAuth, Auth};
use super::call::Call;
use super::endpoint::Endpoint;
use super::error::Error;
use super::replace::{self, Steps};
use super::{
    Client, Ensured, EnvironmentName, EnvironmentWebhooks, Subscribed, SubscriptionCount,
    Subscriptions, Unsubscribed, Webhook, WebhookUrl,
};
use crate::credentials::UserToken;
use crate::value::id::{UserId, WebhookId};

/// A Premium environment, sandbox or paid: one webhook and its subscriptions.
///
/// ```no_run
/// use account_activity::client::WebhookUrl;
/// use account_activity::{AppCredentials, Client, UserToken};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let owner = UserToken::oauth1("token", "token secret");
/// let client = Client::builder(AppCredentials::new("key", "secret").owner(owner)).build()?;
/// let env = client.premium("prod");
/// let url: WebhookUrl = "https://bot.example/webhooks/twitter".parse()?;
/// env.ensure_webhook(&url).await?;
/// env.subscribe(&UserToken::oauth1("user's token", "user's token secret")).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Premium {
    client: Client,
    environment: EnvironmentName,
    auth: Option<AppAuth>,
}

impl Premium {
    pub(super) const fn new(client: Client, environment: EnvironmentName) -> Self {
        Self { client, environment, auth: None }
    }

    /// Returns the name of the environment.
    #[must_use]
    pub const fn environment(&self) -> &EnvironmentName {
        &self.environment
    }

    /// Overrides the credentials used. Endpoints that do not accept them fail before sending.
    #[must_use]
    pub const fn using(mut self, auth: AppAuth) -> Self {
        self.auth = Some(auth);
        self
    }

    fn call(&self, endpoint: Endpoint) -> Call<'static> {
        Call::new(endpoint, Auth::App(self.auth)).parameter("env_name", &self.environment)
    }

    fn call_for<'a>(&self, endpoint: Endpoint, user: &'a UserToken) -> Call<'a> {
        Call::new(endpoint, Auth::User(user)).parameter("env_name", &self.environment)
    }

    /// Registers the webhook of the environment. X runs a challenge-response check (CRC) meanwhile,
    /// so the receiver must be running.
    ///
    /// `POST /1.1/account_activity/all/:env_name/webhooks.json`, OAuth 1.0a of the app's owner, 15
    /// requests in 15 minutes. Source: X's Premium reference.
    ///
    /// # Errors
    ///
    /// Code 214 if X does not accept the URL or the CRC response, or if the limit of webhooks is
    /// reached: [`reason`](super::ApiError::reason) distinguishes these.
    #[doc(alias = "create_webhook")]
    pub async fn register_webhook(&self, url: &WebhookUrl) -> Result<Webhook, Error> {
        let call = self.call(Endpoint::PremiumRegisterWebhook).query("url", url);
        self.client.send(call).await?.object("a webhook")
    }

    /// Lists the webhooks of the environment: one, or none.
    ///
    /// `GET /1.1/account_activity/all/:env_name/webhooks.json`, bearer token (OAuth 1.0a of the
    /// app's owner works too), 15 requests in 15 minutes. Source: X's Premium reference.
    ///
    /// # Errors
    ///
    /// Code 200 if the environment does not exist, does not belong to the app, or is misspelt: case
    /// matters.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, Error> {
        self.client.send(self.call(Endpoint::PremiumWebhooks)).await?.webhooks()
    }

    /// Makes X run a CRC. An invalid webhook that passes it becomes valid again.
    ///
    /// `PUT /1.1/account_activity/all/:env_name/webhooks/:webhook_id.json`, OAuth 1.0a of the app's
    /// owner (samples of X use the bearer token), 15 requests in 15 minutes. Source: X's Premium
    /// reference.
    ///
    /// # Errors
    ///
    /// Code 214 if the CRC fails, 34 if the webhook does not exist or belongs to another app.
    #[doc(alias("CRC", "challenge"))]
    pub async fn validate_webhook(&self, webhook: WebhookId) -> Result<(), Error> {
        let call = self.call(Endpoint::PremiumValidateWebhook).parameter("webhook_id", webhook);
        self.client.send(call).await?.done()
    }

    /// Deletes the webhook and all its subscriptions.
    ///
    /// `DELETE /1.1/account_activity/all/:env_name/webhooks/:webhook_id.json`, OAuth 1.0a of the
    /// app's owner, 15 requests in 15 minutes. Source: X's Premium reference.
    ///
    /// # Errors
    ///
    /// Code 34 if the webhook does not exist or belongs to another app.
    pub async fn delete_webhook(&self, webhook: WebhookId) -> Result<(), Error> {
        let call = self.call(Endpoint::PremiumDeleteWebhook).parameter("webhook_id", webhook);
        self.client.send(call).await?.done()
    }

    /// Ensures that the environment has this webhook and that it is valid: keeps it, validates it
    /// or registers it. Another webhook is left as it is.
    ///
    /// Calls [`webhooks`](Self::webhooks), then [`validate_webhook`](Self::validate_webhook) or
    /// [`register_webhook`](Self::register_webhook) if needed. If registering fails because the URL
    /// is registered already or the limit of webhooks is reached, it lists the webhooks again,
    /// because another process may have registered the URL meanwhile.
    ///
    /// # Errors
    ///
    /// The errors of these methods. If the environment has another webhook, code 214, "Too many
    /// resources already created".
    pub async fn ensure_webhook(&self, url: &WebhookUrl) -> Result<Ensured, Error> {
        super::ensure::ensure_webhook(
            url,
            || self.webhooks(),
            |webhook| self.validate_webhook(webhook),
            || self.register_webhook(url),
        )
        .await
    }

    /// Replaces the webhook of the environment by one with another URL, because the URL of a webhook cannot be changed.
    ///
    /// 1. Lists the webhooks. If one has the URL, it is [ensured](Self::ensure_webhook).
    /// 2. Otherwise registers the new webhook. If X accepts it, deletes the old one.
    /// 3. If the limit of webhooks is reached, deletes the old webhook, then registers the new one.
    ///    No webhook exists in between, and X does not deliver the events of that time.
    ///
    /// **All subscriptions end**, because they are deleted with the old webhook. Before the call, store
    /// the list of [`subscriptions`](Self::subscriptions); after it, subscribe the users again.
    ///
    /// # Errors
    ///
    /// The errors of these methods. If registering fails in step 2, the old webhook and its
    /// subscriptions are unchanged. If it fails in step 3, the method registers the old URL again, once,
    /// and returns the error of the new one; the subscriptions are lost. After a failure the call can be
    /// repeated.
    pub async fn replace_webhook(&self, url: &WebhookUrl) -> Result<Webhook, Error> {
        let steps = Steps {
            list: || self.webhooks(),
            ensure: || self.ensure_webhook(url),
            register: |url| async move { self.register_webhook(&url).await },
            delete: |webhook| self.delete_webhook(webhook),
        };
        replace::replace_webhook(None, url, steps).await
    }

    /// Subscribes a user: all activity of the user is delivered to the webhook of the environment.
    ///
    /// `POST /1.1/account_activity/all/:env_name/subscriptions.json`, OAuth 1.0a of the user, 500
    /// requests in 15 minutes. Source: X's Premium reference.
    ///
    /// # Errors
    ///
    /// Code 348 if the token belongs to another app or lacks the permission for Direct Messages,
    /// 170 if there is no webhook yet. If the user is subscribed already (code 355), the method
    /// succeeds.
    #[doc(alias = "create_subscription")]
    pub async fn subscribe(&self, user: &UserToken) -> Result<Subscribed, Error> {
        self.client.subscribe(self.call_for(Endpoint::PremiumSubscribe, user)).await
    }

    /// Returns whether a user is subscribed.
    ///
    /// `GET /1.1/account_activity/all/:env_name/subscriptions.json`, OAuth 1.0a of the user, 500
    /// requests in 15 minutes. Source: X's Premium reference.
    ///
    /// # Errors
    ///
    /// 401 if the user has not authorised the app, or not for Direct Messages. If the user is not
    /// subscribed (404, with code 34 or without a body), the method succeeds.
    #[doc(alias = "validate_subscription")]
    pub async fn is_subscribed(&self, user: &UserToken) -> Result<bool, Error> {
        self.client.is_subscribed(self.call_for(Endpoint::PremiumIsSubscribed, user)).await
    }

    /// Lists the subscribed users. No paging is documented.
    ///
    /// `GET /1.1/account_activity/all/:env_name/subscriptions/list.json`, bearer token, 50 requests
    /// in 15 minutes. Source: X's Premium reference.
    ///
    /// # Errors
    ///
    /// Code 32 or 200 if the app may not see the environment.
    pub async fn subscriptions(&self) -> Result<Subscriptions, Error> {
        self.client.subscriptions(self.call(Endpoint::PremiumSubscriptions)).await
    }

    /// Unsubscribes a user by id.
    ///
    /// `DELETE /1.1/account_activity/all/:env_name/subscriptions/:user_id.json`, bearer token, 500
    /// requests in 15 minutes. Source: X's Premium reference.
    ///
    /// # Errors
    ///
    /// Those of the credentials. If the user is not subscribed (404, with code 34 or without a body),
    /// the method succeeds.
    #[doc(alias = "delete_subscription")]
    pub async fn unsubscribe(&self, user: UserId) -> Result<Unsubscribed, Error> {
        let call = self.call(Endpoint::PremiumUnsubscribe).parameter("user_id", user);
        self.client.unsubscribe(call).await
    }

    /// Unsubscribes a user by the user's token.
    ///
    /// `DELETE /1.1/account_activity/all/:env_name/subscriptions.json`, OAuth 1.0a of the user, 500
    /// requests in 15 minutes. Source: X's Premium reference, which marks it deprecated.
    ///
    /// # Errors
    ///
    /// Those of the credentials. If the user is not subscribed (404), the method succeeds.
    #[deprecated = "X retired it in 2020: use `unsubscribe`"]
    pub async fn unsubscribe_with_token(&self, user: &UserToken) -> Result<Unsubscribed, Error> {
        let call = self.call_for(Endpoint::PremiumUnsubscribeWithToken, user);
        self.client.unsubscribe(call).await
    }
}

/// The Premium account as a whole, returned by [`Client::premium_account`].
#[derive(Clone, Debug)]
pub struct PremiumAccount {
    client: Client,
    auth: Option<AppAuth>,
}

impl PremiumAccount {
    pub(super) const fn new(client: Client) -> Self {
        Self { client, auth: None }
    }

    /// Overrides the credentials used. Endpoints that do not accept them fail before sending.
    #[must_use]
    pub const fn using(mut self, auth: AppAuth) -> Self {
        self.auth = Some(auth);
        self
    }

    /// Lists the webhooks of every environment of the app.
    ///
    /// `GET /1.1/account_activity/all/webhooks.json`, bearer token (OAuth 1.0a of the app's owner
    /// works too), 15 requests in 15 minutes. Source: X's Premium reference.
    ///
    /// # Errors
    ///
    /// Code 200 if the account has no access to Premium.
    pub async fn webhooks(&self) -> Result<Vec<EnvironmentWebhooks>, Error> {
        let call = Call::new(Endpoint::PremiumAllWebhooks, Auth::App(self.auth));
        self.client.send(call).await?.environments()
    }

    /// Returns the number of subscriptions of the account, and its limit.
    ///
    /// `GET /1.1/account_activity/all/subscriptions/count.json`, bearer token, 15 requests in 15
    /// minutes. Source: X's Premium reference.
    ///
    /// # Errors
    ///
    /// Code 32 if the app may not see them.
    pub async fn subscription_count(&self) -> Result<SubscriptionCount, Error> {
        let call = Call::new(Endpoint::PremiumSubscriptionCount, Auth::App(self.auth));
        self.client.subscription_count(call).await
    }
}
