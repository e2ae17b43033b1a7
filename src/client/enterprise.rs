//! Enterprise: webhooks and subscriptions by webhook id, and Replay.

use super::auth::{AppAuth, Auth};
use super::call::Call;
use super::endpoint::Endpoint;
use super::error::{Error, NotSentReason};
use super::replace::{self, Steps};
use super::{
    Client, Ensured, ReplayJob, ReplayWindow, Subscribed, SubscriptionCount, Subscriptions,
    Unsubscribed, Webhook, WebhookUrl,
};
use crate::credentials::UserToken;
use crate::tier::Tier;
use crate::value::id::{UserId, WebhookId};

/// The Enterprise tier of v1.1.
///
/// The limit of webhooks applies to the account, over all of its apps.
///
/// ```no_run
/// use account_activity::client::{ReplayWindow, WebhookUrl};
/// use account_activity::{AppCredentials, Client, Timestamp, UserToken};
///
/// # async fn example(from: Timestamp, to: Timestamp) -> Result<(), Box<dyn std::error::Error>> {
/// let owner = UserToken::oauth1("token", "token secret");
/// let client = Client::builder(AppCredentials::new("key", "secret").owner(owner)).build()?;
/// let enterprise = client.enterprise();
/// let url: WebhookUrl = "https://bot.example/webhooks/twitter".parse()?;
/// let webhook = enterprise.ensure_webhook(&url).await?.webhook().id;
/// enterprise.subscribe(webhook, &UserToken::oauth1("user's token", "its secret")).await?;
/// for window in ReplayWindow::covering(from, to)?.split() {
///     let job = enterprise.replay(webhook, window).await?;
///     // X runs one job at a time: wait for the event that reports its end.
/// #   let _ = job;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Enterprise {
    client: Client,
    auth: Option<AppAuth>,
}

impl Enterprise {
    pub(super) const fn new(client: Client) -> Self {
        Self { client, auth: None }
    }

    /// Overrides the credentials used. Endpoints that do not accept them fail before sending.
    #[must_use]
    pub const fn using(mut self, auth: AppAuth) -> Self {
        self.auth = Some(auth);
        self
    }

