//! The faults of a payload, while it is decoded.

use std::collections::HashSet;

use bytes::Bytes;

use crate::payload::Fault;
use crate::wire::json::place::{self, Place};
use crate::wire::json::{Noted, Reader, surrogate};
use crate::wire::raw::RawJson;

/// The number of faults that a payload lists.
pub(super) const LISTED: usize = 1_000;

/// Faults with the offsets of their values.
#[derive(Default)]
pub(super) struct Faults(Vec<(usize, Fault)>);

impl Faults {
    /// Adds faults of a value, which starts at an offset and has a pointer.
    pub(super) fn add(
        &mut self,
        noted: Vec<Noted>,
        text: &str,
        body: &Bytes,
        start: usize,
        pointer: &str,
    ) {
        let mut offsets: Vec<usize> =
            noted.iter().flat_map(|noted| [noted.lost, noted.failure.at]).collect();
        offsets.sort_unstable();
        offsets.dedup();
        let places = place::find(text, start, pointer, &offsets);
        let pointer = |at| {
            let index = offsets.binary_search(&at).ok();
            index.and_then(|index| places.get(index)).map_or("", |place| &place.pointer)
        };
        self.0.extend(noted.into_iter().map(|noted| {
            let at = noted.failure.at;
            let json = RawJson::part(body, at..end(text, at));
            let lost = pointer(noted.lost).len();
            (at, Fault::new(pointer(at), Some(lost), &noted.failure.message, json))
        }));
    }

    /// Adds a fault for each string with half a surrogate pair. Returns the number of strings.
    pub(super) fn add_halves(&mut self, halves: &[usize], text: &str, body: &Bytes) -> usize {
        let strings = surrogate::first_of_each_string(text, halves);
        let listed = strings.get(..LISTED).unwrap_or(&strings);
        self.0.extend(place::find(text, 0, "", listed).into_iter().map(|Place { pointer, at }| {
            let json = RawJson::part(body, at..end(text, at));
            let message = "expected Unicode text, found half a surrogate pair";
            (at, Fault::new(&pointer, None, message, json))
        }));
        strings.len()
    }

    /// Returns the first faults in the order of the text, and the number of those that are left out
    /// because another one has their place. Half a surrogate pair can be in a value that cannot be
    /// read either, in the key of another one, and in an earlier value of a repeated key.
    pub(super) fn finish(mut self) -> (Vec<Fault>, usize) {
        self.0.sort_by_key(|(at, _)| *at);
        let count = self.0.len();
        let absent = self.0.iter().filter(|(_, fault)| fault.absent().is_some());
        let mut places: HashSet<String> =
            absent.map(|(_, fault)| fault.pointer().to_owned()).collect();
        self.0.retain(|(_, fault)| {
            fault.absent().is_some() || places.insert(fault.pointer().to_owned())
        });
        let same = count - self.0.len();
        self.0.truncate(LISTED);
        (self.0.into_iter().map(|(_, fault)| fault).collect(), same)
    }
}

/// Returns the offset after the value that starts at an offset.
fn end(text: &str, at: usize) -> usize {
    let mut reader = Reader::new(text);
    reader.seek(at);
    if reader.skip().is_ok() { reader.position() } else { at }
}
