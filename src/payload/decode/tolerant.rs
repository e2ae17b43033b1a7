//! The tolerant decoder, for repeated keys, unknown kinds, and values that cannot be read.

use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr;
use std::sync::Arc;

use bytes::Bytes;

use super::faults::{Faults, LISTED};
use super::strict::Progress;
use super::{members, position, unknown_key};
use crate::event::{
    Event, EventMember, EventObject, Holder, OfKind, ReadEvents, UndecodedEvent, UnknownEvent,
};
use crate::model::Meta;
use crate::payload::Payload;
use crate::payload::error::{DecodeError, DecodeErrorKind};
use crate::value::id::{IdText, UserId};
use crate::value::text::Text;
use crate::wire::Wire;
use crate::wire::json::cause::{Cause, Expected};
use crate::wire::json::member::{Member, last_of_each};
use crate::wire::json::{Failure, GaveUp, Reader, Tolerant, place, surrogate};
use crate::wire::object::Members;
use crate::wire::raw::RawJson;
use crate::wire::scalar::Boolean;
use crate::wire::shape::{Object, Property, Shape};

/// The keys that hold no events.
const ENVELOPE: [&str; 6] =
    ["for_user_id", "user_has_blocked", "is_blocked_by", "users", "apps", "meta"];

/// Continues where the strict decoder gave up.
pub(super) fn read(json: &str, body: &Bytes, read: Progress) -> Result<Payload, DecodeError> {
    let halves = surrogate::halves(json);
    let text = surrogate::replaced(json, &halves);
    let mut decoder = Decoder {
        text: &text,
        body,
        reader: Reader::with_mode(&text, Tolerant::new(LISTED)),
        events: Vec::new(),
        groups: BTreeMap::new(),
        faults: Faults::new(&text),
        payload: Payload::default(),
    };
    if let Err(GaveUp) = decoder.members(read) {
        members::of_text(&text)?;
        return Err(decoder.too_deep());
    }
    let Decoder { mut events, mut faults, payload, .. } = decoder;
    faults.add_halves(&halves, &text, body);
    let (faults, fault_count) = faults.finish();
    if !events.is_sorted_by_key(|(group, _)| *group) {
        events.sort_by_key(|(group, _)| *group);
    }
    let events = events.into_iter().map(|(_, event)| event).collect();
    Ok(Payload { events, faults, fault_count, ..payload })
}

struct Decoder<'a> {
    /// The body, in which U+FFFD replaces halves of surrogate pairs.
    text: &'a str,
    body: &'a Bytes,
    reader: Reader<'a, Tolerant>,
    /// Events with the groups of their keys, so that those of a repeated key come together.
    events: Vec<(usize, Event)>,
    /// The group of each key, in the order of the keys.
    groups: BTreeMap<Text, usize>,
    faults: Faults,
    payload: Payload,
}

/// A member of the envelope, or of one of its members, that holds events.
#[derive(Clone, Copy)]
struct Source<'a> {
    member: EventMember,
    /// The key as it is spelled in the payload.
    spelled: &'a str,
    /// The name of the event, if the key holds one object for several kinds.
    name: Option<&'a str>,
    group: usize,
}

/// A value that holds one event.
#[derive(Clone, Copy)]
struct Entry<'a> {
    holder: &'a Arc<Holder>,
    /// The index of the value in the array of its key.
    index: Option<usize>,
    group: usize,
}

/// An entry of an array: its offset and its index.
type First = (usize, usize);

