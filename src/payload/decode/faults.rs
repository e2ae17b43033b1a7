//! The faults of a payload, while it is decoded.

use std::collections::HashSet;

use bytes::Bytes;

use crate::payload::Fault;
use crate::wire::json::place::{self, Place};
use crate::wire::json::{Noted, Reader, surrogate};
use crate::wire::raw::RawJson;

/// The number of faults that a payload lists.
pub(super) const LISTED: usize = 1_000;

/// The faults of a payload: of each value that was read, in the order of the text.
#[derive(Default)]
pub(super) struct Faults {
    parts: Vec<Part>,
    /// The number of listed faults.
    listed: usize,
}

/// The faults of one value.
struct Part {
    pointer: String,
    /// The listed faults, with the offsets of their values.
    listed: Vec<(usize, Fault)>,
    /// The number of faults, listed or not.
    count: usize,
}

impl Faults {
    /// Adds the faults of a value, which starts at an offset and has a pointer.
    pub(super) fn add(
        &mut self,
        (mut noted, count): (Vec<Noted>, usize),
        text: &str,
        body: &Bytes,
        start: usize,
        pointer: &str,
    ) {
        if count == 0 {
            return;
        }
        noted.truncate(LISTED.saturating_sub(self.listed));
        self.listed += noted.len();
        let mut offsets: Vec<usize> =
            noted.iter().flat_map(|noted| [noted.lost, noted.failure.at]).collect();
        offsets.sort_unstable();
        offsets.dedup();
        let places = place::find(text, start, pointer, &offsets);
        let place = |at| {
            let index = offsets.binary_search(&at).ok();
            index.and_then(|index| places.get(index)).map_or("", |place| &place.pointer)
        };
        let listed = noted.into_iter().map(|Noted { failure, lost }| {
            let json = RawJson::part(body, failure.at..end(text, failure.at));
            let absent = Some(place(lost).len());
            (failure.at, Fault::new(place(failure.at), absent, &failure.message, json))
        });
        self.parts.push(Part { pointer: pointer.to_owned(), listed: listed.collect(), count });
    }

    /// Adds a fault for each string with half a surrogate pair.
    pub(super) fn add_halves(&mut self, halves: &[usize], text: &str, body: &Bytes) {
        let strings = surrogate::first_of_each_string(text, halves);
        let listed = strings.get(..LISTED).unwrap_or(&strings);
        let listed = place::find(text, 0, "", listed).into_iter().map(|Place { pointer, at }| {
            let json = RawJson::part(body, at..end(text, at));
            let message = "expected Unicode text, found half a surrogate pair";
            (at, Fault::new(&pointer, None, message, json))
        });
        let listed = listed.collect();
        self.parts.push(Part { pointer: String::new(), listed, count: strings.len() });
    }

    /// Forgets the faults of a member of the envelope, because its last value counts.
    pub(super) fn forget(&mut self, key: &str) {
        self.parts.retain(|part| part.pointer.split('/').nth(1) != Some(key));
    }

    /// Returns the first faults in the order of the text, and the number of all.
    ///
    /// Of the faults with one place, a half surrogate pair is left out. It can be in a value that
    /// cannot be read either, in the key of another one, and in an earlier value of a repeated key.
    pub(super) fn finish(self) -> (Vec<Fault>, usize) {
        let count: usize = self.parts.iter().map(|part| part.count).sum();
        let mut all: Vec<(usize, Fault)> =
            self.parts.into_iter().flat_map(|part| part.listed).collect();
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
