//! The iterator over the events of a payload.

use super::Payload;
use super::entry::Entry;
use crate::event::Event;

/// An iterator over the [entries](Payload::entries) of a payload.
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    payload: &'a Payload,
    events: std::slice::Iter<'a, Event>,
}

impl<'a> Entries<'a> {
    pub(super) fn new(payload: &'a Payload) -> Self {
        Self { payload, events: payload.events.iter() }
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        self.events.next().map(|event| Entry::new(self.payload, event))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.events.size_hint()
    }
}

impl DoubleEndedIterator for Entries<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.events.next_back().map(|event| Entry::new(self.payload, event))
    }
}

impl ExactSizeIterator for Entries<'_> {}
