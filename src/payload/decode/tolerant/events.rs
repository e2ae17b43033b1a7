//! The members that hold events.

use std::sync::Arc;

use super::Decoder;
use crate::event::{
    Event, EventKind, EventMember, EventObject, Holder, OfKind, ReadEvents, UndecodedEvent,
    UnknownEvent,
};
use crate::payload::decode::unknown_key;
use crate::wire::json::cause::{Cause, Expected};
use crate::wire::json::member::{Member, last_of_each};
use crate::wire::json::{Failure, GaveUp, Mode, Reader, Tolerant};
use crate::wire::object::Members;
use crate::wire::shape::{Object, Property, Shape};
use crate::wire::{Boxed, Wire};

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
    member: EventMember,
    holder: &'a Arc<Holder>,
    /// The index of the value in the array of its key.
    index: Option<usize>,
    group: usize,
}

/// An entry of an array: its offset and its index.
type First = (usize, usize);

impl Decoder<'_> {
    /// Reads a member's events, of which those before `first` are already read.
    pub(super) fn events(
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
        let read = self.reader.attempt(|reader| Boxed::<T>::read_json(&mut value, reader))?;
        let event = match (read, value) {
            (Ok(()), Some(value)) if value.is_known() => self.identified(value.into_event()),
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
        let is_wanted = match &event {
            Ok(event) => self.wanted.has(event.kind()),
            Err(NoEvent::Unknown) => self.wanted.has(EventKind::Unknown),
            Err(NoEvent::Undecoded(_)) => self.wanted.has_undecoded(entry.member),
        };
        if !is_wanted {
            self.reader.mode.drop_since(before);
            self.pass(start);
            return Ok(());
        }
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
        if !self.wanted.has_undecoded(entry.member) {
            self.pass(start.at);
        } else if let Err(failure) = rejected {
            let (holder, part) = (Arc::clone(entry.holder), self.part_from(start.at));
            let event = UndecodedEvent::new(holder, None, part, Some(failure));
            self.push(entry.group, event.into());
        }
        Ok(())
    }
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
            decoder.event::<T>(Entry {
                member: source.member,
                holder: &holder,
                index,
                group: source.group,
            })?;
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
            let entry =
                Entry { member: source.member, holder: &holder, index: None, group: source.group };
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
        decoder.event::<T>(Entry {
            member: source.member,
            holder: &holder,
            index: None,
            group: source.group,
        })
    }

    fn members(self) -> Result<(), GaveUp> {
        let Self { source, decoder, .. } = self;
        if decoder.reader.peek() != Some(b'{') {
            let holder = decoder.holder(source, None);
            let entry =
                Entry { member: source.member, holder: &holder, index: None, group: source.group };
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
                    if !decoder.wanted.has(EventKind::Unknown) {
                        decoder.pass(start.at);
                        continue;
                    }
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
