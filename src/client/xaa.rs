//! The X Activity API: its subscriptions and its stream.
//!
//! A [`Subscription`] is one kind of event of one user, or the news of one keyword. Its kind determines
//! the credentials: the app's bearer token subscribes to public kinds, and a user's token to private
//! ones ([`EventKind::visibility`](crate::xaa::EventKind::visibility)). The [guide] has the details.
//!
//! ```no_run
//! use account_activity::client::xaa::{DeliverTo, NewSubscription, SubscriptionFilter};
//! use account_activity::xaa::EventKind;
//! use account_activity::{AppCredentials, Client, UserId, UserToken, WebhookId};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder(AppCredentials::new("key", "secret")).build()?;
//! let (xaa, user) = (client.xaa(), SubscriptionFilter::user(UserId::new(12)));
//! let webhook = DeliverTo::Webhook(WebhookId::new(1));
//!
//! let posts = NewSubscription::new(EventKind::PostCreate, user.clone(), webhook);
//! xaa.subscribe(&posts, None).await?;
//! let messages = NewSubscription::new(EventKind::DmReceived, user, webhook);
//! xaa.subscribe(&messages, Some(&UserToken::oauth2("the user's token"))).await?;
//!
//! for subscription in xaa.list().await? {
//!     println!("{}: {:?}", subscription.kind, subscription.filter);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! [guide]: crate::guide::subscriptions

mod ensure;
mod filter;
mod new_subscription;
mod page;
mod stream;
mod subscription;
mod unsubscribed_all;
mod wanted;

use std::borrow::Cow;
use std::collections::BTreeSet;

use http::StatusCode;

pub use ensure::{
    DeliveryGap, Difference, EnsureOutcome, EnsuredRow, EnsuredSubscriptions, Listed,
};
pub use filter::SubscriptionFilter;
pub use new_subscription::{DeliverTo, NewSubscription};
pub use stream::{
    ActivityStream, Disconnection, Gap, StreamItem, StreamNotice, StreamOptions, StreamStats,
};
pub use subscription::{Subscribed, Subscription};
pub use unsubscribed_all::{UnsubscribeFailure, UnsubscribedAll};
pub use wanted::Wanted;

use super::auth::Auth;
use super::call::Call;
use super::endpoint::Endpoint;
use super::error::{Error, Reason};
use super::{Client, Unsubscribed};
use crate::credentials::UserToken;
use crate::value::id::SubscriptionId;
use page::Page;

/// A handle for the X Activity API, created by [`Client::xaa`].
#[derive(Clone, Debug)]
pub struct Xaa {
    client: Client,
    tag_prefix: Cow<'static, str>,
}

const DEFAULT_TAG_PREFIX: Cow<'static, str> = Cow::Borrowed("aa:");

/// The most pages of a list. X allows 150,000 subscriptions, which are 150 pages.
const MOST_PAGES: usize = 2_000;

/// The most bytes of a list. 150,000 subscriptions have about 50 MB.
const LARGEST_LIST: usize = 128 << 20;

/// The most ids of a request that deletes subscriptions.
const MOST_IDS: usize = 100;

impl Xaa {
    pub(super) const fn new(client: Client) -> Self {
        Self { client, tag_prefix: DEFAULT_TAG_PREFIX }
    }

    /// Sets the beginning of the tags of own subscriptions, for
    /// [`ensure_subscriptions`](Self::ensure_subscriptions). The default is `aa:`.
    ///
    /// X has one list of subscriptions for all programs of an app. Programs that must not change each
    /// other's subscriptions have different prefixes. No prefix may begin with another one: a program
    /// with `bot:` also owns the subscriptions of a program with `bot:2:`. An empty prefix stands for the
    /// default.
    #[must_use]
    pub fn tag_prefix(mut self, prefix: impl Into<String>) -> Self {
        let prefix = prefix.into();
        self.tag_prefix = if prefix.is_empty() { DEFAULT_TAG_PREFIX } else { Cow::Owned(prefix) };
        self
    }

