//! The tolerant decoder, for repeated keys, unknown kinds, and entries and members that cannot be
//! decoded. It splits the payload into raw values first, so that a fault affects only its own entry
//! or member.

use std::collections::BTreeMap;
use std::str::FromStr;

use bytes::Bytes;
use serde_json::value::RawValue;

use super::locate;
use super::members::{self, Ordered, is_event_key};
use super::misfit::{self, DEPTH};
use crate::event::{
    Container, Event, EventMember, EventObject, ReadEvents, UndecodedEvent, UnknownEvent,
};
use crate::model::Meta;
use crate::payload::error::{DecodeError, DecodeErrorKind};
use crate::payload::{Fault, Payload};
use crate::value::id::{IdText, UserId};
use crate::wire::Wire;
use crate::wire::object::Members;
use crate::wire::scalar::Boolean;
use crate::wire::shape::{Object, Shape};

/// The keys that hold no events.
const ENVELOPE: [&str; 6] =
    ["for_user_id", "user_has_blocked", "is_blocked_by", "users", "apps", "meta"];

pub(super) fn read(text: &str, body: &Bytes) -> Result<Payload, DecodeError> {
    let members = members::of_delivery(text)?;
    let mut reader = Reader {
        text,
        body,
        groups: Vec::new(),
        keys: BTreeMap::new(),
        payload: Payload::default(),
    };
    for (index, (key, value)) in members.iter().enumerate() {
        let rest = members.get(index + 1..).unwrap_or_default();
        let last = || rest.iter().all(|(later, _)| later != key);
        if let Some(member) = EventMember::of(key) {
            reader.events(member, key, value)?;
        } else if !ENVELOPE.contains(&key.as_str()) {
            reader.unknown(key, value);
        } else if last() {
            reader.envelope(key, value)?;
        }
    }
    reader.payload.faults.sort_by(|one, other| one.pointer().cmp(other.pointer()));
    let events = reader.groups.into_iter().flatten().collect();
    Ok(Payload { events, ..reader.payload })
}

struct Reader<'a> {
    text: &'a str,
    body: &'a Bytes,
    /// Events by key, so that those of a repeated key are together.
    groups: Vec<Vec<Event>>,
    /// The index of each key's group.
    keys: BTreeMap<String, usize>,
    payload: Payload,
}

