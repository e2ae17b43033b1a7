//! A subscription to create.

use serde_json::{Value, json};

use super::filter::SubscriptionFilter;
use super::subscription::Subscription;
use crate::client::auth::Auth;
use crate::client::error::NotSentReason;
use crate::credentials::UserToken;
use crate::value::id::WebhookId;
use crate::value::text::Text;
use crate::value::timestamp::Timestamp;
use crate::xaa::{EventKind, Visibility};

/// The place to which X delivers the events of a subscription.
///
/// X's texts disagree on whether events of a subscription with a webhook also reach an open stream. A
/// bot that uses both recognizes duplicates by [`Activity::key`](crate::Activity::key).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum DeliverTo {
    /// A webhook of the app.
    Webhook(WebhookId),
    /// The app's stream alone.
    Stream,
}

impl DeliverTo {
    /// Returns the webhook. `None` for the stream.
    #[must_use]
    pub const fn webhook_id(self) -> Option<WebhookId> {
        match self {
            Self::Webhook(id) => Some(id),
            Self::Stream => None,
        }
    }
}

/// A subscription to create with [`Xaa::subscribe`](super::Xaa::subscribe).
///
/// ```
/// use account_activity::client::xaa::{DeliverTo, NewSubscription, SubscriptionFilter};
/// use account_activity::xaa::EventKind;
/// use account_activity::{UserId, WebhookId};
///
/// let filter = SubscriptionFilter::user(UserId::new(12));
/// let webhook = DeliverTo::Webhook(WebhookId::new(1));
/// let new = NewSubscription::new(EventKind::PostCreate, filter, webhook).tag("posts of @jack");
/// # let _ = new;
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct NewSubscription {
    pub(super) kind: EventKind,
    pub(super) filter: SubscriptionFilter,
    pub(super) deliver_to: DeliverTo,
    pub(super) tag: Option<Text>,
    pub(super) expires_at: Option<Timestamp>,
}

impl NewSubscription {
    /// Creates a subscription without a tag, which does not expire.
    #[must_use]
    pub const fn new(kind: EventKind, filter: SubscriptionFilter, deliver_to: DeliverTo) -> Self {
        Self { kind, filter, deliver_to, tag: None, expires_at: None }
    }

    /// Sets the name that X repeats in each delivery: 1 to 200 characters.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<Text>) -> Self {
        self.tag = Some(tag.into());
        self
    }

    /// Sets the time at which X deletes the subscription.
    ///
    /// Creating the same subscription again moves the time. If it is created again without a time,
    /// it does not expire any more.
    #[must_use]
    pub const fn expires_at(mut self, time: Timestamp) -> Self {
        self.expires_at = Some(time);
        self
    }

    /// Returns the body of the request. X rejects members that it does not know.
    pub(super) fn body(&self) -> Value {
        let mut body = json!({ "event_type": self.kind.as_str(), "filter": self.filter });
        if let Some(tag) = &self.tag {
            body["tag"] = json!(tag);
        }
        if let Some(webhook) = self.deliver_to.webhook_id() {
            body["webhook_id"] = json!(webhook);
        }
        if let Some(time) = self.expires_at {
            body["expires_at"] = time.to_string().into();
        }
        body
    }

    /// Returns the credentials for the kind.
    ///
    /// # Errors
    ///
    /// [`NotSentReason::UserTokenMissing`] for a private kind without a user's token.
    pub(super) fn auth<'a>(&self, user: Option<&'a UserToken>) -> Result<Auth<'a>, NotSentReason> {
        match self.kind.visibility() {
            Some(Visibility::Public | Visibility::Enterprise | Visibility::Automatic) => {
                Ok(Auth::App(None))
            }
            Some(Visibility::Mixed) | None => Ok(user.map_or(Auth::App(None), Auth::User)),
            Some(Visibility::Private) => user.map(Auth::User).ok_or_else(|| {
                let (kind, scope) = (self.kind.clone(), self.kind.scope());
                NotSentReason::UserTokenMissing { kind, scope }
            }),
        }
    }

    /// Returns whether X treats a subscription as the same one.
    pub(super) fn is_same_as(&self, subscription: &Subscription) -> bool {
        self.kind == subscription.kind && self.filter.has_subject_of(&subscription.filter)
    }
}
