//! What a subscription of the X Activity API is told.

use account_activity::xaa::{Direction, EventKind};
use account_activity::{AppId, Text, UserId};
use serde::Serialize;
use serde_json::Value;

use crate::world::fingerprint::fingerprint;

/// An event that the X Activity API would deliver to the subscriptions of one user, or of one
/// keyword.
///
/// A post that both replies to a user and mentions them is two notices, as it is two kinds of events.
/// A like of one's own post is two notices, one for each direction.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ActivityNotice {
    /// The kind of the event, which is that of the subscriptions.
    pub kind: EventKind,
    /// Whose subscriptions get the event.
    pub subject: Subject,
    /// Who acts, for likes and follows: `Outbound` if the subject does. `None` for other kinds. A
    /// subscription without a direction gets events of both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// The id of the event: the id of the post or story for posts and news, and otherwise a signed
    /// number of 64 bits. One event has the same id for all its subjects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_uuid: Option<String>,
    /// The content, with the members of the wire.
    pub payload: Value,
    /// The users, posts and media that the payload refers to. `None` for kinds that include none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub includes: Option<Value>,
    /// Whether another notice of the same event has the same subject and the other direction.
    #[serde(skip)]
    pub(crate) is_repeated: bool,
}

/// Whose subscriptions get an event. In JSON it is `{"user": "12"}`, `{"keyword": "tea"}` or
/// `{"revocation": {"app": "7", "user": "12"}}`.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Subject {
    /// Those of a user.
    User(UserId),
    /// Those of a keyword.
    Keyword(Text),
    /// The app whose access a user revoked. No subscription is needed.
    #[non_exhaustive]
    Revocation {
        /// The app.
        app: AppId,
        /// The user.
        user: UserId,
    },
}

impl ActivityNotice {
    pub(in crate::world) fn new(kind: EventKind, subject: Subject, payload: Value) -> Self {
        Self {
            kind,
            subject,
            direction: None,
            event_uuid: None,
            payload,
            includes: None,
            is_repeated: false,
        }
    }

    pub(in crate::world) fn of_user(kind: EventKind, user: UserId, payload: Value) -> Self {
        Self::new(kind, Subject::User(user), payload)
    }

    pub(super) fn directed(mut self, direction: Direction) -> Self {
        self.direction = Some(direction);
        self
    }

    pub(in crate::world) fn including(mut self, includes: Value) -> Self {
        self.includes = Some(includes);
        self
    }

    /// Sets the id of the event. `act` is the number of the action.
    pub(in crate::world) fn identify(&mut self, act: u64) {
        let id = if self.has_id_of_content() { self.payload.get("id") } else { None };
        let id = id.and_then(Value::as_str).map(str::to_owned);
        self.event_uuid = id.or_else(|| {
            let bytes = fingerprint(format_args!("{act}/{}", self.kind)).to_be_bytes();
            bytes.first_chunk().map(|bytes| i64::from_be_bytes(*bytes).to_string())
        });
    }

    fn has_id_of_content(&self) -> bool {
        matches!(
            self.kind,
            EventKind::PostCreate
                | EventKind::PostMentionCreate
                | EventKind::PostReplyCreate
                | EventKind::PostQuoteCreate
                | EventKind::PostRepostCreate
                | EventKind::NewsNew
        )
    }
}
