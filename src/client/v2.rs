//! v2: webhooks, subscriptions and Replay.

use serde_json::json;

use super::auth::{AppAuth, Auth};
use super::call::Call;
use super::endpoint::Endpoint;
use super::error::{Error, NotSentReason};
use super::replace::{self, Steps};
use super::{
    Client, Ensured, ReplayJob, ReplayWindow, Subscribed, SubscriptionCount, Subscriptions,
    Unsubscribed, Validation, Webhook, WebhookUrl,
};
use crate::credentials::UserToken;
use crate::tier::Tier;
use crate::value::id::{UserId, WebhookId};

/// The API of v2. Its webhooks serve other products of X too.
///
/// ```no_run
/// use account_activity::client::WebhookUrl;
/// use account_activity::{AppCredentials, Client, UserToken};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::builder(AppCredentials::new("key", "secret")).build()?;
/// let url: WebhookUrl = "https://bot.example/webhooks/twitter".parse()?;
/// let webhook = client.v2().ensure_webhook(&url).await?.webhook().id;
/// client.v2().subscribe(webhook, &UserToken::oauth2("user's token")).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct V2 {
    client: Client,
    auth: Option<AppAuth>,
}

impl V2 {
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
    /// `POST /2/webhooks`, bearer token (OAuth 1.0a of the app's owner according to the
    /// description), 450 requests in 15 minutes. Source: X's OpenAPI description.
    ///
    /// # Errors
    ///
    /// [`NotSentReason::WebhookUrlTooLong`] before sending if the URL has more than 200 characters.
    /// From X: `CrcValidationFailed`, `UrlValidationFailed`, `DuplicateUrlFailed` and
    /// `WebhookLimitExceeded`, which [`reason`](super::ApiError::reason) distinguishes.
    #[doc(alias = "create_webhook")]
    pub async fn register_webhook(&self, url: &WebhookUrl) -> Result<Webhook, Error> {
        let call = self.call(Endpoint::V2RegisterWebhook);
        let (length, limit) = (url.as_str().chars().count(), WebhookUrl::LONGEST_ON_V2);
        if length > limit {
            let reason = NotSentReason::WebhookUrlTooLong { length, limit };
            return Err(self.client.not_sent(&call, reason));
        }
        let call = call.json(&json!({ "url": url.as_str() }));
        self.client.send(call).await?.object("a webhook")
    }

