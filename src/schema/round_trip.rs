//! A round trip of a payload through the typed model.

use std::borrow::Cow;

use serde::de::Deserializer;
use serde_json::{Map, Value};

use super::difference::{Difference, differences, elements};
use super::{Property, Shape};
use crate::event::{Container, EventMember};
use crate::payload::serial::MembersVisitor;
use crate::payload::{Fault, Payload};
use crate::wire::json::surrogate;

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
        match (members(self.as_bytes()), members(&written)) {
            (Ok(mut before), Ok(after)) => {
                self.faults().iter().for_each(|fault| remove(fault, &mut before));
                differences(super::payload(), &merged(before), &merged(after))
            }
            (Err(error), _) | (_, Err(error)) => failure("cannot compare the JSON:", &error),
        }
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
    let json = serde_json::from_str::<Value>(&whole(fault.json())).ok();
    let mut same_key = members.iter_mut().filter(|(member, _)| *member == key);
    // Of the members with a repeated key, the one with the fault has its value.
    let member = same_key.find(|(_, value)| value.pointer(&exact) == json.as_ref());
    if let Some(part) = member.and_then(|(_, value)| value.pointer_mut(&rest)) {
        *part = Value::Null;
    }
}

/// Replaces halves of surrogate pairs, which no `Value` can have.
fn whole(json: &str) -> Cow<'_, str> {
    surrogate::replaced(json, &surrogate::halves(json))
}

fn failure(what: &str, error: &dyn std::fmt::Display) -> Vec<Difference> {
    vec![Difference {
        pointer: String::new(),
        message: format!("{what} {error}").trim().to_owned(),
    }]
}

/// Returns the members of a payload.
fn members(body: &[u8]) -> Result<Vec<(String, Value)>, serde_json::Error> {
    let json = whole(std::str::from_utf8(body).unwrap_or_default());
    let mut deserializer = serde_json::Deserializer::from_str(&json);
    deserializer.deserialize_map(MembersVisitor).map(|members| members.0)
}

/// Merges the entries of repeated and alias keys.
fn merged(members: Vec<(String, Value)>) -> Value {
    let mut merged = Map::new();
    for (key, mut value) in members {
        let member = EventMember::of(&key);
        let key = member.map_or(key, |member| member.key().to_owned());
        if member.is_some_and(|member| member.container() == Container::Array)
            && let Some(Shape::List(element)) = super::payload().property(&key).map(Property::shape)
            && let Some(elements) = elements(*element, &value)
        {
            value = elements.into_iter().cloned().collect();
        }
        match (merged.get_mut(&key), value) {
            (Some(Value::Array(entries)), Value::Array(more)) => entries.extend(more),
            (_, value) => drop(merged.insert(key, value)),
        }
    }
    Value::Object(merged)
}
