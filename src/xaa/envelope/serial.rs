//! Serialization and deserialization of envelopes and events.

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::Envelope;
use super::entry::{Context, Datum};
use crate::xaa::Event;

/// Serializes the envelope of the wire. Undecoded parts are serialized as received.
impl Serialize for Envelope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self.data.as_slice() {
            [datum] if !self.is_array => map.serialize_entry("data", datum)?,
            [] if !self.is_array => {}
            data => map.serialize_entry("data", data)?,
        }
        if let Some(includes) = &self.includes {
            map.serialize_entry("includes", includes)?;
        }
        if let Some(meta) = &self.meta {
            map.serialize_entry("meta", meta)?;
        }
        if let Some(errors) = &self.errors {
            map.serialize_entry("errors", errors)?;
        }
        map.end()
    }
}

impl Serialize for Datum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let empty = Context::default();
        let context = self.context.as_deref().unwrap_or(&empty);
        if let Some(uuid) = &context.event_uuid {
            map.serialize_entry("event_uuid", uuid)?;
        }
        if let Some(filter) = &context.filter {
            map.serialize_entry("filter", filter)?;
        }
        if let Some(kind) = &context.event_type {
            map.serialize_entry("event_type", kind)?;
        }
        if let Some(tag) = &context.tag {
            map.serialize_entry("tag", tag)?;
        }
        map.serialize_entry("payload", &Content(&self.event))?;
        if let Some(includes) = &context.includes {
            map.serialize_entry("includes", includes)?;
        }
        map.end()
    }
}

/// The content of an event, without its kind.
struct Content<'a>(&'a Event);

impl Serialize for Content<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_content(serializer)
    }
}

/// Deserializes the envelope of the wire from any self-describing format. The envelope's bytes are
/// the same as JSON.
impl<'de> Deserialize<'de> for Envelope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Value::deserialize(deserializer)?;
        let body = serde_json::to_vec(&json).map_err(D::Error::custom)?;
        Self::from_bytes(body.into()).map_err(D::Error::custom)
    }
}

/// Serializes an event with its kind: `{"event_type": …, "payload": …}`.
impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("event_type", self.kind().as_str())?;
        map.serialize_entry("payload", &Content(self))?;
        map.end()
    }
}
