//! Payloads of bare Tweets and Direct Messages, as archives and the REST API have them.

use super::decode::{self, Outline};
use super::{DecodeError, Payload};
use crate::event::EventObject;
use crate::model::{DirectMessage, Tweet};
use crate::value::id::UserId;

impl Payload {
    /// Decodes a bare Tweet in the form of the v1.1 API, as a payload with one Tweet.
    ///
    /// Values that cannot be read are treated as in a delivery: [`faults`](Self::faults) lists them.
    /// `author` is the id of the author of a Tweet without `user`, as Tweets in personal archives
    /// are. It is ignored if the Tweet has a `user`. The [bytes](Self::as_bytes) of the payload are
    /// an envelope around the Tweet, without `for_user_id`.
    ///
    /// ```
    /// use account_activity::{Event, Payload, UserId};
    ///
    /// let tweet = br#"{"id_str": "20", "full_text": "just setting up my twttr"}"#;
    /// let payload = Payload::from_tweet(tweet, Some(UserId::new(12)))?;
    /// let Event::TweetCreate(tweet) = &payload.events()[0] else { panic!("expected a Tweet") };
    /// assert_eq!(tweet.user.id.get(), 12);
    /// # Ok::<(), account_activity::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`from_slice`](Self::from_slice).
    pub fn from_tweet(tweet: &[u8], author: Option<UserId>) -> Result<Self, DecodeError> {
        if let Some(payload) = Self::of_entry::<Tweet>("tweet_create_events", tweet) {
            return Ok(payload);
        }
        let Outline { json, has_user, is_empty } = decode::outline(tweet)?;
        let user = match author.filter(|_| !has_user) {
            Some(id) => {
                let comma = if is_empty { "" } else { "," };
                format!("{comma}\"user\":{{\"id\":{id},\"id_str\":\"{id}\"}}")
            }
            None => String::new(),
        };
        let members = json.strip_suffix('}').unwrap_or(json);
        Self::from_bytes(format!("{{\"tweet_create_events\":[{members}{user}}}]}}").into())
    }

    /// Decodes a bare Direct Message in the form of the v1.1 API, as a payload with one message.
    ///
    /// Values that cannot be read are treated as in a delivery: [`faults`](Self::faults) lists them.
    /// The [bytes](Self::as_bytes) of the payload are an envelope around the message, without
    /// `for_user_id`, `users` and `apps`.
    ///
    /// # Errors
    ///
    /// As for [`from_slice`](Self::from_slice).
    pub fn from_direct_message(message: &[u8]) -> Result<Self, DecodeError> {
        if let Some(payload) = Self::of_entry::<DirectMessage>("direct_message_events", message) {
            return Ok(payload);
        }
        let json = decode::outline(message)?.json;
        Self::from_bytes(format!("{{\"direct_message_events\":[{json}]}}").into())
    }

    /// Returns the payload with one entry, which is read once. `None` if only the tolerant decoder can read the
    /// entry.
    fn of_entry<T: EventObject>(key: &str, entry: &[u8]) -> Option<Self> {
        let (json, payload) = decode::entry::<T>(entry)?;
        let body = format!("{{\"{key}\":[{json}]}}").into();
        Some(Self { body, ..payload })
    }
}