    /// Creates a subscription.
    ///
    /// `POST /2/activity/subscriptions`, 500 requests in 15 minutes. Source: X's OpenAPI description.
    /// [`EventKind::visibility`](crate::xaa::EventKind::visibility) determines the credentials:
    ///
    /// | visibility | credentials |
    /// |---|---|
    /// | public, Enterprise, automatic | bearer token, even if there is a user's token |
    /// | private | the user's token: OAuth 2.0 with the kind's scope, or OAuth 1.0a |
    /// | mixed, unknown | the user's token if there is one, and otherwise the bearer token |
    ///
    /// The response may lack the tag or the webhook although X stored them: [`list`](Self::list) shows
    /// the subscription as it is.
    ///
    /// # Errors
    ///
    /// [`NotSentReason::UserTokenMissing`](super::NotSentReason::UserTokenMissing) before sending for a
    /// private kind without a user's token. From X: `FilterInvalid`, `WebhookIdInvalid`, and 403 if the
    /// user's token lacks the scope. If a subscription of the same kind and subject exists
    /// (`DuplicateSubscriptionFailed`), the method succeeds with [`Subscribed::Already`].
    #[doc(alias("createActivitySubscription", "create_subscription"))]
    pub async fn subscribe(
        &self,
        new: &NewSubscription,
        user: Option<&UserToken>,
    ) -> Result<Subscribed, Error> {
        let mut call = Call::new(Endpoint::XaaSubscribe, Auth::App(None)).json(&new.body());
        call.auth = new.auth(user).map_err(|reason| self.client.not_sent(&call, reason))?;
        let created = match self.client.send(call).await {
            Ok(response) if response.is_status_alone() => {
                let mut listed = self.list().await?.into_iter();
                let created = listed.find(|subscription| new.is_same_as(subscription));
                created.ok_or_else(|| response.unexpected("a subscription"))
            }
            Ok(response) => Subscription::of(&response, |it| new.is_same_as(it)),
            Err(error) => Err(error),
        };
        match created {
            Ok(subscription) => Ok(Subscribed::New(Box::new(subscription))),
            Err(Error::Api(error)) if error.is_already_subscribed() => Ok(Subscribed::Already),
            Err(error) => Err(error),
        }
    }

    /// Lists the subscriptions of the app, of all its programs and users. It fetches all pages of 1,000.
    ///
    /// `GET /2/activity/subscriptions`, bearer token, 500 requests in 15 minutes. Source: X's OpenAPI
    /// description.
    ///
    /// # Errors
    ///
    /// [`Error::Response`] if X repeats the token of a page, or if the list does not end within 2,000 pages and
    /// 128 MiB. 403 `unsupported-authentication` if X does
    /// not accept the credentials.
    #[doc(alias = "getActivitySubscriptions")]
    pub async fn list(&self) -> Result<Vec<Subscription>, Error> {
        self.all_pages(Auth::App(None)).await
    }

    /// Lists the subscriptions that a user's token shows, which are those that the user authorized.
    ///
    /// `GET /2/activity/subscriptions`, OAuth 1.0a of the user, 500 requests in 15 minutes. Source: X's
    /// OpenAPI description. It names OAuth 2.0 too, which X has been seen to reject with 403.
    ///
    /// # Errors
    ///
    /// As for [`list`](Self::list).
    pub async fn list_as(&self, user: &UserToken) -> Result<Vec<Subscription>, Error> {
        self.all_pages(Auth::User(user)).await
    }

    async fn all_pages(&self, auth: Auth<'_>) -> Result<Vec<Subscription>, Error> {
        let (mut subscriptions, mut ids) = (Vec::new(), BTreeSet::new());
        let (mut tokens, mut token, mut bytes) = (BTreeSet::new(), None, 0);
        loop {
            let call = Call::new(Endpoint::XaaSubscriptions, auth).query("max_results", Page::SIZE);
            let call = match &token {
                Some(token) => call.query("pagination_token", token),
                None => call,
            };
            let response = self.client.send(call).await?;
            let page = Page::of(&response)?;
            // Pages overlap if a subscription is created meanwhile.
            subscriptions.extend(page.subscriptions.into_iter().filter(|it| ids.insert(it.id)));
            let Some(next) = page.next else { return Ok(subscriptions) };
            if !tokens.insert(next.clone()) {
                return Err(response.unexpected("a page whose `next_token` is new"));
            }
            bytes += response.body.len();
            if tokens.len() >= MOST_PAGES || bytes > LARGEST_LIST {
                return Err(response.unexpected("the last page of a list that ends"));
            }
            token = Some(next);
        }
    }

    /// Changes where the events of a subscription are delivered, and its tag.
    ///
    /// It sends both, because X resets the delivery to the stream if a request has the tag alone. A `tag`
    /// of `None` sends none; X does not document whether the subscription then keeps its tag. The kind and
    /// the filter cannot be changed.
    ///
    /// `PUT /2/activity/subscriptions/:subscription_id`, bearer token, 500 requests in 15 minutes.
    /// Source: X's OpenAPI description.
    ///
    /// # Errors
    ///
    /// `WebhookIdInvalid`; 404 `resource-not-found` if the subscription does not exist.
    #[doc(alias = "updateActivitySubscription")]
    pub async fn update(
        &self,
        id: SubscriptionId,
        deliver_to: DeliverTo,
        tag: Option<&str>,
    ) -> Result<Subscription, Error> {
        let body = deliver_to.body(tag).into();
        let call = Call::new(Endpoint::XaaUpdate, Auth::App(None)).parameter("subscription_id", id);
        let response = self.client.send(call.json(&body)).await?;
        Subscription::of(&response, |subscription| subscription.id == id)
    }

