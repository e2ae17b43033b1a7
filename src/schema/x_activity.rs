//! The shapes of the X Activity API.

use serde_json::{Map, Value};

use super::Object;
use super::difference::{Difference, differences};
use super::round_trip::{failure, value_of};
use super::unknown::{Unknown, read_member, read_object};
use crate::value::text::Text;
use crate::wire::json::{Reader, Tolerant, surrogate};
use crate::wire::sequence::List;
use crate::wire::shape::{Property, Shape};
use crate::wire::{Json, Wire, object};
use crate::xaa::*;

/// Defines `OBJECTS`, the shapes of the generated types.
macro_rules! objects {
    ($($name:ident,)*) => {
        pub(super) const OBJECTS: &[fn() -> &'static Object] = &[$(object::shape::<$name>),*];
    };
}

include!(concat!(env!("OUT_DIR"), "/x_activity_objects.rs"));
include!(concat!(env!("OUT_DIR"), "/x_activity_envelope.rs"));

pub(super) fn envelope() -> &'static Object {
    ENVELOPE
}

impl Envelope {
    /// Serializes the envelope, deserializes it, and returns the differences from the original. The
    /// list is empty unless something was lost. [`differences`](super::differences) documents which
    /// values count as equal. Values that [`faults`](Self::faults) lists are ignored.
    ///
    /// ```
    /// use account_activity::xaa::Envelope;
    ///
    /// let body = br#"{"data": {"event_type": "post.delete", "payload": {"id": 20}}}"#;
    /// assert!(Envelope::from_slice(body)?.differences().is_empty());
    /// # Ok::<(), account_activity::DecodeError>(())
    /// ```
    #[must_use]
    pub fn differences(&self) -> Vec<Difference> {
        let written = match serde_json::to_vec(self) {
            Ok(written) => written,
            Err(error) => return failure("cannot serialize the envelope:", &error),
        };
        match Self::from_slice(&written) {
            Ok(again) if again == *self => {}
            Ok(_) => return failure("the serialized envelope decodes to another value", &""),
            Err(error) => return failure("cannot decode the serialized envelope:", &error),
        }
        let (mut before, mut after) =
            (value_of(self.json()), value_of(&String::from_utf8_lossy(&written)));
        let absent = self.faults().iter().filter_map(|fault| fault.absent());
        for part in absent {
            before.pointer_mut(part).map(Value::take);
        }
        let (old, new) = (take_events(&mut before), take_events(&mut after));
        let mut found = differences(ENVELOPE, &before, &after);
        for ((entry, mut old), mut new) in elements(self).zip(old).zip(new) {
            let contents = (old.take_content(), new.take_content());
            let mut compare = |object, pointer: &str, before: &Value, after: &Value| {
                found.extend(differences(object, before, after).into_iter().map(|difference| {
                    let pointer = format!("{pointer}{}", difference.pointer);
                    Difference { pointer, ..difference }
                }));
            };
            compare(DATA, &old.pointer, &old.json, &new.json);
            if let Some(object) = decoded(entry) {
                compare(object, &format!("{}/payload", old.pointer), &contents.0, &contents.1);
            }
        }
        found
    }

    /// Returns the members and values that are not in the schemas, in the order of the schemas.
    ///
    /// Null, empty arrays and empty objects count as absent.
    ///
    /// ```
    /// use account_activity::xaa::Envelope;
    ///
    /// let body = br#"{"data": {"event_type": "post.delete", "payload": {"id": "20", "why": "typo"}}}"#;
    /// assert_eq!(Envelope::from_slice(body)?.unknown()[0].to_string(), "field PostDelete.why");
    /// # Ok::<(), account_activity::DecodeError>(())
    /// ```
    #[must_use]
    pub fn unknown(&self) -> Vec<Unknown> {
        if self.is_in_schema() {
            return Vec::new();
        }
        let json = self.json();
        let mark = self.as_bytes().len() - json.len();
        let json = surrogate::replaced(json, &surrogate::halves(json));
        let mut reader = Reader::with_mode(&json, Tolerant::new(0));
        let mut found = Vec::new();
        // The body is an object. A part that nests too deep to be decoded ends the search in it.
        drop(reader.members(|reader, key| match key {
            "data" => reader.skip(),
            key => read_member(ENVELOPE, key, reader, &mut found),
        }));
        for entry in elements(self) {
            reader.seek(entry.start().saturating_sub(mark));
            drop(reader.members(|reader, key| match (key, decoded(entry)) {
                ("payload", Some(object)) if reader.peek() == Some(b'{') => {
                    read_object(object, reader, &mut found)
                }
                (key, _) => read_member(DATA, key, reader, &mut found),
            }));
        }
        found
    }
}

/// Returns an entry for each element of `data`: Direct Messages that cannot be decoded have entries of their
/// own.
fn elements(envelope: &Envelope) -> impl Iterator<Item = Entry<'_>> {
    envelope.entries().filter(|entry| entry.messages_before().is_none())
}

/// Returns the shape of an event's content, if that is decoded.
fn decoded(entry: Entry<'_>) -> Option<&'static Object> {
    match entry.event() {
        Event::Unknown(_) | Event::Undecoded(_) => None,
        event => event.kind().shape(),
    }
}

/// The JSON of an event.
struct Part {
    pointer: String,
    json: Value,
}

impl Part {
    /// Takes the content, which is empty if it is missing.
    fn take_content(&mut self) -> Value {
        let content = self.json.get_mut("payload").map(Value::take);
        content.filter(|it| !it.is_null()).unwrap_or_else(|| Value::Object(Map::new()))
    }
}

/// Takes the events out of an envelope.
fn take_events(envelope: &mut Value) -> Vec<Part> {
    match envelope.get_mut("data").map(Value::take) {
        Some(Value::Array(data)) => {
            let data = data.into_iter().enumerate().filter(|(_, json)| json.is_object());
            data.map(|(index, json)| Part { pointer: format!("/data/{index}"), json }).collect()
        }
        Some(json @ Value::Object(_)) => vec![Part { pointer: "/data".to_owned(), json }],
        _ => Vec::new(),
    }
}
