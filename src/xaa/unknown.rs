//! Events of kinds that are not in the schemas.

use std::fmt;
use std::ops::Range;

use bytes::Bytes;

use crate::value::text::Text;
use crate::wire::raw::RawJson;

/// An event of a kind that is not in the schemas, with its JSON.
///
/// Two of these events are equal if their kinds and their JSON are equal. White space and the order
/// of members do not count.
#[derive(Clone)]
pub struct UnknownEvent {
    event_type: Text,
    body: Bytes,
    /// The place of the content in the body. It is empty if the event has none.
    part: Range<usize>,
}

impl UnknownEvent {
    pub(super) fn new(event_type: Text, body: Bytes, part: Range<usize>) -> Self {
        Self { event_type, body, part }
    }

    /// Returns the kind as received. It is empty if the event has none.
    #[must_use]
    pub fn event_type(&self) -> &str {
        &self.event_type
    }

    /// Returns the JSON of the content (`payload`) as received: a slice of the envelope's bytes. It is
    /// `null` if the event has none.
    #[must_use]
    pub fn json(&self) -> &str {
        json(&self.body, &self.part)
    }

    pub(super) fn raw(&self) -> RawJson {
        raw(&self.body, &self.part)
    }
}

/// Returns a part of a body, or `null` for an empty one.
pub(super) fn json<'a>(body: &'a Bytes, part: &Range<usize>) -> &'a str {
    let part = body.get(part.clone()).filter(|part| !part.is_empty());
    // The part is one of a text.
    part.and_then(|part| std::str::from_utf8(part).ok()).unwrap_or("null")
}

/// Returns a part of a body with the body's bytes, or `null` for an empty one.
pub(super) fn raw(body: &Bytes, part: &Range<usize>) -> RawJson {
    match part.is_empty() {
        true => RawJson::part(&Bytes::from_static(b"null"), 0..4),
        false => RawJson::part(body, part.clone()),
    }
}

impl fmt::Debug for UnknownEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("UnknownEvent")
            .field("event_type", &self.event_type())
            .field("json", &self.raw())
            .finish()
    }
}

impl PartialEq for UnknownEvent {
    fn eq(&self, other: &Self) -> bool {
        self.event_type() == other.event_type() && self.raw() == other.raw()
    }
}
