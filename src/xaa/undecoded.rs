//! Events of known kinds that cannot be decoded.

use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

use bytes::Bytes;

use super::EventKind;
use super::unknown::{json, raw};
use crate::wire::json::{Failure, Reader, place, surrogate};
use crate::wire::raw::RawJson;

/// An event of a known kind that cannot be decoded: a required member is missing or cannot be read.
/// The other events of the envelope are not affected.
///
/// Two of these events are equal if their kinds and their JSON are equal. White space and the order
/// of members do not count.
#[derive(Clone)]
pub struct UndecodedEvent {
    kind: EventKind,
    body: Bytes,
    /// The place of the content in the body. It is empty if the event has none.
    part: Range<usize>,
    /// The index of the event in `data`, if that is an array.
    index: Option<usize>,
    /// The value that cannot be read. Without it, the content is missing.
    failure: Option<Failure>,
    /// Written when it is read, because most programs read only the JSON.
    description: OnceLock<Box<Description>>,
}

#[derive(Clone)]
struct Description {
    pointer: String,
    message: String,
}

impl UndecodedEvent {
    /// Creates the event of a kind whose content cannot be decoded.
    pub(super) fn content(
        kind: EventKind,
        body: Bytes,
        part: Range<usize>,
        index: Option<usize>,
        failure: Option<Failure>,
    ) -> Self {
        let description = OnceLock::new();
        Self { kind, body, part, index, failure, description }
    }

    /// Returns the kind that the event would have.
    #[must_use]
    pub fn kind(&self) -> EventKind {
        self.kind.clone()
    }

    /// Returns the place of the fault in the envelope as a JSON pointer (RFC 6901), such as
    /// `/data/payload/source/data/id`. For a missing member, this is the object that lacks it.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.description().pointer
    }

    /// Returns the error message: the value found and the value expected.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.description().message
    }

    /// Returns the JSON of the content (`payload`) as received: a slice of the envelope's bytes. It is
    /// `null` if the event has none.
    #[must_use]
    pub fn json(&self) -> &str {
        json(&self.body, &self.part)
    }

    fn description(&self) -> &Description {
        self.description.get_or_init(|| Box::new(self.describe()))
    }

    fn describe(&self) -> Description {
        let index = self.index.map_or_else(String::new, |index| format!("/{index}"));
        let Some(failure) = &self.failure else {
            let pointer = format!("/data{index}");
            let message =
                "expected the content of the event (`payload`), found none or an empty value"
                    .to_owned();
            return Description { pointer, message };
        };
        let json = surrogate::replaced(self.json(), &surrogate::halves(self.json()));
        let at = failure.at.saturating_sub(self.part.start);
        let mut reader = Reader::new(&json);
        reader.seek(at);
        let pointer = place::of_offset(&json, &format!("/data{index}/payload"), at);
        Description { message: failure.cause.message(reader.skipped(), &pointer), pointer }
    }

    pub(super) fn raw(&self) -> RawJson {
        raw(&self.body, &self.part)
    }
}

impl fmt::Debug for UndecodedEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("UndecodedEvent")
            .field("kind", &self.kind)
            .field("pointer", &self.pointer())
            .field("message", &self.message())
            .field("json", &self.raw())
            .finish()
    }
}

impl PartialEq for UndecodedEvent {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.raw() == other.raw()
    }
}