impl<'a> Decoder<'a> {
    fn members(&mut self, read: Progress) -> Result<(), GaveUp> {
        let Progress { mut payload, member, entry, before } = read;
        let mut events = std::mem::take(&mut payload.events);
        self.payload = payload;
        if entry.is_none() {
            events.truncate(before);
        }
        let mut first = entry.map(|at| (at, events.len() - before));
        for event in events {
            let group = self.group(event.member().map_or("", |(member, _)| member.key()));
            self.push(group, event);
        }
        let mut has_next = match member {
            Some(at) => {
                self.reader.reopen(b'{', at);
                true
            }
            None => self.reader.open(b'{')?,
        };
        while has_next {
            let key = self.reader.key()?;
            let start = self.reader.start();
            // Each value may nest as deep as a whole text.
            self.reader.seek(start.at);
            if let Some(member) = EventMember::of(&key) {
                self.events(member, &key, first.take())?;
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

    /// Returns the group of a key's events.
    fn group(&mut self, key: &str) -> usize {
        if let Some(group) = self.groups.get(key) {
            return *group;
        }
        let next = self.groups.len();
        self.groups.insert(key.into(), next);
        next
    }

    fn push(&mut self, group: usize, event: Event) {
        self.events.push((group, event));
    }

    /// Returns the error for a text whose reader gave up. Its syntax is already checked.
    fn too_deep(&self) -> DecodeError {
        let at = self.reader.mode.nested_too_deep().unwrap_or_default();
        let pointer = place::of_offset(self.text, "", at);
        let message = "expected at most 128 levels of nesting, found more";
        DecodeError::new(DecodeErrorKind::TooDeep, message, position(self.text, at), &pointer)
    }

    /// Returns the place from an offset to where the reader is.
    fn part_from(&self, at: usize) -> Range<usize> {
        at..self.reader.position()
    }

    /// Reads a member's events, of which those before `first` are already read.
    fn events(
        &mut self,
        member: EventMember,
        spelled: &str,
        first: Option<First>,
    ) -> Result<(), GaveUp> {
        if self.reader.null()? {
            return Ok(());
        }
        let source = Source { member, spelled, name: None, group: self.group(member.key()) };
        member.read(Events { source, first, decoder: self })
    }

    fn holder(&self, source: Source<'_>, object: Option<&'static Object>) -> Arc<Holder> {
        Arc::new(Holder {
            key: source.member.key().into(),
            spelled: source.spelled.into(),
            member: source.name.map(Into::into),
            object,
            body: self.body.clone(),
        })
    }

    /// Reads one event.
    fn event<T: EventObject>(&mut self, entry: Entry<'_>) -> Result<(), GaveUp> {
        let start = self.reader.start().at;
        let before = self.reader.mode.noted();
        let mut value = None;
        let read = self.reader.attempt(|reader| T::read_json(&mut value, reader))?;
        let event = match (read, value) {
            (Ok(()), Some(value)) if value.is_known() => self.identified(value.into()),
            (Ok(()), Some(_)) => Err(NoEvent::Unknown),
            (Ok(()), None) => Err(NoEvent::Undecoded(None)),
            (Err(_), _) if has_unknown_type(<T as Members>::SHAPE, self.text, start) => {
                Err(NoEvent::Unknown)
            }
            // The holder of the event tells the expected type of the whole event.
            (Err(Failure { at, cause: Cause::Expected(Expected::Object(_)) }), _)
                if at == start =>
            {
                Err(NoEvent::Undecoded(None))
            }
            (Err(failure), _) => Err(NoEvent::Undecoded(Some(failure))),
        };
        let event = match event {
            Ok(event) => {
                self.take_faults("", start, || entry.holder.pointer(entry.index));
                event
            }
            Err(no_event) => {
                self.reader.mode.drop_since(before);
                let (holder, part) = (Arc::clone(entry.holder), self.part_from(start));
                match no_event {
                    NoEvent::Unknown => {
                        let is_entry = entry.index.is_some() || holder.member.is_some();
                        UnknownEvent::part(holder, part, is_entry).into()
                    }
                    NoEvent::Undecoded(failure) => {
                        UndecodedEvent::new(holder, entry.index, part, failure).into()
                    }
                }
            }
        };
        self.push(entry.group, event);
        Ok(())
    }

    /// Takes the faults of a value, which starts at an offset. `key` is that of a member of the
    /// envelope whose faults are forgotten if it occurs again.
    fn take_faults(&mut self, key: &str, start: usize, pointer: impl FnOnce() -> String) {
        let noted = self.reader.mode.take_faults();
        self.faults.add(key, noted, self.body, start, self.text, pointer);
    }

    /// Returns an event, unless a member is missing without which the event has no identity.
    fn identified(&mut self, event: Event) -> Result<Event, NoEvent> {
        let mut unidentified = self.reader.mode.take_unidentified().into_iter();
        match unidentified.find(|(key, _)| event.occurrence().needs(key)) {
            Some((_, failure)) => Err(NoEvent::Undecoded(Some(failure))),
            None => Ok(event),
        }
    }

    /// Handles a key whose value cannot hold its events.
    fn wrong_container(&mut self, entry: Entry<'_>, expected: &'static str) -> Result<(), GaveUp> {
        let start = self.reader.start();
        let rejected = self.reader.attempt(|reader| reader.reject(start, expected))?;
        if let Err(failure) = rejected {
            let (holder, part) = (Arc::clone(entry.holder), self.part_from(start.at));
            let event = UndecodedEvent::new(holder, None, part, Some(failure));
            self.push(entry.group, event.into());
        }
        Ok(())
    }

    /// Handles a key that is not in the schemas.
    fn unknown(&mut self, key: &str) -> Result<(), GaveUp> {
        let at = self.reader.start().at;
        let events = unknown_key::events(key, &mut self.reader)?;
        if matches!(events, unknown_key::Events::None) {
            return Ok(());
        }
        let group = self.group(key);
        let holder = Arc::new(Holder {
            key: key.into(),
            spelled: key.into(),
            member: None,
            object: None,
            body: self.body.clone(),
        });
        if matches!(events, unknown_key::Events::Whole) {
            let event = UnknownEvent::part(holder, self.part_from(at), false);
            self.push(group, event.into());
            return Ok(());
        }
        self.reader.seek(at);
        let mut has_next = self.reader.open(b'[')?;
        while has_next {
            let at = self.reader.start().at;
            if !self.reader.null()? {
                self.reader.skip()?;
                let event = UnknownEvent::part(Arc::clone(&holder), self.part_from(at), true);
                self.push(group, event.into());
            }
            has_next = self.reader.more(b']')?;
        }
        Ok(())
    }

    /// Reads a member that holds no events. Of a repeated one, the last value counts.
    fn envelope(&mut self, member: &Member<'_>) -> Result<(), GaveUp> {
        let key = member.key.as_ref();
        self.faults.forget(key);
        self.payload.kept.forget(key);
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
                let key = map.unwrap_or(&member.key);
                self.take_faults(key, member.start.at, || pointer(map, &member.key));
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
                let rejected = self.reader.attempt(|reader| reader.reject(start, expected))?;
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
                self.reader.seek(member.start.at);
                self.reader.skip()?;
                self.keep(&member, Some(key), Failure { at: member.start.at, cause: Cause::Key });
            }
        }
        self.reader.restart(end);
        Ok(by_id)
    }

    /// Keeps a member of the envelope, which was passed, as received, and notes its fault.
    fn keep(&mut self, member: &Member<'_>, map: Option<&str>, failure: Failure) {
        self.reader.mode.note(failure, member.start.at);
        let key = map.unwrap_or(&member.key);
        self.take_faults(key, member.start.at, || pointer(map, &member.key));
        let json = RawJson::part(self.body, self.part_from(member.start.at));
        self.payload.kept.add(map, member.key.as_ref().into(), json);
    }
}

fn pointer(map: Option<&str>, key: &str) -> String {
    let mut pointer = String::new();
    map.into_iter().chain([key]).for_each(|segment| place::push(&mut pointer, segment));
    pointer
}

/// A value that is not an event of its type.
enum NoEvent {
    /// The kind is not in the schemas.
    Unknown,
    /// A value within it cannot be read. `None` if the whole value cannot.
    Undecoded(Option<Failure>),
}

/// A reader of a member's events.
struct Events<'r, 'a> {
    source: Source<'r>,
    first: Option<First>,
    decoder: &'r mut Decoder<'a>,
}

impl ReadEvents for Events<'_, '_> {
    type Output = Result<(), GaveUp>;

