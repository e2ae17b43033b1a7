//! Serialization and deserialization of payloads and events, in the envelope of the wire.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::Payload;
use crate::event::{Container, Event, EventMember};
use crate::value::id::{IdText, UserId};
use crate::value::text::Text;
use crate::wire::Written;
use crate::wire::raw::RawJson;

/// Serializes the envelope of the wire. Undecoded parts are serialized as received.
impl Serialize for Payload {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(id) = &self.for_user_id {
            map.serialize_entry("for_user_id", &Written::<IdText<UserId>>(id))?;
        }
        if let Some(blocked) = self.user_has_blocked {
            map.serialize_entry("user_has_blocked", &blocked)?;
        }
        if let Some(blocked) = self.is_blocked_by {
            map.serialize_entry("is_blocked_by", &blocked)?;
        }
        for group in groups(&self.events) {
            group.write(&mut map)?;
        }
        write_by_id("users", &self.users, &self.kept.users, &mut map)?;
        write_by_id("apps", &self.apps, &self.kept.apps, &mut map)?;
        if let Some(meta) = &self.meta {
            map.serialize_entry("meta", meta)?;
        }
        for (key, json) in &self.kept.members {
            map.serialize_entry(key, json)?;
        }
        map.end()
    }
}

fn write_by_id<I: fmt::Display, T: Serialize, M: SerializeMap>(
    key: &str,
    members: &BTreeMap<I, T>,
    kept: &[(Text, RawJson)],
    map: &mut M,
) -> Result<(), M::Error> {
    if members.is_empty() && kept.is_empty() {
        return Ok(());
    }
    map.serialize_entry(key, &ById { members, kept })
}

struct ById<'a, I, T> {
    members: &'a BTreeMap<I, T>,
    /// The members that could not be decoded, with their keys.
    kept: &'a [(Text, RawJson)],
}

impl<I: fmt::Display, T: Serialize> Serialize for ById<'_, I, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.members.len() + self.kept.len()))?;
        for (id, member) in self.members {
            map.serialize_entry(&id.to_string(), member)?;
        }
        for (key, json) in self.kept {
            map.serialize_entry(key, json)?;
        }
        map.end()
    }
}

/// The events of one key.
struct Group<'a> {
    key: &'a str,
    events: Vec<&'a Event>,
}

fn groups(events: &[Event]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut keys: BTreeMap<&str, usize> = BTreeMap::new();
    for event in events {
        let key = key(event);
        let index = *keys.entry(key).or_insert(groups.len());
        match groups.get_mut(index) {
            Some(group) => group.events.push(event),
            None => groups.push(Group { key, events: vec![event] }),
        }
    }
    groups
}

/// Returns the key of the member that holds an event.
fn key(event: &Event) -> &str {
    match (event.member(), event) {
        (Some((member, _)), _) => member.key(),
        (None, Event::Unknown(unknown)) => unknown.key(),
        (None, Event::Undecoded(undecoded)) => undecoded.key(),
        _ => "",
    }
}

/// Returns `true` if an event is one entry of its key's container, and not the whole value of the
/// key.
fn is_entry(event: &Event) -> bool {
    match event {
        Event::Unknown(unknown) => unknown.is_entry(),
        Event::Undecoded(undecoded) => undecoded.is_entry(),
        _ => event.member().is_some_and(|(member, _)| member.container() != Container::Object),
    }
}

/// Returns the name of an event in an object that has an event in each member.
fn name(event: &Event) -> &str {
    match event {
        Event::Unknown(unknown) => unknown.member().unwrap_or_default(),
        Event::Undecoded(undecoded) => undecoded.member().unwrap_or_default(),
        _ => event.member().map_or("", |(_, name)| name),
    }
}

impl Group<'_> {
    /// Writes the events in their order. The key is repeated for an event that is its whole value,
    /// and for a name that occurs again.
    fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let is_by_name =
            EventMember::of(self.key).map(EventMember::container) == Some(Container::Members);
        let (mut entries, mut names) = (Vec::new(), BTreeSet::new());
        for event in &self.events {
            let is_entry = is_entry(event);
            if !is_entry || is_by_name && !names.insert(name(event)) {
                self.write_entries(std::mem::take(&mut entries), is_by_name, map)?;
                names = BTreeSet::from([name(event)]);
            }
            if is_entry {
                entries.push(*event);
            } else {
                map.serialize_entry(self.key, &Content(event))?;
            }
        }
        self.write_entries(entries, is_by_name, map)
    }

    fn write_entries<M: SerializeMap>(
        &self,
        entries: Vec<&Event>,
        is_by_name: bool,
        map: &mut M,
    ) -> Result<(), M::Error> {
        if entries.is_empty() {
            Ok(())
        } else if is_by_name {
            map.serialize_entry(self.key, &ByName(&entries))
        } else {
            let entries: Vec<Content<'_>> = entries.into_iter().map(Content).collect();
            map.serialize_entry(self.key, &entries)
        }
    }
}

struct ByName<'a>(&'a [&'a Event]);

impl Serialize for ByName<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|event| (name(event), Content(event))))
    }
}

/// The content of an event, without its key.
struct Content<'a>(&'a Event);

impl Serialize for Content<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_object(serializer)
    }
}

/// Deserializes the envelope of the wire from any self-describing format. The payload's bytes are
/// the same envelope as JSON.
impl<'de> Deserialize<'de> for Payload {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = deserializer.deserialize_map(MembersVisitor)?;
        let body = serde_json::to_vec(&members).map_err(D::Error::custom)?;
        Self::from_bytes(body.into()).map_err(D::Error::custom)
    }
}

/// The members of an object, including those with repeated keys.
struct Members(Vec<(String, Value)>);

struct MembersVisitor;

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a payload, which is an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

/// Serializes an event in an envelope of its own, such as `{"tweet_delete_events": [{…}]}`.
impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        for group in groups(std::slice::from_ref(self)) {
            group.write(&mut map)?;
        }
        map.end()
    }
}

/// Deserializes an envelope that holds one event.
impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let events = Payload::deserialize(deserializer)?.into_events();
        match <[Self; 1]>::try_from(events) {
            Ok([event]) => Ok(event),
            Err(events) => Err(D::Error::invalid_length(events.len(), &"one event")),
        }
    }
}
