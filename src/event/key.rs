//! Keys to deduplicate and find events.

use std::fmt;
use std::str::FromStr;

use super::identity::hash_of;
use super::table::Event;
use crate::model::part;
use crate::value::id::UserId;
use crate::value::text::Text;
use crate::wire::scalar::{Scalar, scalar};

/// A key that identifies an event for a subscriber.
///
/// The key is the same for a retry, a Replay and every webhook of one app. It is different for each
/// subscriber. Keys can be stored for years: a released form never changes.
///
/// The text is `1/<subscriber>/<kind>/<identity>`: a version, the subscriber's id (`_` if the
/// payload names none), the kind as [`EventKind`](super::EventKind) writes it, and an identity,
/// which depends on the kind. An event of the X Activity API has the kind that the Account Activity
/// API has for it, and otherwise its `event_type` with `_` in place of each dot.
///
/// The identity of an event of the Account Activity API is:
///
/// | kind | identity |
/// |---|---|
/// | `tweet_create`, `tweet_delete` | the Tweet's id |
/// | `favorite` | the like's id; without one `<user>-<tweet>-<ms>` |
/// | `follow`, `unfollow`, `block`, `unblock`, `mute`, `unmute` | `<source>-<target>-<ms>` |
/// | `direct_message` | the message's id |
/// | `direct_message_typing` | `<sender>-<recipient>-<ms>` |
/// | `direct_message_mark_read` | `<sender>-<recipient>-<last read>-<ms>` |
/// | `revoke` | `<user>-<app>-<ms>` |
/// | `replay_job_status` | `<job>-<state>` |
/// | `unknown`, `undecoded` | 32 hexadecimal digits: SipHash-2-4-128 of key and JSON |
///
/// The identity of an event of the X Activity API is:
///
/// | kind | identity |
/// |---|---|
/// | `tweet_create`, `tweet_delete`, `direct_message`, `revoke` | as above |
/// | `favorite`, `direct_message_typing` | as above, if the event has every part |
/// | `direct_message_mark_read` | as above, if the event has every part; otherwise the receipt's id |
/// | `chat_…`, `broadcast_chat`, `broadcast_chat_remove` | the message's id |
/// | `spaces_…`, `broadcast_start`, `broadcast_end` | the broadcast's id |
/// | `news_new` | `<story>-<hash of the keyword>` |
/// | `unknown`, `undecoded` | 32 hexadecimal digits: SipHash-2-4-128 of `event_type` and `data` |
/// | every other kind, and events that lack these | `event_uuid`; without one, 32 hexadecimal digits: SipHash-2-4-128 of `data` |
///
/// An event with several receipts or notices has `-<index>` behind its `event_uuid` or hash.
///
/// An identity of more than 128 bytes, which X does not send, is replaced by its hash: 32 hexadecimal digits of
/// SipHash-2-4-128. A longer `event_uuid` counts as absent.
///
/// `<ms>` is the event's own time in milliseconds since 1970. A part that is absent from the JSON
/// is `_`. Keys of `unknown` and `undecoded` events are stable within a version of this crate, but
/// not across versions: if a later version adds the kind of an event, the event has another key
/// there.
///
/// ```
/// use account_activity::EventKey;
///
/// let key: EventKey = "1/2975699229/tweet_create/1209102385076826113".parse()?;
/// assert_eq!(key.as_str(), "1/2975699229/tweet_create/1209102385076826113");
/// # Ok::<(), account_activity::ParseEventKeyError>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct EventKey(Text);

/// An error parsing an [`EventKey`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("expected an event key, `1/<subscriber>/<kind>/<identity>`")]
pub struct ParseEventKeyError(());

/// The most bytes of an identity, because programs keep many keys.
pub(crate) const LONGEST_IDENTITY: usize = 128;

impl EventKey {
    pub(crate) fn new(event: &Event, for_user_id: Option<UserId>) -> Self {
        let subscriber = event.subscriber(for_user_id);
        Self::from_parts(subscriber, event.kind().as_str(), &event.occurrence().identity())
    }

    pub(crate) fn from_parts(subscriber: Option<UserId>, kind: &str, identity: &str) -> Self {
        let subscriber = part(subscriber);
        Self(match identity.len() {
            ..=LONGEST_IDENTITY => format!("1/{subscriber}/{kind}/{identity}").into(),
            _ => format!("1/{subscriber}/{kind}/{}", hash_of([identity])).into(),
        })
    }

    /// Returns the key as text, for storage and comparison.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the subscriber. `None` if the payload named none.
    #[must_use]
    pub fn subscriber(&self) -> Option<UserId> {
        self.part(1).parse().ok()
    }

    /// Returns the kind as text. It is not an [`EventKind`](super::EventKind) if the key is from another
    /// version, or if only the X Activity API has the kind.
    ///
    /// ```
    /// use account_activity::{EventKey, EventKind, UserId};
    ///
    /// let key: EventKey = "1/2975699229/tweet_create/1209102385076826113".parse()?;
    /// assert_eq!(key.kind(), "tweet_create");
    /// assert_eq!(key.kind().parse(), Ok(EventKind::TweetCreate));
    /// assert_eq!(key.subscriber(), Some(UserId::new(2975699229)));
    /// # Ok::<(), account_activity::ParseEventKeyError>(())
    /// ```
    #[must_use]
    pub fn kind(&self) -> &str {
        self.part(2)
    }

    /// Returns one of the parts before the identity.
    fn part(&self, index: usize) -> &str {
        self.0.split('/').nth(index).unwrap_or_default()
    }
}

impl fmt::Display for EventKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for EventKey {
    type Err = ParseEventKeyError;

    fn from_str(text: &str) -> Result<Self, ParseEventKeyError> {
        Self::from_text(text).ok_or(ParseEventKeyError(()))
    }
}

impl Scalar for EventKey {
    type Value = Self;
    const EXPECTED: &'static str = "an event key, `1/<subscriber>/<kind>/<identity>`";
    const SHAPE: crate::wire::shape::Shape = crate::wire::shape::Shape::Text;

    fn blank() -> Self {
        Self(Text::default())
    }

    fn from_text(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, '/');
        let version = parts.next()?;
        let subscriber = parts.next()?;
        let (kind, identity) = (parts.next()?, parts.next()?);
        let valid = version == "1"
            && (subscriber == "_" || subscriber.parse::<UserId>().is_ok())
            && !kind.is_empty()
            && kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
            && !identity.is_empty();
        valid.then(|| Self(text.into()))
    }

    fn from_number(_: &dyn fmt::Display) -> Option<Self> {
        None
    }

    fn write<S: serde::Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&value.0)
    }
}

scalar!(EventKey);