    fn array<T: EventObject>(self) -> Result<(), GaveUp> {
        let Self { source, first, decoder } = self;
        let holder = decoder.holder(source, Some(<T as Members>::SHAPE));
        let start = decoder.reader.start();
        let read = |decoder: &mut Decoder<'_>, index: usize| {
            let element = decoder.reader.start();
            let index = Some(index).filter(|_| element.at != start.at);
            // Each entry may nest as deep as a whole text.
            decoder.reader.seek(element.at);
            decoder.event::<T>(Entry { holder: &holder, index, group: source.group })?;
            decoder.reader.rise(element);
            Ok(())
        };
        if decoder.reader.peek() == Some(b'[') {
            let (mut has_next, index) = match first {
                Some((at, index)) => {
                    decoder.reader.reopen(b'[', at);
                    (true, index)
                }
                None => (decoder.reader.open(b'[')?, 0),
            };
            for index in index.. {
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
            let entry = Entry { holder: &holder, index: None, group: source.group };
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
        let Self { source, decoder, .. } = self;
        let holder = decoder.holder(source, Some(<T as Members>::SHAPE));
        decoder.event::<T>(Entry { holder: &holder, index: None, group: source.group })
    }

    fn members(self) -> Result<(), GaveUp> {
        let Self { source, decoder, .. } = self;
        if decoder.reader.peek() != Some(b'{') {
            let holder = decoder.holder(source, None);
            let entry = Entry { holder: &holder, index: None, group: source.group };
            return decoder.wrong_container(entry, "an object");
        }
        let members = last_of_each(decoder.reader.find_members()?);
        let end = decoder.reader.start();
        for Member { key, start } in members {
            // Each entry may nest as deep as a whole text.
            decoder.reader.seek(start.at);
            if decoder.reader.null()? {
                continue;
            }
            let inner = Source { name: Some(&key), ..source };
            let is_object = decoder.reader.peek() == Some(b'{');
            let events = Events { source: inner, first: None, decoder: &mut *decoder };
            match source.member.read_member(&key, events) {
                Some(read) => read?,
                None if is_object && !unknown_key::is_of_storage(&key) => {
                    decoder.reader.skip()?;
                    let (holder, part) = (decoder.holder(inner, None), decoder.part_from(start.at));
                    let event = UnknownEvent::part(holder, part, true);
                    decoder.push(source.group, event.into());
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
    let mut reader = Reader::with_mode(text, Tolerant::new(0));
    reader.seek(at);
    if reader.peek() != Some(b'{') {
        return false;
    }
    let shape = object.property("type").map(Property::shape);
    let Some(Shape::Enumeration(_, known)) = shape else { return false };
    let mut kind = None;
    let passed = reader.members(|reader, key| {
        let start = reader.start();
        kind = if key == "type" { Some(start) } else { kind };
        reader.skip()
    });
    let (Ok(()), Some(kind)) = (passed, kind) else { return false };
    reader.restart(kind);
    reader.peek() == Some(b'"') && reader.string().is_ok_and(|kind| !known.contains(&kind))
}
