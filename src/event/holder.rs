//! The member of a payload that holds an event without a type.

use std::ops::Range;

use bytes::Bytes;

use crate::value::text::Text;
use crate::wire::json::place;
use crate::wire::raw::RawJson;
use crate::wire::shape::Object;

/// The member of a payload that holds unknown or undecoded events. They share it, because a body can
/// have such an event in every second byte.
pub(crate) struct Holder {
    /// The key under which the events are written.
    pub(crate) key: Text,
    /// The key as it is spelled in the payload.
    pub(crate) spelled: Text,
    /// The name of the event, if the key holds one object for several kinds.
    pub(crate) member: Option<Text>,
    /// The schema of the events, if the key has one.
    pub(crate) object: Option<&'static Object>,
    /// The bytes of the payload.
    pub(crate) body: Bytes,
}

impl Holder {
    /// Returns a part of the payload, which is a JSON value.
    pub(crate) fn json(&self, part: &Range<usize>) -> &str {
        let part = self.body.get(part.clone()).unwrap_or_default();
        // The part is one of a text.
        std::str::from_utf8(part).unwrap_or("null")
    }

    /// Returns a part of the payload, which is a JSON value, with the payload's bytes.
    pub(crate) fn raw(&self, part: &Range<usize>) -> RawJson {
        RawJson::part(&self.body, part.clone())
    }

    /// Returns the JSON pointer of the value, or of one of its elements.
    pub(crate) fn pointer(&self, index: Option<usize>) -> String {
        let mut pointer = String::new();
        place::push(&mut pointer, &self.spelled);
        self.member.iter().for_each(|member| place::push(&mut pointer, member));
        index.iter().for_each(|index| place::push(&mut pointer, &index.to_string()));
        pointer
    }
}
