//! What came of an action, and who hears of it.

use account_activity::{DirectMessageId, Event, FavoriteId, Payload, TweetId, UserId};
use serde::Serialize;

use super::delivery_form::as_delivered;

/// What came of an [`Action`](super::Action).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Performed {
    /// What is new in the world. `None` if the action made nothing that has an id.
    pub created: Option<Created>,
    /// Who hears of it, who did it first; one notice per user.
    pub notices: Vec<Notice>,
}

/// Something new in a world. In JSON it is `{"tweet": "1371374336700735495"}`.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Created {
    /// A Tweet, reply, quote or Retweet.
    Tweet(TweetId),
    /// A like.
    Favorite(FavoriteId),
    /// A Direct Message.
    DirectMessage(DirectMessageId),
}

/// What the API would deliver if a user were subscribed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Notice {
    /// Whom it concerns. Also the payload's `for_user_id`, which only a revocation lacks.
    pub user: UserId,
    /// The delivery.
    pub payload: Payload,
}

impl Performed {
    /// The id of the new Tweet, if it made one.
    #[must_use]
    pub fn tweet(&self) -> Option<TweetId> {
        match self.created {
            Some(Created::Tweet(id)) => Some(id),
            _ => None,
        }
    }

    /// The id of the new Direct Message, if it made one.
    #[must_use]
    pub fn direct_message(&self) -> Option<DirectMessageId> {
        match self.created {
            Some(Created::DirectMessage(id)) => Some(id),
            _ => None,
        }
    }

    pub(super) fn of(created: impl Into<Option<Created>>) -> Self {
        Self { created: created.into(), notices: Vec::new() }
    }

    /// Adds a notice with a payload, in the form in which it is delivered.
    pub(super) fn notify(mut self, user: UserId, payload: &Payload) -> Self {
        self.notices.push(Notice { user, payload: as_delivered(payload) });
        self
    }

    /// Adds a notice of an event for each user.
    pub(super) fn notify_all(
        self,
        users: impl IntoIterator<Item = UserId>,
        event: impl Into<Event>,
    ) -> Self {
        let event = event.into();
        users.into_iter().fold(self, |performed, user| {
            performed.notify(user, &Payload::from_events(user, [event.clone()]))
        })
    }
}
