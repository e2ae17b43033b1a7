//! A subscription of the X Activity API.

use account_activity::xaa::{EventKind, Filter};
use account_activity::{AppId, SubscriptionId, Text, Timestamp, UserId, WebhookId};
use serde::{Deserialize, Serialize};

use crate::world::{ActivityNotice, Subject};

/// A subscription of the X Activity API.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ActivitySubscription {
    /// The id.
    pub id: SubscriptionId,
    /// The app, whose list has the subscription.
    pub app: AppId,
    /// The kind of the events.
    pub kind: EventKind,
    /// The condition of the events.
    pub filter: Filter,
    /// The name that the app gave it. `None` if it gave none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// The webhook. `None` for the stream alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<WebhookId>,
    /// The user whose token created it. `None` if the app did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorized_by: Option<UserId>,
    /// The time of its creation.
    pub created_at: Timestamp,
    /// The time of its last change.
    pub updated_at: Timestamp,
    /// The time of its end. `None` if it does not expire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

/// A subscription to create.
#[derive(Debug)]
pub(crate) struct NewActivitySubscription {
    pub(crate) app: AppId,
    pub(crate) kind: EventKind,
    pub(crate) filter: Filter,
    pub(crate) tag: Option<String>,
    pub(crate) webhook: Option<WebhookId>,
    pub(crate) authorized_by: Option<UserId>,
    pub(crate) expires_at: Option<Timestamp>,
}

/// The key of a subscription, unique within its app. It does not include the direction.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Identity {
    kind: EventKind,
    user: Option<UserId>,
    keyword: Option<Text>,
}

impl Identity {
    pub(super) fn new(kind: &EventKind, filter: &Filter) -> Self {
        Self { kind: kind.clone(), user: filter.user_id, keyword: filter.keyword.clone() }
    }

    /// Returns the identity of the subscriptions that get an event. `None` for a revocation.
    pub(super) fn of(notice: &ActivityNotice) -> Option<Self> {
        let kind = notice.kind.clone();
        match &notice.subject {
            Subject::User(user) => Some(Self { kind, user: Some(*user), keyword: None }),
            Subject::Keyword(keyword) => {
                Some(Self { kind, user: None, keyword: Some(keyword.clone()) })
            }
            Subject::Revocation { .. } => None,
        }
    }
}

impl ActivitySubscription {
    pub(crate) fn is_current(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }
}
