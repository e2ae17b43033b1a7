//! The tolerant decoder, for repeated keys, unknown kinds, and values that cannot be read.

mod envelope;
mod events;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;

pub(super) use self::envelope::KEYS;
use super::faults::{Faults, LISTED};
use super::strict::Progress;
use super::{members, too_deep, unknown_key};
use crate::event::{Event, EventMember, Holder, UnknownEvent};
use crate::payload::Payload;
use crate::payload::error::DecodeError;
use crate::value::text::Text;
use crate::wire::json::member::Member;
use crate::wire::json::{GaveUp, Reader, Tolerant, surrogate};

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
        return Err(too_deep(&text, &decoder.reader.mode));
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

impl Decoder<'_> {
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
            } else if KEYS.contains(&key.as_ref()) {
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

    /// Returns the place from an offset to where the reader is.
    fn part_from(&self, at: usize) -> Range<usize> {
        at..self.reader.position()
    }

    /// Takes the faults of a value, which starts at an offset. `key` is that of a member of the
    /// envelope whose faults are forgotten if it occurs again.
    fn take_faults(&mut self, key: &str, start: usize, pointer: impl FnOnce() -> String) {
        let noted = self.reader.mode.take_faults();
        self.faults.add(key, noted, self.body, start, self.text, pointer);
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
}
