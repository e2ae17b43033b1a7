//! A round trip of a payload through the typed model.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::difference::{Difference, differences, elements};
use super::{Property, Shape};
use crate::event::{Container, EventMember};
use crate::payload::{Fault, Payload};
use crate::wire::json::{GaveUp, Reader, Tolerant, surrogate};

impl Payload {
    /// Serializes the payload, deserializes it, and returns the differences from the original. The
    /// list is empty unless something was lost. [`differences`] documents which values count as
    /// equal. Values that [`faults`](Self::faults) lists are ignored.
    ///
    /// ```
    /// use account_activity::Payload;
    ///
    /// let payload = Payload::from_slice(br#"{"for_user_id": 1, "is_blocked_by": null}"#)?;
    /// assert!(payload.differences().is_empty());
    /// # Ok::<(), account_activity::DecodeError>(())
    /// ```
    #[must_use]
    pub fn differences(&self) -> Vec<Difference> {
        let written = match serde_json::to_vec(self) {
            Ok(written) => written,
            Err(error) => return failure("cannot serialize the payload:", &error),
        };
        match Self::from_slice(&written) {
            Ok(again) if again == *self => {}
            Ok(_) => return failure("the serialized payload decodes to another value", &""),
            Err(error) => return failure("cannot decode the serialized payload:", &error),
        }
        let written = String::from_utf8_lossy(&written);
        let (mut before, after) = (members(self.json()), members(&written));
        self.faults().iter().for_each(|fault| remove(fault, &mut before));
        differences(super::payload(), &merged(before), &merged(after))
    }
}

/// Replaces the part that is absent because of a fault by null. Members of the envelope stay, because
/// they are written as received.
fn remove(fault: &Fault, members: &mut [(String, Value)]) {
    let Some(absent) = fault.absent() else { return };
    let path = |pointer: &str| {
        let mut segments = pointer.splitn(3, '/').skip(1);
        let key = segments.next().unwrap_or_default().replace("~1", "/").replace("~0", "~");
        (key, segments.next().map_or(String::new(), |rest| format!("/{rest}")))
    };
    let ((key, rest), (_, exact)) = (path(absent), path(fault.pointer()));
    let is_map = ["users", "apps"].contains(&key.as_str());
    if rest.is_empty() || is_map && rest.matches('/').count() == 1 {
        return;
    }
    let json = whole(fault.json());
    let mut reader = Reader::with_mode(&json, Tolerant::new(0));
    let found = value(&json, &mut reader, LEVELS).unwrap_or_default();
    let mut same_key = members.iter_mut().filter(|(member, _)| *member == key);
    // Of the members with a repeated key, the one with the fault has its value.
    let member = same_key.find(|(_, value)| value.pointer(&exact) == Some(&found));
    if let Some(part) = member.and_then(|(_, value)| value.pointer_mut(&rest)) {
        *part = Value::Null;
    }
}

/// Replaces halves of surrogate pairs, which no `Value` can have.
fn whole(json: &str) -> Cow<'_, str> {
    surrogate::replaced(json, &surrogate::halves(json))
}

pub(super) fn failure(what: &str, error: &dyn std::fmt::Display) -> Vec<Difference> {
    vec![Difference {
        pointer: String::new(),
        message: format!("{what} {error}").trim().to_owned(),
    }]
}

/// Returns the members of a payload.
fn members(json: &str) -> Vec<(String, Value)> {
    let json = whole(json);
    let mut reader = Reader::with_mode(&json, Tolerant::new(0));
    let mut members = Vec::new();
    // The body is a payload, so it is an object.
    drop(reader.members(|reader, key| {
        members.push((key.to_owned(), value(&json, reader, LEVELS)?));
        Ok(())
    }));
    members
}

/// Returns the value of a JSON text, in which halves of surrogate pairs are replaced.
pub(super) fn value_of(json: &str) -> Value {
    let json = whole(json);
    let mut reader = Reader::with_mode(&json, Tolerant::new(0));
    value(&json, &mut reader, LEVELS).unwrap_or_default()
}

/// The number of levels that are compared, which is more than can be decoded.
const LEVELS: usize = 130;

/// Reads a value. A number that no `Value` can hold and a value that nests too deep are null.
fn value(json: &str, reader: &mut Reader<'_, Tolerant>, levels: usize) -> Result<Value, GaveUp> {
    // The levels are counted here, because further levels are no error.
    reader.seek(reader.position());
    match reader.peek() {
        Some(b'{') if levels > 0 => {
            let mut members = Map::new();
            reader.members(|reader, key| {
                members.insert(key.to_owned(), value(json, reader, levels - 1)?);
                Ok(())
            })?;
            Ok(members.into())
        }
        Some(b'[') if levels > 0 => {
            let mut elements = Vec::new();
            reader.elements(|reader| {
                elements.push(value(json, reader, levels - 1)?);
                Ok(())
            })?;
            Ok(elements.into())
        }
        _ => {
            let start = reader.position();
            reader.skip()?;
            let json = json.get(start..reader.position()).unwrap_or_default();
            Ok(serde_json::from_str(json).unwrap_or_default())
        }
    }
}

/// Merges the entries of repeated and alias keys of events. Of other repeated keys, the last one counts.
fn merged(members: Vec<(String, Value)>) -> Value {
    let mut merged = Map::new();
    for (key, mut value) in members {
        let member = EventMember::of(&key);
        if member.is_some() && value.is_null() {
            continue;
        }
        let key = member.map_or(key, |member| member.key().to_owned());
        if member.is_some_and(|member| member.container() == Container::Array)
            && let Some(Shape::List(element)) = super::payload().property(&key).map(Property::shape)
            && let Some(elements) = elements(*element, &value)
        {
            value = elements.into_iter().map(Cow::into_owned).collect();
        }
        match (merged.get_mut(&key), value) {
            (Some(Value::Array(entries)), Value::Array(more)) if member.is_some() => {
                entries.extend(more);
            }
            (_, value) => drop(merged.insert(key, value)),
        }
    }
    Value::Object(merged)
}
