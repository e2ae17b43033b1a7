//! The tolerant decoder, for repeated keys, unknown kinds, and values that cannot be read.

mod envelope;
mod events;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;

pub(super) use self::envelope::KEYS;
use super::faults::{Faults, LISTED};
use super::passed::Passed;
use super::strict::{PARTIES, Progress};
use super::{members, too_deep, unknown_key};
use crate::event::{Event, EventKind, EventMember, Holder, UnknownEvent, Wanted};
use crate::payload::Payload;
use crate::payload::error::DecodeError;
use crate::value::text::Text;
use crate::wire::json::member::Member;
use crate::wire::json::{GaveUp, Reader, Tolerant, surrogate};

/// Continues where the strict decoder gave up, and reads the events of some kinds.
pub(super) fn read(
    json: &str,
    body: &Bytes,
    wanted: Wanted,
    read: Progress,
) -> Result<Payload, DecodeError> {
    let halves = surrogate::halves(json);
    let text = surrogate::replaced(json, &halves);
    let mut decoder = Decoder {
        text: &text,
        body,
        reader: Reader::with_mode(&text, Tolerant::new(LISTED)),
        wanted,
        passed: Passed::default(),
        events: Vec::new(),
        groups: BTreeMap::new(),
        faults: Faults::new(&text),
        payload: Payload::default(),
        parties: Vec::new(),
    };
    if let Err(GaveUp) = decoder.members(read) {
        members::of_text(&text)?;
        return Err(too_deep(&text, &decoder.reader.mode));
    }
    decoder.drop_parties();
    let Decoder { mut events, mut faults, payload, mut passed, .. } = decoder;
    faults.add_halves(&passed.outside(halves), &text, body);
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
    wanted: Wanted,
    /// The parts that hold no wanted events.
    passed: Passed,
    /// Events with the groups of their keys, so that those of a repeated key come together.
    events: Vec<(usize, Event)>,
    /// The group of each key, in the order of the keys.
    groups: BTreeMap<Text, usize>,
    faults: Faults,
    payload: Payload,
    /// The places of the members that describe parties.
    parties: Vec<Range<usize>>,
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
            let member = EventMember::of(&key);
            if let Some(member) = member.filter(|member| self.wanted.needs(*member)) {
                self.events(member, &key, first.take())?;
            } else if member.is_some() {
                self.reader.skip()?;
                self.pass(start.at);
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

    /// Notes that the part from an offset to where the reader is holds no wanted event.
    fn pass(&mut self, at: usize) {
        self.passed.add(self.part_from(at));
    }

    /// Drops the parties if no event needs them, as the strict decoder does.
    fn drop_parties(&mut self) {
        if self.wanted.is_all() || !self.events.is_empty() {
            return;
        }
        for key in PARTIES {
            self.faults.forget(key);
            self.payload.kept.forget(key);
        }
        self.payload.users.clear();
        self.payload.apps.clear();
        for parties in std::mem::take(&mut self.parties) {
            self.passed.add(parties);
        }
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
        if !self.wanted.has(EventKind::Unknown) {
            self.pass(at);
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
