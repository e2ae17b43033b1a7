//! The tolerant decoder, for repeated keys, unknown kinds, and values that cannot be read.

use std::collections::BTreeMap;
use std::str::FromStr;

use bytes::Bytes;

use super::faults::{Faults, LISTED};
use super::{members, position, unknown_key};
use crate::event::{
    Container, Event, EventMember, EventObject, ReadEvents, UndecodedEvent, UnknownEvent,
};
use crate::model::Meta;
use crate::payload::Payload;
use crate::payload::error::{DecodeError, DecodeErrorKind};
use crate::payload::kept::Kept;
use crate::value::id::{IdText, UserId};
use crate::wire::Wire;
use crate::wire::json::member::{Member, last_of_each};
use crate::wire::json::{Failure, GaveUp, Reader, Tolerant, place, surrogate};
use crate::wire::object::Members;
use crate::wire::raw::RawJson;
use crate::wire::scalar::Boolean;
use crate::wire::shape::{Object, Property, Shape};

/// The keys that hold no events.
const ENVELOPE: [&str; 6] =
    ["for_user_id", "user_has_blocked", "is_blocked_by", "users", "apps", "meta"];

pub(super) fn read(json: &str, body: &Bytes) -> Result<Payload, DecodeError> {
    let halves = surrogate::halves(json);
    let text = surrogate::replaced(json, &halves);
    let mut decoder = Decoder {
        text: &text,
        body,
        reader: Reader::with_mode(&text, Tolerant::new(LISTED)),
        groups: Vec::new(),
        keys: BTreeMap::new(),
        faults: Faults::default(),
        payload: Payload::default(),
    };
    if let Err(GaveUp) = decoder.members() {
        members::of_text(&text)?;
        return Err(decoder.too_deep());
    }
    let Decoder { groups, mut faults, payload, .. } = decoder;
    faults.add_halves(&halves, &text, body);
    let (faults, fault_count) = faults.finish();
    let events = groups.into_iter().flatten().collect();
    Ok(Payload { events, faults, fault_count, ..payload })
}

struct Decoder<'a> {
    /// The body, in which U+FFFD replaces halves of surrogate pairs.
    text: &'a str,
    body: &'a Bytes,
    reader: Reader<'a, Tolerant>,
    /// Events by key, so that those of a repeated key are together.
    groups: Vec<Vec<Event>>,
    /// The index of each key's group.
    keys: BTreeMap<String, usize>,
    faults: Faults,
    payload: Payload,
}

/// A value that holds one event.
#[derive(Clone, Copy)]
struct Entry<'a> {
    member: EventMember,
    pointer: &'a str,
    /// Whether the value is one entry of its member, and not the whole value of the member.
    is_entry: bool,
}

impl<'a> Decoder<'a> {
    fn members(&mut self) -> Result<(), GaveUp> {
        let mut has_next = self.reader.open(b'{')?;
        while has_next {
            let key = self.reader.key()?;
            let start = self.reader.start();
            // Each value may nest as deep as a whole text.
            self.reader.seek(start.at);
            if let Some(events) = EventMember::of(&key) {
                self.events(events, &key)?;
            } else if ENVELOPE.contains(&key.as_ref()) {
                self.envelope(&Member { key, start })?;
            } else {
                self.unknown(&key)?;
            }
            self.reader.rise(start);
            has_next = self.reader.more(b'}')?;
        }
        self.reader.end()
    }

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

    /// Returns the error for a text whose reader gave up. Its syntax is already checked.
    fn too_deep(&self) -> DecodeError {
        let at = self.reader.mode.nested_too_deep().unwrap_or_default();
        let places = place::find(self.text, 0, "", &[at]);
        let pointer = places.first().map_or("", |place| &place.pointer);
        let message = "expected at most 128 levels of nesting, found more";
        DecodeError::new(DecodeErrorKind::TooDeep, message, position(self.text, at), pointer)
    }