    /// Lists the webhooks of the app.
    ///
    /// `GET /2/webhooks`, bearer token, 450 requests in 15 minutes. Source: X's OpenAPI
    /// description.
    ///
    /// # Errors
    ///
    /// 403 `unsupported-authentication` if X does not accept the credentials.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, Error> {
        self.client.send(self.call(Endpoint::V2Webhooks)).await?.webhooks()
    }

    /// Makes X run a CRC. An invalid webhook that passes it becomes valid again.
    ///
    /// `PUT /2/webhooks/:webhook_id`, bearer token, 450 requests in 15 minutes. Source: X's OpenAPI
    /// description.
    ///
    /// # Errors
    ///
    /// `WebhookIdInvalid`, `CrcValidationFailed`.
    #[doc(alias("CRC", "challenge"))]
    pub async fn validate_webhook(&self, webhook: WebhookId) -> Result<Validation, Error> {
        let call = self.call(Endpoint::V2ValidateWebhook).parameter("webhook_id", webhook);
        let response = self.client.send(call).await?;
        let valid = !response.is_status_alone() && response.json()?.flag("valid") == Some(true);
        Ok(if valid { Validation::Valid } else { Validation::Begun })
    }

    /// Deletes a webhook and all its subscriptions.
    ///
    /// `DELETE /2/webhooks/:webhook_id`, bearer token, 450 requests in 15 minutes. Source: X's
    /// OpenAPI description.
    ///
    /// # Errors
    ///
    /// `WebhookIdInvalid`.
    pub async fn delete_webhook(&self, webhook: WebhookId) -> Result<(), Error> {
        let call = self.call(Endpoint::V2DeleteWebhook).parameter("webhook_id", webhook);
        self.client.send(call).await?.expect_flag("deleted", true)
    }

    /// Ensures that this webhook is registered and valid: keeps it, validates it or registers it.
    /// Other webhooks are left as they are.
    ///
    /// Calls [`webhooks`](Self::webhooks), then [`validate_webhook`](Self::validate_webhook) or
    /// [`register_webhook`](Self::register_webhook) if needed. If registering fails because the URL
    /// is registered already or the limit of webhooks is reached, it lists the webhooks again,
    /// because another process may have registered the URL meanwhile. After a validation it lists
    /// the webhooks once more, because only the list shows whether the webhook is valid.
    ///
    /// # Errors
    ///
    /// The errors of these methods.
    pub async fn ensure_webhook(&self, url: &WebhookUrl) -> Result<Ensured, Error> {
        let ensured = super::ensure::ensure_webhook(
            url,
            || self.webhooks(),
            |webhook| async move { self.validate_webhook(webhook).await.map(drop) },
            || self.register_webhook(url),
        )
        .await?;
        match ensured {
            // The response to a validation does not show how it ended.
            Ensured::Validated(webhook) => {
                let listed = self.webhooks().await?.into_iter().find(|it| it.id == webhook.id);
                Ok(Ensured::Validated(listed.unwrap_or(webhook)))
            }
            other => Ok(other),
        }
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
    /// `POST /2/account_activity/webhooks/:webhook_id/subscriptions/all`, OAuth 1.0a of the user,
    /// or OAuth 2.0 with the scopes `dm.read dm.write tweet.read users.read`. No rate limit is
    /// documented. Source: X's OpenAPI description.
    ///
    /// # Errors
    ///
    /// `WebhookIdInvalid`, `SubscriptionLimitExceeded`. If the user is subscribed already
    /// (`DuplicateSubscriptionFailed`), the method succeeds.
    #[doc(alias = "create_subscription")]
    pub async fn subscribe(
        &self,
        webhook: WebhookId,
        user: &UserToken,
    ) -> Result<Subscribed, Error> {
        let call = Call::new(Endpoint::V2Subscribe, Auth::User(user));
        self.client.subscribe(call.parameter("webhook_id", webhook).json(&json!({}))).await
    }

    /// Returns whether a user is subscribed.
    ///
    /// `GET /2/account_activity/webhooks/:webhook_id/subscriptions/all`, OAuth 1.0a or OAuth 2.0 of
    /// the user. No rate limit is documented. Source: X's OpenAPI description.
    ///
    /// # Errors
    ///
    /// `WebhookIdInvalid`; 401 if the token is not accepted.
    #[doc(alias = "validate_subscription")]
    pub async fn is_subscribed(&self, webhook: WebhookId, user: &UserToken) -> Result<bool, Error> {
        let call = Call::new(Endpoint::V2IsSubscribed, Auth::User(user));
        self.client.is_subscribed(call.parameter("webhook_id", webhook)).await
    }

    /// Lists the users who are subscribed to a webhook. There is no paging.
    ///
    /// `GET /2/account_activity/webhooks/:webhook_id/subscriptions/all/list`, bearer token. No rate
    /// limit is documented. Source: X's OpenAPI description.
    ///
    /// # Errors
    ///
    /// `WebhookIdInvalid`.
    pub async fn subscriptions(&self, webhook: WebhookId) -> Result<Subscriptions, Error> {
        let call = self.call(Endpoint::V2Subscriptions).parameter("webhook_id", webhook);
        self.client.subscriptions(call).await
    }

    /// Returns the number of subscriptions of the account, and its limit.
    ///
    /// `GET /2/account_activity/subscriptions/count`, bearer token. No rate limit is documented.
    /// Source: X's OpenAPI description.
    ///
    /// # Errors
    ///
    /// 401 if the token is not accepted.
    pub async fn subscription_count(&self) -> Result<SubscriptionCount, Error> {
        self.client.subscription_count(self.call(Endpoint::V2SubscriptionCount)).await
    }

    /// Unsubscribes a user by id.
    ///
    /// `DELETE /2/account_activity/webhooks/:webhook_id/subscriptions/:user_id/all`, bearer token.
    /// No rate limit is documented. Source: X's OpenAPI description.
    ///
    /// # Errors
    ///
    /// `WebhookIdInvalid`. If the user is not subscribed (`SubscriptionNotFound`), the method
    /// succeeds.
    #[doc(alias = "delete_subscription")]
    pub async fn unsubscribe(
        &self,
        webhook: WebhookId,
        user: UserId,
    ) -> Result<Unsubscribed, Error> {
        let call = self.call(Endpoint::V2Unsubscribe).parameter("webhook_id", webhook);
        let call = call.parameter("user_id", user);
        self.client.unsubscribe(call).await
    }

    /// Makes X send the events of a past window again, without retries. The window may reach 24
    /// hours back at most. When the job ends, the webhook receives an event.
    ///
    /// `POST /2/webhooks/replay`, bearer token, 100 requests in 15 minutes, one job per webhook at
    /// a time. Source: X's OpenAPI description, in which it replaced `/2/account_activity/replay/…`
    /// in 2026.
    ///
    /// # Errors
    ///
    /// [`NotSentReason::Replay`] before sending if the window breaks a rule of v2. From X:
    /// `QueryParamInvalid`, `CrcValidationFailed`, `ReplayConflictError`, `WebhookIdInvalid`.
    #[doc(alias("createWebhookReplayJob", "create_replay_job"))]
    pub async fn replay(
        &self,
        webhook: WebhookId,
        window: ReplayWindow,
    ) -> Result<ReplayJob, Error> {
        let call = self.call(Endpoint::V2Replay);
        window
            .check(Tier::V2Enterprise, self.client.now())
            .map_err(|error| self.client.not_sent(&call, NotSentReason::Replay(error)))?;
        let (from, to) = window.dates();
        let body = json!({ "webhook_id": webhook.to_string(), "from_date": from, "to_date": to });
        self.client.send(call.json(&body)).await?.replay_job()
    }
}