impl Reader<'_> {
    fn push(&mut self, key: &str, event: Event) {
        let next = self.groups.len();
        let index = self.keys.get(key).copied().unwrap_or(next);
        if let Some(events) = self.groups.get_mut(index) {
            events.push(event);
        } else {
            self.keys.insert(key.to_owned(), next);
            self.groups.push(vec![event]);
        }
    }

    fn too_deep(&self, raw: &RawValue, pointer: &str) -> DecodeError {
        let offset = raw.get().as_ptr().addr().wrapping_sub(self.text.as_ptr().addr());
        let position = locate::position(self.text, offset);
        let message = "expected at most 128 levels of nesting, found more";
        DecodeError::new(DecodeErrorKind::TooDeep, message, position, pointer)
    }

    fn events(
        &mut self,
        member: EventMember,
        key: &str,
        raw: &RawValue,
    ) -> Result<(), DecodeError> {
        if raw.get() == "null" {
            return Ok(());
        }
        let pointer = format!("/{key}");
        member.read(Events { member, pointer, raw, is_entry: false, reader: self })
    }

    fn event<T: EventObject>(
        &mut self,
        member: EventMember,
        pointer: &str,
        raw: &RawValue,
        is_entry: bool,
    ) -> Result<(), DecodeError> {
        if has_unknown_type(<T as Members>::SHAPE, raw) {
            let name = match member.container() {
                Container::Members => pointer.rsplit('/').next(),
                Container::Array | Container::Object => None,
            };
            let event = UnknownEvent::part(member.key(), name, self.body, raw, is_entry);
            self.push(member.key(), event.into());
            return Ok(());
        }
        match misfit::read::<T>(raw) {
            Ok(Some(event)) => {
                self.push(member.key(), event.into());
                Ok(())
            }
            Ok(None) => {
                let message = "expected an event, found null, {} or []";
                self.undecoded(member, pointer, message, raw, is_entry);
                Ok(())
            }
            Err(misfit) => {
                let fault = format!("{pointer}{}", misfit.pointer);
                if misfit.too_deep {
                    return Err(self.too_deep(raw, &fault));
                }
                self.undecoded(member, &fault, &misfit.message, raw, is_entry);
                Ok(())
            }
        }
    }

    fn undecoded(
        &mut self,
        member: EventMember,
        pointer: &str,
        message: &str,
        raw: &RawValue,
        is_entry: bool,
    ) {
        let event = UndecodedEvent::new(member.key(), pointer, message, self.body, raw, is_entry);
        self.push(member.key(), event.into());
    }

    /// Handles a key whose value cannot hold its events.
    fn wrong_container(
        &mut self,
        member: EventMember,
        pointer: &str,
        message: &str,
        raw: &RawValue,
    ) -> Result<(), DecodeError> {
        if locate::is_deeper(raw, DEPTH) {
            return Err(self.too_deep(raw, pointer));
        }
        self.undecoded(member, pointer, message, raw, false);
        Ok(())
    }

    /// Handles a key that is not in the schemas. It holds events if its value is an object or an
    /// array of objects, or if its name is that of an event key.
    fn unknown(&mut self, key: &str, raw: &RawValue) {
        let event = |raw, entry| UnknownEvent::part(key, None, self.body, raw, entry).into();
        let entries = serde_json::from_str::<Vec<&RawValue>>(raw.get());
        let events: Vec<Event> = match entries {
            Ok(entries) => {
                let objects = entries.iter().all(|entry| entry.get().starts_with('{'));
                let entries = entries.into_iter().filter(|entry| entry.get() != "null");
                entries
                    .filter(|_| objects || is_event_key(key))
                    .map(|raw| event(raw, true))
                    .collect()
            }
            Err(_) if raw.get().starts_with('{') => vec![event(raw, false)],
            Err(_) if is_event_key(key) && raw.get() != "null" => vec![event(raw, false)],
            Err(_) => Vec::new(),
        };
        events.into_iter().for_each(|event| self.push(key, event));
    }

    fn envelope(&mut self, key: &str, raw: &RawValue) -> Result<(), DecodeError> {
        match key {
            "for_user_id" => {
                self.payload.for_user_id = self.member::<IdText<UserId>>(&[key], raw)?;
            }
            "user_has_blocked" => {
                self.payload.user_has_blocked = self.member::<Boolean>(&[key], raw)?;
            }
            "is_blocked_by" => {
                self.payload.is_blocked_by = self.member::<Boolean>(&[key], raw)?;
            }
            "meta" => self.payload.meta = self.member::<Meta>(&[key], raw)?,
            "users" => self.payload.users = self.by_id(key, raw)?,
            "apps" => self.payload.apps = self.by_id(key, raw)?,
            _ => {}
        }
        Ok(())
    }

    fn member<C: Wire>(
        &mut self,
        path: &[&str],
        raw: &RawValue,
    ) -> Result<Option<C::Value>, DecodeError> {
        match misfit::read::<C>(raw) {
            Ok(value) => Ok(value),
            Err(misfit) => {
                let mut pointer = String::new();
                path.iter().for_each(|segment| locate::push(&mut pointer, segment));
                pointer.push_str(&misfit.pointer);
                if misfit.too_deep {
                    return Err(self.too_deep(raw, &pointer));
                }
                self.fault(path, &pointer, &misfit.message, raw);
                Ok(None)
            }
        }
    }

    fn by_id<I, T>(&mut self, key: &str, raw: &RawValue) -> Result<BTreeMap<I, T>, DecodeError>
    where
        I: FromStr + Ord,
        T: Wire<Value = T>,
    {
        let mut by_id = BTreeMap::new();
        if raw.get() == "null" {
            return Ok(by_id);
        }
        let Ok(Ordered(members)) = serde_json::from_str::<Ordered<'_>>(raw.get()) else {
            if locate::is_deeper(raw, DEPTH) {
                return Err(self.too_deep(raw, &format!("/{key}")));
            }
            let message = misfit::expected_object("an object with ids as keys", raw);
            self.fault(&[key], &format!("/{key}"), &message, raw);
            return Ok(by_id);
        };
        let last: BTreeMap<&str, &RawValue> =
            members.iter().map(|(member, value)| (member.as_str(), *value)).collect();
        for (member, raw) in last {
            if let Ok(id) = member.parse() {
                if let Some(value) = self.member::<T>(&[key, member], raw)? {
                    by_id.insert(id, value);
                }
            } else {
                let mut pointer = format!("/{key}");
                locate::push(&mut pointer, member);
                let message = format!("expected an id as the key, found {member:?}");
                self.fault(&[key, member], &pointer, &message, raw);
            }
        }
        Ok(by_id)
    }

    fn fault(&mut self, path: &[&str], pointer: &str, message: &str, raw: &RawValue) {
        self.payload.faults.push(Fault::new(path, pointer, message, self.body, raw));
    }
}

