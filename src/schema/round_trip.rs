//! Whether a payload came through the typed model without loss.

use serde::de::Deserializer;
use serde_json::{Map, Value};

use super::difference::{Difference, differences};
use crate::event::EventMember;
use crate::payload::Payload;
use crate::payload::serial::MembersVisitor;

impl Payload {
    /// Writes the payload, reads it again, and lists what differs from what it was read from:
    /// nothing, unless something was lost. See [`differences`] for what counts as equal.
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
            Err(error) => return failure("the payload cannot be written", &error),
        };
        match Self::from_slice(&written) {
            Ok(again) if again == *self => {}
            Ok(_) => return failure("reading what was written gives another value", &""),
            Err(error) => return failure("what was written cannot be read", &error),
        }
        match (read(self.as_bytes()), read(&written)) {
            (Ok(before), Ok(after)) => differences(super::payload(), &before, &after),
            (Err(error), _) | (_, Err(error)) => failure("the JSON cannot be compared", &error),
        }
    }
}

fn failure(what: &str, error: &dyn std::fmt::Display) -> Vec<Difference> {
    vec![Difference {
        pointer: String::new(),
        message: format!("{what} {error}").trim().to_owned(),
    }]
}

/// The JSON of a delivery, the entries of repeated and alias keys together.
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
