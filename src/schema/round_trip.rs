//! A round trip of a payload through the typed model.

use serde::de::Deserializer;
use serde_json::{Map, Value};

use super::difference::{Difference, differences};
use crate::event::EventMember;
use crate::payload::Payload;
use crate::payload::serial::MembersVisitor;

impl Payload {
    /// Serializes the payload, deserializes it, and returns the differences from the original. The
    /// list is empty unless something was lost. [`differences`] documents which values count as
    /// equal.
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
        match (read(self.as_bytes()), read(&written)) {
            (Ok(before), Ok(after)) => differences(super::payload(), &before, &after),
            (Err(error), _) | (_, Err(error)) => failure("cannot compare the JSON:", &error),
        }
    }
}

fn failure(what: &str, error: &dyn std::fmt::Display) -> Vec<Difference> {
    vec![Difference {
        pointer: String::new(),
        message: format!("{what} {error}").trim().to_owned(),
    }]
}

/// Returns the JSON of a payload. The entries of repeated and alias keys are merged.
fn read(body: &[u8]) -> Result<Value, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let members = deserializer.deserialize_map(MembersVisitor)?;
    let mut merged = Map::new();
    for (key, value) in members.0 {
        let key = EventMember::of(&key).map_or(key, |member| member.key().to_owned());
        match (merged.get_mut(&key), value) {
            (Some(Value::Array(entries)), Value::Array(more)) => entries.extend(more),
            (_, value) => drop(merged.insert(key, value)),
        }
    }
    Ok(Value::Object(merged))
}
