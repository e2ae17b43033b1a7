//! Bodies of deliveries, of either family.

use bytes::Bytes;

use super::top_level::{TopLevel, first_key};
use super::{Family, RawBody};
use crate::event;
use crate::payload::decode::is_marker;
use crate::payload::{DecodeError, Fault, Payload};
use crate::xaa::{self, Envelope};

/// The decoded body of a delivery, of either family.
///
/// The members of a body tell its family, by the first of these rules that applies:
///
/// 1. A member of the Account Activity API, such as `for_user_id`, `tweet_create_events`,
///    `user_event`, `replay_job_status` or `users`, makes it a [`Payload`].
/// 2. An `event_type` in the object `data`, or in an object of the array `data`, makes it an
///    [`Envelope`].
/// 3. A key that ends in `_event` or `_events` makes it a [`Payload`] with an unknown event.
/// 4. Any other JSON object is a [`RawBody`], such as a delivery of the filtered stream, which has
///    `data.id` and `matching_rules`.
///
/// A member that is null counts as absent. Keys that begin with `_` or `$` do not count, because
/// databases add them, and neither does `meta`, which both families have.
///
/// ```
/// use account_activity::Body;
///
/// let body = br#"{"data": {"event_type": "profile.update.bio", "filter": {"user_id": "12"},
///     "payload": {"before": "Mars & Cars", "after": "Mars, Cars & AI"}}}"#;
/// match Body::from_slice(body)? {
///     Body::AccountActivity(payload) => println!("{} events", payload.events().len()),
///     Body::XActivity(envelope) => println!("{:?}", envelope.kind()),
///     other => println!("{} bytes", other.as_bytes().len()),
/// }
/// # Ok::<(), account_activity::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Body {
    /// A body of the Account Activity API.
    AccountActivity(Payload),
    /// A body of the X Activity API.
    XActivity(Envelope),
    /// A body of neither.
    Other(RawBody),
}

impl Body {
    /// Decodes a body from a copy of its bytes.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if the body is not a JSON object in UTF-8, or nests deeper than 128 levels
    /// outside unknown members.
    pub fn from_slice(body: &[u8]) -> Result<Self, DecodeError> {
        Self::from_bytes(Bytes::copy_from_slice(body))
    }

    /// Decodes a body and keeps its bytes without a copy.
    ///
    /// # Errors
    ///
    /// As for [`from_slice`](Self::from_slice).
    pub fn from_bytes(body: Bytes) -> Result<Self, DecodeError> {
        Self::from_wanted(body, None, event::Wanted::ALL, &xaa::Wanted::ALL, &mut String::new())
    }

    /// Decodes a body with the events of some kinds. `checked` is the body, if its UTF-8 is checked already. `buffer` is
    /// memory that is used again.
    pub(super) fn from_wanted(
        body: Bytes,
        checked: Option<&str>,
        events: event::Wanted,
        x_events: &xaa::Wanted,
        buffer: &mut String,
    ) -> Result<Self, DecodeError> {
        // Mostly the first key tells the family, and the body is read once.
        let mut envelope = None;
        match first_key(&body) {
            Some(key) if is_marker(key) => {
                return Payload::from_wanted(body, checked, events, buffer).map(Self::from);
            }
            Some("data") => match Envelope::from_wanted(body.clone(), checked, x_events, buffer) {
                Ok(read) if read.is_unambiguous() => return Ok(read.into()),
                read => envelope = Some(read),
            },
            _ => {}
        }
        let TopLevel { keys, family } = TopLevel::read(&body)?;
        match family {
            Some(Family::AccountActivity) => {
                Payload::from_wanted(body, checked, events, buffer).map(Self::from)
            }
            Some(Family::XActivity) => match envelope {
                Some(envelope) => envelope.map(Self::from),
                None => Envelope::from_wanted(body, checked, x_events, buffer).map(Self::from),
            },
            None => Ok(RawBody::new(body, keys).into()),
        }
    }