/// A reader of a member's events.
struct Events<'r, 'a> {
    member: EventMember,
    /// The place of the value, as a JSON pointer.
    pointer: String,
    raw: &'r RawValue,
    /// Whether the value is one entry of its member, and not the whole value of the member.
    is_entry: bool,
    reader: &'r mut Reader<'a>,
}

impl ReadEvents for Events<'_, '_> {
    type Output = Result<(), DecodeError>;

    fn array<T: EventObject>(self) -> Result<(), DecodeError> {
        let Ok(entries) = serde_json::from_str::<Vec<&RawValue>>(self.raw.get()) else {
            let message = misfit::expected("an array of events", self.raw);
            return self.reader.wrong_container(self.member, &self.pointer, &message, self.raw);
        };
        entries.into_iter().enumerate().try_for_each(|(index, raw)| {
            let pointer = format!("{}/{index}", self.pointer);
            self.reader.event::<T>(self.member, &pointer, raw, true)
        })
    }

    fn object<T: EventObject>(self) -> Result<(), DecodeError> {
        self.reader.event::<T>(self.member, &self.pointer, self.raw, self.is_entry)
    }

    fn members(self) -> Result<(), DecodeError> {
        let (member, body) = (self.member, self.reader.body);
        let Ok(Ordered(members)) = serde_json::from_str::<Ordered<'_>>(self.raw.get()) else {
            let message = misfit::expected_object("an object", self.raw);
            return self.reader.wrong_container(member, &self.pointer, &message, self.raw);
        };
        let last: BTreeMap<&str, &RawValue> =
            members.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        for (name, raw) in last.into_iter().filter(|(_, raw)| raw.get() != "null") {
            let mut pointer = self.pointer.clone();
            locate::push(&mut pointer, name);
            let reader = &mut *self.reader;
            let events = Events { member, pointer, raw, is_entry: true, reader };
            match member.read_member(name, events) {
                Some(read) => read?,
                None if raw.get().starts_with('{') => {
                    let event = UnknownEvent::part(member.key(), Some(name), body, raw, true);
                    self.reader.push(member.key(), event.into());
                }
                None => {}
            }
        }
        Ok(())
    }
}

/// Returns `true` if the `type` of an entry is not one of the kinds of its key.
fn has_unknown_type(object: &Object, raw: &RawValue) -> bool {
    let Some(Shape::Enumeration(_, known)) =
        object.property("type").map(crate::wire::shape::Property::shape)
    else {
        return false;
    };
    let Ok(Ordered(members)) = serde_json::from_str::<Ordered<'_>>(raw.get()) else {
        return false;
    };
    let kind = members.iter().rev().find(|(key, _)| key == "type");
    let kind = kind.and_then(|(_, kind)| serde_json::from_str::<String>(kind.get()).ok());
    kind.is_some_and(|kind| !known.contains(&kind.as_str()))
}
