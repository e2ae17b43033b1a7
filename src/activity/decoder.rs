//! A decoder of many bodies.

use std::fmt;

use bytes::Bytes;

use super::{ActivityKind, Body};
use crate::payload::DecodeError;
use crate::{event, xaa};

/// Decodes many bodies of either family, one after another, with the same memory.
///
/// A body is the same as from [`Body::from_bytes`], unless [`only`](Self::only) restricts the kinds of
/// activities. A decoder of some kinds passes over the events of all other kinds without building them,
/// several times faster.
///
/// ```
/// use account_activity::{ActivityKind, Decoder};
///
/// let bodies: [&[u8]; 2] = [
///     br#"{"for_user_id": "1", "tweet_create_events": [{"id": 20, "user": {"id": 12}}]}"#,
///     br#"{"for_user_id": "1", "tweet_delete_events": [{"status": {"id": "20", "user_id": "12"}}]}"#,
/// ];
/// let mut decoder = Decoder::new().only([ActivityKind::PostDelete]);
/// let mut deleted = Vec::new();
/// for body in bodies {
///     deleted.extend(decoder.decode(body)?.activities().filter_map(|activity| activity.post_id()));
/// }
/// assert_eq!(deleted, [account_activity::TweetId::new(20)]);
/// # Ok::<(), account_activity::DecodeError>(())
/// ```
#[derive(Clone)]
pub struct Decoder {
    /// The memory for strings with escapes.
    buffer: String,
    events: event::Wanted,
    x_events: xaa::Wanted,
}

impl Decoder {
    /// Creates a decoder of all kinds.
    #[must_use]
    pub const fn new() -> Self {
        Self { buffer: String::new(), events: event::Wanted::ALL, x_events: xaa::Wanted::ALL }
    }

    /// Returns a decoder of some kinds of activities.
    ///
    /// Its bodies have the activities of these kinds. The events of other kinds are neither
    /// events nor [faults](Body::faults). Their JSON is checked for its syntax and not for its content. The
    /// bytes of the body still have them. A body without an activity of the kinds also lacks the users, apps
    /// and other objects that its events refer to.
    ///
    /// An event that cannot be decoded is kept as undecoded if it could be of one of the kinds, by its key or
    /// `event_type`. [`ActivityKind::Undecoded`] and [`ActivityKind::Unknown`] are kinds too: all events that
    /// cannot be decoded, and those that this version does not support. Any event can turn out to be undecoded,
    /// so that a decoder of [`ActivityKind::Undecoded`] builds all events first.
    #[must_use]
    pub fn only(self, kinds: impl IntoIterator<Item = ActivityKind>) -> Self {
        let kinds: Vec<ActivityKind> = kinds.into_iter().collect();
        let is_wanted = |kind: ActivityKind| kinds.contains(&kind);
        let x_events = xaa::Wanted::of(
            |kind| is_wanted(kind.into()),
            is_wanted(ActivityKind::Unknown),
            is_wanted(ActivityKind::Undecoded),
        );
        let events = event::Wanted::of(|kind| is_wanted(kind.into()));
        Self { events, x_events, ..self }
    }

    /// Decodes a body from a copy of its bytes.
    ///
    /// # Errors
    ///
    /// As for [`Body::from_slice`]. Events that are passed over may nest at any depth.
    pub fn decode(&mut self, bytes: &[u8]) -> Result<Body, DecodeError> {
        self.decode_bytes(Bytes::copy_from_slice(bytes))
    }

    /// Decodes a body and keeps its bytes without a copy.
    ///
    /// # Errors
    ///
    /// As for [`decode`](Self::decode).
    pub fn decode_bytes(&mut self, bytes: Bytes) -> Result<Body, DecodeError> {
        self.decode_body(bytes, None)
    }

    /// Decodes a body whose UTF-8 is checked already, and keeps its bytes without a copy.
    ///
    /// `text` is what the check of `bytes` returned. A text in other memory is ignored, and the bytes are checked.
    ///
    /// ```
    /// use account_activity::Decoder;
    ///
    /// let bytes = bytes::Bytes::from_static(br#"{"for_user_id": "1"}"#);
    /// let text = std::str::from_utf8(&bytes)?;
    /// let body = Decoder::new().decode_checked(bytes.clone(), text)?;
    /// assert_eq!(body.as_bytes(), text.as_bytes());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`decode`](Self::decode).
    pub fn decode_checked(&mut self, bytes: Bytes, text: &str) -> Result<Body, DecodeError> {
        let is_same = text.as_ptr() == bytes.as_ptr() && text.len() == bytes.len();
        self.decode_body(bytes, is_same.then_some(text))
    }

    fn decode_body(&mut self, bytes: Bytes, checked: Option<&str>) -> Result<Body, DecodeError> {
        Body::from_wanted(bytes, checked, self.events, &self.x_events, &mut self.buffer)
    }
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Decoder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { buffer: _, events, x_events } = self;
        formatter
            .debug_struct("Decoder")
            .field("events", events)
            .field("x_events", x_events)
            .finish()
    }
}