    /// Returns the bytes as received. The signature of the delivery covers them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::AccountActivity(payload) => payload.as_bytes(),
            Self::XActivity(envelope) => envelope.as_bytes(),
            Self::Other(raw) => raw.as_bytes(),
        }
    }

    /// Consumes the body and returns its bytes.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        match self {
            Self::AccountActivity(payload) => payload.into_bytes(),
            Self::XActivity(envelope) => envelope.into_bytes(),
            Self::Other(raw) => raw.into_bytes(),
        }
    }

    /// Returns the family. `None` for a body of neither.
    #[must_use]
    pub const fn family(&self) -> Option<Family> {
        match self {
            Self::AccountActivity(_) => Some(Family::AccountActivity),
            Self::XActivity(_) => Some(Family::XActivity),
            Self::Other(_) => None,
        }
    }

    /// Returns the payload, if the body is of the Account Activity API.
    #[must_use]
    pub const fn payload(&self) -> Option<&Payload> {
        match self {
            Self::AccountActivity(payload) => Some(payload),
            _ => None,
        }
    }

    /// Returns the envelope, if the body is of the X Activity API.
    #[must_use]
    pub const fn envelope(&self) -> Option<&Envelope> {
        match self {
            Self::XActivity(envelope) => Some(envelope),
            _ => None,
        }
    }

    /// Returns `true` if decoding has seen that all members and values are in the schemas: see
    /// [`Payload::is_in_schema`] and [`Envelope::is_in_schema`]. `false` for a body of neither family.
    #[must_use]
    pub fn is_in_schema(&self) -> bool {
        match self {
            Self::AccountActivity(payload) => payload.is_in_schema(),
            Self::XActivity(envelope) => envelope.is_in_schema(),
            Self::Other(_) => false,
        }
    }

    /// Returns the values that cannot be read, except those that cost an event: see
    /// [`Payload::faults`] and [`Envelope::faults`]. A body of neither family has none.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        match self {
            Self::AccountActivity(payload) => payload.faults(),
            Self::XActivity(envelope) => envelope.faults(),
            Self::Other(_) => &[],
        }
    }

    /// Returns the number of faults, including those that [`faults`](Self::faults) does not list.
    #[must_use]
    pub fn fault_count(&self) -> usize {
        match self {
            Self::AccountActivity(payload) => payload.fault_count(),
            Self::XActivity(envelope) => envelope.fault_count(),
            Self::Other(_) => 0,
        }
    }
}

impl From<Payload> for Body {
    fn from(payload: Payload) -> Self {
        Self::AccountActivity(payload)
    }
}

impl From<Envelope> for Body {
    fn from(envelope: Envelope) -> Self {
        Self::XActivity(envelope)
    }
}

impl From<RawBody> for Body {
    fn from(raw: RawBody) -> Self {
        Self::Other(raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::json::passed;

    /// Returns how often a body is passed as a whole, and its family.
    fn passes(body: &str) -> (usize, Option<Family>) {
        let mut family = None;
        let passes = passed::texts(|| family = Body::from_slice(body.as_bytes()).unwrap().family());
        (passes, family)
    }

    #[test]
    fn a_body_whose_first_key_tells_the_family_is_passed_once() {
        let (account, x) = (Some(Family::AccountActivity), Some(Family::XActivity));
        for (body, expected) in [
            (r#"{"for_user_id":"1","follow_events":[]}"#, (1, account)),
            (r#" { "user_event" : {} } "#, (1, account)),
            (r#"{"users":{},"data":{"event_type":"post.create"}}"#, (1, account)),
            (r#"{"data":{"filter":{},"event_type":"post.create","payload":{"id":"1"}}}"#, (1, x)),
            (r#"{"data":{"event_type":"news.new","payload":{}},"meta":{"replay":true}}"#, (1, x)),
            (r#"{"matching_rules":[],"data":{"id":"1"}}"#, (1, None)),
            (r#"{"data":{"event_type":"news.new","payload":{}},"_id":1}"#, (2, x)),
            (r#"{"_id":1,"for_user_id":"1"}"#, (2, account)),
            (r#"{"for_user_id":null,"data":{"event_type":"news.new","payload":{}}}"#, (2, x)),
            (r#"{"meta":{},"data":{"event_type":"news.new","payload":{}}}"#, (2, x)),
        ] {
            assert_eq!(passes(body), expected, "{body}");
        }
    }
}
