//! The result of an action and the notices of the affected users.

use account_activity::{DirectMessageId, Event, FavoriteId, Payload, Text, TweetId, UserId};
use serde::Serialize;

use super::delivery_form::as_delivered;
use super::xaa::ActivityNotice;

/// The result of an [`Action`](super::Action).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Performed {
    /// The new object in the world. `None` if the action did not create anything with an id.
    pub created: Option<Created>,
    /// The notices of the Account Activity API: one for each affected user, the actor's first.
    pub notices: Vec<Notice>,
    /// The events of the X Activity API, the actor's first.
    pub activities: Vec<ActivityNotice>,
}

/// A new object in a world. In JSON it is `{"tweet": "1371374336700735495"}`.
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
    /// A Space or a live broadcast.
    Broadcast(Text),
    /// A news story.
    Story(Text),
    /// An encrypted message.
    ChatMessage(Text),
}

/// The delivery that the API would send to a user's subscriptions.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Notice {
    /// The affected user. The payload's `for_user_id` is the same; only a revocation has none.
    pub user: UserId,
    /// The payload.
    pub payload: Payload,
}

impl Performed {
    /// Returns the id of the new Tweet, if the action created one.
    #[must_use]
    pub fn tweet(&self) -> Option<TweetId> {
        match self.created {
            Some(Created::Tweet(id)) => Some(id),
            _ => None,
        }
    }

    /// Returns the id of the new Direct Message, if the action created one.
    #[must_use]
    pub fn direct_message(&self) -> Option<DirectMessageId> {
        match self.created {
            Some(Created::DirectMessage(id)) => Some(id),
            _ => None,
        }
    }

    pub(super) fn of(created: impl Into<Option<Created>>) -> Self {
        Self { created: created.into(), notices: Vec::new(), activities: Vec::new() }
    }

    /// Adds events of the X Activity API.
    pub(super) fn tell(mut self, activities: impl IntoIterator<Item = ActivityNotice>) -> Self {
        self.activities.extend(activities);
        self
    }

    /// Adds a notice. The payload gets the form in which it is delivered.
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