    /// Deletes a subscription. If X responds with 503, it tries the request of
    /// [`unsubscribe_all`](Self::unsubscribe_all), which works where this one has been seen to fail.
    ///
    /// `DELETE /2/activity/subscriptions/:subscription_id`, bearer token, 500 requests in 15 minutes.
    /// Source: X's OpenAPI description.
    ///
    /// # Errors
    ///
    /// 403 `unsupported-authentication` if X does not accept the credentials. If the subscription does
    /// not exist (404), the method succeeds. A 404 of a
    /// [server in between](super::Reason::NotTheApi) is an error.
    #[doc(alias("deleteActivitySubscription", "delete_subscription"))]
    pub async fn unsubscribe(&self, id: SubscriptionId) -> Result<Unsubscribed, Error> {
        let call = Call::new(Endpoint::XaaUnsubscribe, Auth::App(None));
        let error = match self.client.send(call.parameter("subscription_id", id)).await {
            Ok(response) => {
                return response.expect_flag("deleted", true).map(|()| Unsubscribed::Done);
            }
            Err(error) => error,
        };
        if is_missing(&error) {
            return Ok(Unsubscribed::NotSubscribed);
        }
        if error.status() != Some(StatusCode::SERVICE_UNAVAILABLE) {
            return Err(error);
        }
        match self.delete(&[id]).await {
            Ok(all) if !all.deleted.is_empty() => Ok(Unsubscribed::Done),
            Ok(all) if !all.not_found.is_empty() => Ok(Unsubscribed::NotSubscribed),
            _ => Err(error),
        }
    }

    /// Deletes subscriptions, 100 in a request. X deletes the others if it cannot delete one.
    ///
    /// A request that fails ends the method. The outcome of the requests before it is returned with the
    /// error. Calling the method again with the same ids is safe, also after its future was dropped.
    ///
    /// `DELETE /2/activity/subscriptions`, bearer token, 500 requests in 15 minutes. Source: X's OpenAPI
    /// description.
    ///
    /// # Errors
    ///
    /// The error of the first request. That of a later request is in
    /// [`UnsubscribedAll::error`].
    #[doc(alias = "deleteActivitySubscriptionsByIds")]
    pub async fn unsubscribe_all(&self, ids: &[SubscriptionId]) -> Result<UnsubscribedAll, Error> {
        let mut seen = BTreeSet::new();
        let ids: Vec<_> = ids.iter().copied().filter(|id| seen.insert(*id)).collect();
        let mut all = UnsubscribedAll::default();
        for (index, part) in ids.chunks(MOST_IDS).enumerate() {
            match self.delete(part).await {
                Ok(part) => all.add(part),
                Err(error) if index == 0 => return Err(error),
                Err(error) => {
                    all.error = Some(error);
                    all.rest = ids.iter().copied().skip(index * MOST_IDS).collect();
                    break;
                }
            }
        }
        Ok(all)
    }

    /// Deletes subscriptions in one request.
    async fn delete(&self, ids: &[SubscriptionId]) -> Result<UnsubscribedAll, Error> {
        let list = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let call = Call::new(Endpoint::XaaUnsubscribeAll, Auth::App(None)).query("ids", list);
        UnsubscribedAll::of(&self.client.send(call).await?, ids)
    }

    /// Streams the events of the app's subscriptions.
    ///
    /// `GET /2/activity/stream`, the app's bearer token, 450 requests in 15 minutes. Source:
    /// [X's guide to streams](https://docs.x.com/x-api/fundamentals/consuming-streaming-data). An
    /// app has two connections at most. Use one of them, so that a new version of the program can
    /// connect before the old one ends.
    ///
    /// Nothing is sent before the stream is polled.
    ///
    /// ```no_run
    /// use account_activity::client::xaa::StreamItem;
    /// # async fn example(client: account_activity::Client)
    /// # -> Result<(), account_activity::client::Error> {
    ///
    /// let mut stream = client.xaa().stream();
    /// while let Some(item) = stream.next().await {
    ///     match item? {
    ///         StreamItem::Envelope(envelope) => {
    ///             for activity in envelope.activities() {
    ///                 println!("{} by {:?}", activity.kind(), activity.actor());
    ///             }
    ///         }
    ///         StreamItem::Gap(gap) => println!("nothing received from {} to {}", gap.from, gap.to),
    ///         StreamItem::Notice(notice) => println!("{notice:?}"),
    ///         _ => {}
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The items are `Result`s. An [`Error`] is the last item. It is one that a new connection does
    /// not mend: the credentials are wrong (401), the account has no credits (402) or no access
    /// (403), or X rejects the request for another reason. The other failures are
    /// [`StreamNotice::Disconnected`].
    #[must_use]
    pub fn stream(&self) -> ActivityStream {
        self.stream_with(StreamOptions::new())
    }

    /// Streams the events of the app's subscriptions, with options. See [`stream`](Self::stream).
    #[must_use]
    pub fn stream_with(&self, options: StreamOptions) -> ActivityStream {
        ActivityStream::new(self.client.clone(), options)
    }
}

/// Returns whether X does not know the subscription of a request.
fn is_missing(error: &Error) -> bool {
    match error.reason() {
        Some(Reason::NotSubscribed | Reason::ResourceNotFound) => true,
        Some(Reason::NotTheApi) => false,
        _ => error.status() == Some(StatusCode::NOT_FOUND),
    }
}