    /// Returns the JSON from an offset to where the reader is.
    fn json_from(&self, at: usize) -> RawJson {
        RawJson::part(self.body, at..self.reader.position())
    }

    fn events(&mut self, member: EventMember, key: &str) -> Result<(), GaveUp> {
        if self.reader.null()? {
            return Ok(());
        }
        let mut pointer = String::new();
        place::push(&mut pointer, key);
        let entry = Entry { member, pointer: &pointer, is_entry: false };
        member.read(Events { entry, decoder: self })
    }

    /// Reads one event.
    fn event<T: EventObject>(&mut self, entry: Entry<'_>) -> Result<(), GaveUp> {
        let Entry { member, pointer, is_entry } = entry;
        let start = self.reader.start();
        let before = self.reader.mode.noted();
        let mut value = None;
        let read = self.reader.attempt(|reader| T::read_json(&mut value, reader))?;
        let event = match (read, value.map(Into::into)) {
            (Ok(()), Some(Event::Unknown(_))) => Err(None),
            (Ok(()), Some(event)) => match self.unidentified(&event) {
                Some(failure) => Err(Some(failure)),
                None => Ok(event),
            },
            (Ok(()), None) => Err(Some(Failure {
                at: start.at,
                message: "expected an event, found null, {} or []".to_owned(),
            })),
            (Err(_), _) if has_unknown_type(<T as Members>::SHAPE, self.text, start.at) => {
                Err(None)
            }
            (Err(failure), _) => Err(Some(failure)),
        };
        let event = match event {
            Ok(event) => {
                self.take_faults(start.at, pointer);
                event
            }
            Err(failure) => {
                self.reader.mode.drop_since(before);
                let json = self.json_from(start.at);
                if let Some(failure) = failure {
                    self.undecoded(entry, start.at, &failure, json)
                } else {
                    let name = match member.container() {
                        Container::Members => pointer.rsplit('/').next(),
                        Container::Array | Container::Object => None,
                    };
                    UnknownEvent::part(member.key(), name, json, is_entry).into()
                }
            }
        };
        self.push(member.key(), event);
        Ok(())
    }

    /// Takes the faults of a value, which starts at an offset and has a pointer.
    fn take_faults(&mut self, start: usize, pointer: &str) {
        let noted = self.reader.mode.take_faults();
        self.faults.add(noted, self.text, self.body, start, pointer);
    }

    /// Returns the failure of a member without which an event has no identity.
    fn unidentified(&mut self, event: &Event) -> Option<Failure> {
        let mut unidentified = self.reader.mode.take_unidentified().into_iter();
        let needed = unidentified.find(|(key, _)| event.occurrence().needs(key));
        needed.map(|(_, failure)| failure)
    }

    /// Creates the event for a value, which starts at an offset, that cannot be read.
    fn undecoded(&self, entry: Entry<'_>, start: usize, failure: &Failure, json: RawJson) -> Event {
        let places = place::find(self.text, start, entry.pointer, &[failure.at]);
        let pointer = places.first().map_or(entry.pointer, |place| &place.pointer);
        let key = entry.member.key();
        UndecodedEvent::new(key, pointer, &failure.message, json, entry.is_entry).into()
    }

    /// Handles a key whose value cannot hold its events.
    fn wrong_container(&mut self, entry: Entry<'_>, expected: &str) -> Result<(), GaveUp> {
        let start = self.reader.start();
        let rejected = self.reader.attempt(|reader| reader.reject(start, &expected))?;
        if let Err(failure) = rejected {
            let json = self.json_from(start.at);
            let event = self.undecoded(entry, start.at, &failure, json);
            self.push(entry.member.key(), event);
        }
        Ok(())
    }

