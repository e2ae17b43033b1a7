//! The faults of a payload, while it is decoded.

use std::collections::{BTreeMap, HashSet};

use bytes::Bytes;

use crate::payload::Fault;
use crate::value::text::Text;
use crate::wire::json::place::{self, Place};
use crate::wire::json::{Noted, Reader, surrogate};
use crate::wire::raw::RawJson;

/// The number of faults that a payload lists.
pub(crate) const LISTED: usize = 1_000;

/// The number of bytes that the pointers of the listed faults have together, in a small payload.
const POINTERS: usize = 1 << 16;

/// The faults of a payload.
pub(crate) struct Faults {
    /// By the key of the member of the envelope. Those of all events have an empty key.
    parts: BTreeMap<Text, Part>,
    /// The number of faults that were listed, with the forgotten ones: listing has a cost.
    listed: usize,
    /// The number of bytes that further pointers may have together.
    room: usize,
}

#[derive(Default)]
struct Part {
    /// The listed faults, with the offsets of their values.
    listed: Vec<(usize, Fault)>,
    /// The number of faults, listed or not.
    count: usize,
}

impl Faults {
    pub(crate) fn new(text: &str) -> Self {
        // A single pointer can be twice as long as the text, for keys of `~` only.
        Self { parts: BTreeMap::new(), listed: 0, room: POINTERS.max(2 * text.len()) }
    }

    /// Adds the faults of a value, which starts at an offset and has a pointer. `key` is the key of the
    /// value's member of the envelope, or empty for an event.
    pub(crate) fn add(
        &mut self,
        key: &str,
        (mut noted, count): (Vec<Noted>, usize),
        body: &Bytes,
        start: usize,
        text: &str,
        pointer: impl FnOnce() -> String,
    ) {
        if count == 0 {
            return;
        }
        noted.truncate(LISTED.saturating_sub(self.listed));
        if noted.is_empty() {
            self.part(key).count += count;
            return;
        }
        let mut offsets: Vec<usize> =
            noted.iter().flat_map(|noted| [noted.lost, noted.failure.at]).collect();
        offsets.sort_unstable();
        offsets.dedup();
        let places = self.places(text, start, &pointer(), &offsets);
        let place = |at| {
            let index = offsets.binary_search(&at).ok();
            index.and_then(|index| places.get(index)).map(|place| place.pointer.as_str())
        };
        let listed = noted.into_iter().filter_map(|Noted { failure, lost, count }| {
            let (pointer, absent) = (place(failure.at)?, place(lost)?.len());
            let part = failure.at..end(text, failure.at);
            let message = failure.cause.message(text.get(part.clone())?, pointer);
            let json = RawJson::part(body, part);
            Some((failure.at, Fault::new(pointer, Some(absent), &message, json, count)))
        });
        let listed: Vec<(usize, Fault)> = listed.collect();
        self.listed += listed.len();
        let part = self.part(key);
        part.listed.extend(listed);
        part.count += count;
    }

    fn part(&mut self, key: &str) -> &mut Part {
        self.parts.entry(key.into()).or_default()
    }

    /// Finds values whose pointers there is room for.
    fn places(&mut self, text: &str, start: usize, pointer: &str, offsets: &[usize]) -> Vec<Place> {
        let places = place::find(text, start, pointer, offsets, self.room);
        self.room -= places.iter().map(|place| place.pointer.len()).sum::<usize>();
        places
    }

    /// Adds a fault for each string with half a surrogate pair.
    pub(crate) fn add_halves(&mut self, halves: &[usize], text: &str, body: &Bytes) {
        let strings = surrogate::first_of_each_string(text, halves);
        let listed = strings.get(..LISTED).unwrap_or(&strings);
        let listed = self.places(text, 0, "", listed).into_iter().map(|Place { pointer, at }| {
            let json = RawJson::part(body, at..end(text, at));
            let message = "expected Unicode text, found half a surrogate pair";
            (at, Fault::new(&pointer, None, message, json, 1))
        });
        let listed: Vec<(usize, Fault)> = listed.collect();
        let part = self.part("");
        part.listed.extend(listed);
        part.count += strings.len();
    }

    /// Forgets the faults of a member of the envelope, because its last value counts.
    pub(crate) fn forget(&mut self, key: &str) {
        self.parts.remove(key);
    }

    /// Returns the first faults in the order of the text, and the number of all.
    ///
    /// Of the faults with one place, a half surrogate pair is left out. It can be in a value that
    /// cannot be read either, in the key of another one, and in an earlier value of a repeated key.
    pub(crate) fn finish(self) -> (Vec<Fault>, usize) {
        let count: usize = self.parts.values().map(|part| part.count).sum();
        let mut all: Vec<(usize, Fault)> =
            self.parts.into_values().flat_map(|part| part.listed).collect();
        all.sort_by_key(|(at, _)| *at);
        let listed = all.len();
        let absent = all.iter().filter(|(_, fault)| fault.absent().is_some());
        let mut places: HashSet<String> =
            absent.map(|(_, fault)| fault.pointer().to_owned()).collect();
        all.retain(|(_, fault)| {
            fault.absent().is_some() || places.insert(fault.pointer().to_owned())
        });
        let count = count - (listed - all.len());
        all.truncate(LISTED);
        (all.into_iter().map(|(_, fault)| fault).collect(), count)
    }
}

/// Returns the offset after the value that starts at an offset.
fn end(text: &str, at: usize) -> usize {
    let mut reader = Reader::new(text);
    reader.seek(at);
    if reader.skip().is_ok() { reader.position() } else { at }
}
