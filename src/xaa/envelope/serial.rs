//! Serialization and deserialization of envelopes and events.

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

use super::Envelope;
use super::entry::{Context, Datum};
use crate::xaa::{DirectMessages, Event};

/// Serializes the envelope of the wire. Undecoded parts are serialized as received.
impl Serialize for Envelope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let data = self.data.chunk_by(|_, next| next.messages_before().is_some());
        let data: Vec<Element<'_>> = data.map(Element).collect();
        match data.as_slice() {
            [element] if !self.is_array => map.serialize_entry("data", element)?,
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

/// An element of `data`: its event, and the Direct Messages that are apart from it.
struct Element<'a>(&'a [Datum]);

impl Serialize for Element<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let Some((datum, apart)) = self.0.split_first() else { return map.end() };
        let empty = Context::default();
        let context = datum.context.as_deref().unwrap_or(&empty);
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
        match &datum.event {
            Event::DmReceived(messages) | Event::DmSent(messages) if !apart.is_empty() => {
                map.serialize_entry("payload", &AllMessages { messages, apart })?;
            }
            event => map.serialize_entry("payload", &Content(event))?,
        }
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

/// The content of an event with Direct Messages, of which some cannot be decoded.
#[derive(Clone, Copy)]
struct AllMessages<'a> {
    messages: &'a DirectMessages,
    apart: &'a [Datum],
}

impl Serialize for AllMessages<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let DirectMessages { direct_message_events: _, users } = self.messages;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("direct_message_events", &MessageList(*self))?;
        if let Some(users) = users {
            map.serialize_entry("users", users)?;
        }
        map.end()
    }
}

/// The list of all messages, in their order.
struct MessageList<'a>(AllMessages<'a>);

impl Serialize for MessageList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let AllMessages { messages, apart } = self.0;
        let mut apart = apart.iter().peekable();
        let mut list = serializer.serialize_seq(None)?;
        for (index, message) in messages.direct_message_events.iter().enumerate() {
            while let Some(datum) = apart.next_if(|datum| datum.messages_before() == Some(index)) {
                list.serialize_element(&Content(&datum.event))?;
            }
            list.serialize_element(message)?;
        }
        apart.try_for_each(|datum| list.serialize_element(&Content(&datum.event)))?;
        list.end()
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

/// Deserializes the envelope of the wire from any self-describing format. The envelope's bytes are
/// the same as JSON.
impl<'de> Deserialize<'de> for Envelope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Value::deserialize(deserializer)?;
        let body = serde_json::to_vec(&json).map_err(D::Error::custom)?;
        Self::from_bytes(body.into()).map_err(D::Error::custom)
    }
}