    /// Handles a key that is not in the schemas.
    fn unknown(&mut self, key: &str) -> Result<(), GaveUp> {
        let at = self.reader.start().at;
        match unknown_key::events(key, &mut self.reader)? {
            unknown_key::Events::None => {}
            unknown_key::Events::Whole => {
                let event = UnknownEvent::part(key, None, self.json_from(at), false);
                self.push(key, event.into());
            }
            unknown_key::Events::Elements => {
                self.reader.seek(at);
                let mut has_next = self.reader.open(b'[')?;
                while has_next {
                    let at = self.reader.start().at;
                    if !self.reader.null()? {
                        self.reader.skip()?;
                        let event = UnknownEvent::part(key, None, self.json_from(at), true);
                        self.push(key, event.into());
                    }
                    has_next = self.reader.more(b']')?;
                }
            }
        }
        Ok(())
    }

    /// Reads a member that holds no events. Of a repeated one, the last value counts.
    fn envelope(&mut self, member: &Member<'_>) -> Result<(), GaveUp> {
        let key = member.key.as_ref();
        self.faults.forget(key);
        self.payload.kept.retain(|kept| kept.key != key);
        match key {
            "for_user_id" => {
                self.payload.for_user_id = self.member::<IdText<UserId>>(member, None)?;
            }
            "user_has_blocked" => {
                self.payload.user_has_blocked = self.member::<Boolean>(member, None)?;
            }
            "is_blocked_by" => {
                self.payload.is_blocked_by = self.member::<Boolean>(member, None)?;
            }
            "meta" => self.payload.meta = self.member::<Meta>(member, None)?,
            "users" => self.payload.users = self.by_id(member)?,
            "apps" => self.payload.apps = self.by_id(member)?,
            _ => {}
        }
        Ok(())
    }

    /// Reads a member of the envelope, or of the map that `map` names.
    fn member<C: Wire>(
        &mut self,
        member: &Member<'_>,
        map: Option<&str>,
    ) -> Result<Option<C::Value>, GaveUp> {
        let mut value = None;
        self.reader.seek(member.start.at);
        match self.reader.attempt(|reader| C::read_json(&mut value, reader))? {
            Ok(()) => {
                self.take_faults(member.start.at, &pointer(map, &member.key));
            }
            Err(failure) => self.keep(member, map, failure),
        }
        Ok(value)
    }

    fn by_id<I, T>(&mut self, map: &Member<'_>) -> Result<BTreeMap<I, T>, GaveUp>
    where
        I: FromStr + Ord,
        T: Wire<Value = T>,
    {
        let mut by_id = BTreeMap::new();
        let start = self.reader.start();
        match self.reader.peek() {
            Some(b'{') => {}
            _ if self.reader.null()? || self.reader.take_empty(b'[') => return Ok(by_id),
            _ => {
                let expected = "an object with ids as keys";
                let rejected = self.reader.attempt(|reader| reader.reject(start, &expected))?;
                if let Err(failure) = rejected {
                    self.keep(map, None, failure);
                }
                return Ok(by_id);
            }
        }
        let key = map.key.as_ref();
        let members = last_of_each(self.reader.find_members()?);
        let end = self.reader.start();
        for member in members {
            if let Ok(id) = member.key.parse() {
                if let Some(value) = self.member::<T>(&member, Some(key))? {
                    by_id.insert(id, value);
                }
            } else {
                let message = format!("expected an id as the key, found {:?}", member.key);
                self.reader.seek(member.start.at);
                self.reader.skip()?;
                self.keep(&member, Some(key), Failure { at: member.start.at, message });
            }
        }
        self.reader.restart(end);
        Ok(by_id)
    }

    /// Keeps a member of the envelope, which was passed, as received, and notes its fault.
    fn keep(&mut self, member: &Member<'_>, map: Option<&str>, failure: Failure) {
        self.reader.mode.note(failure, member.start.at);
        self.take_faults(member.start.at, &pointer(map, &member.key));
        self.payload.kept.push(Kept {
            key: map.unwrap_or(&member.key).into(),
            member: map.map(|_| member.key.as_ref().into()),
            json: self.json_from(member.start.at),
        });
    }
}

fn pointer(map: Option<&str>, key: &str) -> String {
    let mut pointer = String::new();
    map.into_iter().chain([key]).for_each(|segment| place::push(&mut pointer, segment));
    pointer
}

/// A reader of a member's events.
struct Events<'r, 'a> {
    entry: Entry<'r>,
    decoder: &'r mut Decoder<'a>,
}

impl ReadEvents for Events<'_, '_> {
    type Output = Result<(), GaveUp>;