    fn call(&self, endpoint: Endpoint) -> Call<'static> {
        Call::new(endpoint, Auth::App(self.auth))
    }

    /// Registers a webhook. X runs a challenge-response check (CRC) meanwhile, so the receiver must
    /// be running.
    ///
    /// `POST /1.1/account_activity/webhooks.json`, OAuth 1.0a of the app's owner, 15 requests in 15
    /// minutes. Source: X's Enterprise reference.
    ///
    /// # Errors
    ///
    /// Code 214 if X does not accept the URL or the CRC response, or if the account's limit of
    /// webhooks is reached: [`reason`](super::ApiError::reason) distinguishes these.
    #[doc(alias = "create_webhook")]
    pub async fn register_webhook(&self, url: &WebhookUrl) -> Result<Webhook, Error> {
        let call = self.call(Endpoint::EnterpriseRegisterWebhook).query("url", url);
        self.client.send(call).await?.object("a webhook")
    }

    /// Lists the webhooks of the app.
    ///
    /// `GET /1.1/account_activity/webhooks.json`, bearer token (OAuth 1.0a of the app's owner works
    /// too), 15 requests in 15 minutes. Source: X's Enterprise reference.
    ///
    /// # Errors
    ///
    /// Code 99 if the app has no access.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, Error> {
        self.client.send(self.call(Endpoint::EnterpriseWebhooks)).await?.webhooks()
    }

    /// Makes X run a CRC. An invalid webhook that passes it becomes valid again.
    ///
    /// `PUT /1.1/account_activity/webhooks/:webhook_id.json`, OAuth 1.0a of the app's owner
    /// (samples of X use the bearer token), 15 requests in 15 minutes. Source: X's Enterprise
    /// reference.
    ///
    /// # Errors
    ///
    /// Code 214 if the CRC fails, 34 if the webhook does not exist or belongs to another app.
    #[doc(alias("CRC", "challenge"))]
    pub async fn validate_webhook(&self, webhook: WebhookId) -> Result<(), Error> {
        let call = self.call(Endpoint::EnterpriseValidateWebhook).parameter("webhook_id", webhook);
        self.client.send(call).await?.done()
    }

    /// Deletes a webhook and all its subscriptions.
    ///
    /// `DELETE /1.1/account_activity/webhooks/:webhook_id.json`, OAuth 1.0a of the app's owner, 15
    /// requests in 15 minutes. Source: X's Enterprise reference.
    ///
    /// # Errors
    ///
    /// Code 34 if the webhook does not exist or belongs to another app.
    pub async fn delete_webhook(&self, webhook: WebhookId) -> Result<(), Error> {
        let call = self.call(Endpoint::EnterpriseDeleteWebhook).parameter("webhook_id", webhook);
        self.client.send(call).await?.done()
    }

    /// Ensures that this webhook is registered and valid: keeps it, validates it or registers it.
    /// Other webhooks are left as they are.
    ///
    /// Calls [`webhooks`](Self::webhooks), then [`validate_webhook`](Self::validate_webhook) or
    /// [`register_webhook`](Self::register_webhook) if needed. If registering fails because the URL
    /// is registered already or the limit of webhooks is reached, it lists the webhooks again,
    /// because another process may have registered the URL meanwhile.
    ///
    /// # Errors
    ///
    /// The errors of these methods.
    pub async fn ensure_webhook(&self, url: &WebhookUrl) -> Result<Ensured, Error> {
        super::ensure::ensure_webhook(
            url,
            || self.webhooks(),
            |webhook| self.validate_webhook(webhook),
            || self.register_webhook(url),
        )
        .await
    }

    /// Replaces a webhook by one with another URL, because the URL of a webhook cannot be changed.
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
    pub async fn replace_webhook(
        &self,
        old: WebhookId,
        url: &WebhookUrl,
    ) -> Result<Webhook, Error> {
        let steps = Steps {
            list: || self.webhooks(),
            ensure: || self.ensure_webhook(url),
            register: |url| async move { self.register_webhook(&url).await },
            delete: |webhook| self.delete_webhook(webhook),
        };
        replace::replace_webhook(Some(old), url, steps).await
    }

    /// Subscribes a user: all activity of the user is delivered to the webhook.
    ///
    /// `POST /1.1/account_activity/webhooks/:webhook_id/subscriptions/all.json`, OAuth 1.0a of the
    /// user, 500 requests in 15 minutes. Source: X's Enterprise reference.
    ///
    /// # Errors
    ///
    /// Code 348 if the token belongs to another app or lacks the permission for Direct Messages, 34
    /// if the webhook does not exist or belongs to another app. If the user is subscribed already
    /// (code 355), the method succeeds.
    #[doc(alias = "create_subscription")]
    pub async fn subscribe(
        &self,
        webhook: WebhookId,
        user: &UserToken,
    ) -> Result<Subscribed, Error> {
        let call = Call::new(Endpoint::EnterpriseSubscribe, Auth::User(user));
        self.client.subscribe(call.parameter("webhook_id", webhook)).await
    }

    /// Returns whether a user is subscribed.
    ///
    /// `GET /1.1/account_activity/webhooks/:webhook_id/subscriptions/all.json`, OAuth 1.0a of the
    /// user, 500 requests in 15 minutes. Source: X's Enterprise reference.
    ///
    /// # Errors
    ///
    /// 401 if the user has not authorised the app, or not for Direct Messages. If the user is not
    /// subscribed (404, with code 34 or without a body), the method succeeds.
    #[doc(alias = "validate_subscription")]
    pub async fn is_subscribed(&self, webhook: WebhookId, user: &UserToken) -> Result<bool, Error> {
        let call = Call::new(Endpoint::EnterpriseIsSubscribed, Auth::User(user));
        self.client.is_subscribed(call.parameter("webhook_id", webhook)).await
    }

    /// Returns the number of subscriptions of the account, and its limit.
    ///
    /// `GET /1.1/account_activity/subscriptions/count.json`, bearer token, 15 requests in 15
    /// minutes. Source: X's Enterprise reference.
    ///
    /// # Errors
    ///
    /// Code 32 if the app may not see them.
    pub async fn subscription_count(&self) -> Result<SubscriptionCount, Error> {
        self.client.subscription_count(self.call(Endpoint::EnterpriseSubscriptionCount)).await
    }

    /// Lists the users who are subscribed to a webhook. No paging is documented.
    ///
    /// `GET /1.1/account_activity/webhooks/:webhook_id/subscriptions/all/list.json`, bearer token,
    /// 50 requests in 15 minutes. Source: X's Enterprise reference.
    ///
    /// # Errors
    ///
    /// Code 32 if the app may not see the subscriptions of the webhook.
    pub async fn subscriptions(&self, webhook: WebhookId) -> Result<Subscriptions, Error> {
        let call = self.call(Endpoint::EnterpriseSubscriptions).parameter("webhook_id", webhook);
        self.client.subscriptions(call).await
    }

    /// Unsubscribes a user by id.
    ///
    /// `DELETE /1.1/account_activity/webhooks/:webhook_id/subscriptions/:user_id/all.json`, bearer
    /// token, 500 requests in 15 minutes. Source: X's Enterprise reference.
    ///
    /// # Errors
    ///
    /// Those of the credentials. If the user is not subscribed (404, with code 34 or without a body),
    /// the method succeeds.
    #[doc(alias = "delete_subscription")]
    pub async fn unsubscribe(
        &self,
        webhook: WebhookId,
        user: UserId,
    ) -> Result<Unsubscribed, Error> {
        let call = self.call(Endpoint::EnterpriseUnsubscribe).parameter("webhook_id", webhook);
        self.client.unsubscribe(call.parameter("user_id", user)).await
    }

    /// Unsubscribes a user by the user's token.
    ///
    /// `DELETE /1.1/account_activity/webhooks/:webhook_id/subscriptions/all.json`, OAuth 1.0a of
    /// the user, 500 requests in 15 minutes. Source: X's Enterprise reference, which marks it
    /// deprecated.
    ///
    /// # Errors
    ///
    /// Those of the credentials. If the user is not subscribed (404), the method succeeds.
    #[deprecated = "X retired it in 2020: use `unsubscribe`"]
    pub async fn unsubscribe_with_token(
        &self,
        webhook: WebhookId,
        user: &UserToken,
    ) -> Result<Unsubscribed, Error> {
        let call = Call::new(Endpoint::EnterpriseUnsubscribeWithToken, Auth::User(user));
        self.client.unsubscribe(call.parameter("webhook_id", webhook)).await
    }

    /// Makes X send the events of a past window again. The job covers the events whose delivery was
    /// attempted, without retries. When it ends, the webhook receives an event.
    ///
    /// `POST /1.1/account_activity/replay/webhooks/:webhook_id/subscriptions/all.json`, bearer
    /// token, 5 requests in 15 minutes, one job per webhook at a time. Source: X's Replay
    /// reference.
    ///
    /// # Errors
    ///
    /// [`NotSentReason::Replay`] before sending if the window breaks a rule of Enterprise. Code 355
    /// while a job is running, 214 if the webhook is invalid, 200 if Replay is not enabled for the
    /// account.
    #[doc(alias = "create_replay_job")]
    pub async fn replay(
        &self,
        webhook: WebhookId,
        window: ReplayWindow,
    ) -> Result<ReplayJob, Error> {
        let call = self.call(Endpoint::EnterpriseReplay).parameter("webhook_id", webhook);
        window
            .check(Tier::Enterprise, self.client.now())
            .map_err(|error| self.client.not_sent(&call, NotSentReason::Replay(error)))?;
        let (from, to) = window.dates();
        let call = call.query("from_date", from).query("to_date", to);
        self.client.send(call).await?.replay_job()
    }
}
