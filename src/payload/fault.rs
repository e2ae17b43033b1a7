//! Values of a payload that cannot be read.

use std::fmt;

use crate::value::text::Text;
use crate::wire::raw::RawJson;

/// A value of a payload that cannot be read.
///
/// The smallest part that contains the value and can be absent is absent: an optional member, an
/// element of a list or an entry of a map. The empty objects (`{}`) of one list are one fault. A string
/// with half a surrogate pair is a fault too, but is not absent: U+FFFD replaces the half.
///
/// ```
/// use account_activity::{Event, Payload};
///
/// let body = br#"{"tweet_create_events": [
///     {"id": 5, "user": {"id": 2}, "favorite_count": {}, "text": "hi"}
/// ]}"#;
/// let payload = Payload::from_slice(body)?;
/// assert!(matches!(payload.events(), [Event::TweetCreate(tweet)] if tweet.text == "hi"));
///
/// let [fault] = payload.faults() else { panic!("expected one fault") };
/// assert_eq!(fault.pointer(), "/tweet_create_events/0/favorite_count");
/// assert_eq!(fault.message(), "expected an integer, found an object");
/// # Ok::<(), account_activity::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pointer: Text,
    /// The length of the pointer of the absent part, which is the start of `pointer`.
    absent: Option<usize>,
    message: Text,
    json: RawJson,
    count: usize,
}

impl Fault {
    pub(super) fn new(
        pointer: &str,
        absent: Option<usize>,
        message: &str,
        json: RawJson,
        count: usize,
    ) -> Self {
        Self { pointer: pointer.into(), absent, message: message.into(), json, count }
    }

    /// Returns the place of the value as a JSON pointer (RFC 6901), such as `/users/1/id`. For a
    /// missing member, this is the object that lacks it.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Returns the error message: the value expected and the value found.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the JSON of the value as received: a slice of the payload's bytes. For half a
    /// surrogate pair in a key, this is the key.
    #[must_use]
    pub fn json(&self) -> &str {
        self.json.as_str()
    }

    /// Returns the number of values for which the fault stands. It is 1, except for a list with empty
    /// objects (`{}`): the fault stands for all of them, and has the pointer of the first one.
    ///
    /// ```
    /// use account_activity::Payload;
    ///
    /// let body = br#"{"tweet_create_events": [
    ///     {"id": 5, "user": {"id": 2}, "entities": {"hashtags": [{}, {"text": "Rust"}, {}]}}
    /// ]}"#;
    /// let payload = Payload::from_slice(body)?;
    /// let [fault] = payload.faults() else { panic!("expected one fault") };
    /// assert_eq!(fault.pointer(), "/tweet_create_events/0/entities/hashtags/0");
    /// assert_eq!(fault.count(), 2);
    /// # Ok::<(), account_activity::DecodeError>(())
    /// ```
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// Returns the pointer of the part that is absent because of the fault.
    pub(crate) fn absent(&self) -> Option<&str> {
        self.pointer.get(..self.absent?)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.pointer, self.message)
    }
}