    fn array<T: EventObject>(self) -> Result<(), GaveUp> {
        let Self { entry, decoder } = self;
        let start = decoder.reader.start();
        let read = |decoder: &mut Decoder<'_>, index: usize| {
            let element = decoder.reader.start();
            let is_entry = element.at != start.at;
            let mut pointer = entry.pointer.to_owned();
            if is_entry {
                place::push(&mut pointer, &index.to_string());
            }
            // Each entry may nest as deep as a whole text.
            decoder.reader.seek(element.at);
            decoder.event::<T>(Entry { pointer: &pointer, is_entry, ..entry })?;
            decoder.reader.rise(element);
            Ok(())
        };
        if decoder.reader.peek() == Some(b'[') {
            let mut has_next = decoder.reader.open(b'[')?;
            for index in 0.. {
                if !has_next {
                    break;
                }
                read(decoder, index)?;
                has_next = decoder.reader.more(b']')?;
            }
            return Ok(());
        }
        let listed = match decoder.reader.peek() {
            Some(b'{') => decoder.reader.list_in_object(&<T as Wire>::SHAPE)?,
            _ => None,
        };
        let Some(listed) = listed else {
            return decoder.wrong_container(entry, "an array of events");
        };
        for (index, element) in listed.elements.into_iter().enumerate() {
            decoder.reader.restart(element);
            read(decoder, index)?;
        }
        decoder.reader.restart(listed.end);
        Ok(())
    }

    fn object<T: EventObject>(self) -> Result<(), GaveUp> {
        self.decoder.event::<T>(self.entry)
    }

    fn members(self) -> Result<(), GaveUp> {
        let Self { entry, decoder } = self;
        if decoder.reader.peek() != Some(b'{') {
            return decoder.wrong_container(entry, "an object");
        }
        let members = last_of_each(decoder.reader.find_members()?);
        let end = decoder.reader.start();
        for Member { key, start } in members {
            let mut pointer = entry.pointer.to_owned();
            place::push(&mut pointer, &key);
            // Each entry may nest as deep as a whole text.
            decoder.reader.seek(start.at);
            if decoder.reader.null()? {
                continue;
            }
            let inner = Entry { pointer: &pointer, is_entry: true, ..entry };
            let is_object = decoder.reader.peek() == Some(b'{');
            let events = Events { entry: inner, decoder: &mut *decoder };
            match entry.member.read_member(&key, events) {
                Some(read) => read?,
                None if is_object && !unknown_key::is_of_storage(&key) => {
                    decoder.reader.skip()?;
                    let json = decoder.json_from(start.at);
                    let event = UnknownEvent::part(entry.member.key(), Some(&key), json, true);
                    decoder.push(entry.member.key(), event.into());
                }
                None => {}
            }
        }
        decoder.reader.restart(end);
        Ok(())
    }
}

/// Returns `true` if the `type` of an object is not one of the kinds of its key.
fn has_unknown_type(object: &Object, text: &str, at: usize) -> bool {
    let shape = object.property("type").map(Property::shape);
    let Some(Shape::Enumeration(_, known)) = shape else { return false };
    let mut reader = Reader::with_mode(text, Tolerant::new(0));
    reader.seek(at);
    if reader.peek() != Some(b'{') {
        return false;
    }
    let members = reader.find_members().unwrap_or_default();
    let Some(kind) = members.iter().rev().find(|member| member.key == "type") else {
        return false;
    };
    reader.restart(kind.start);
    reader.peek() == Some(b'"') && reader.string().is_ok_and(|kind| !known.contains(&kind))
}
