//! The iterator over the events of a payload.

use super::Payload;
use super::entry::Entry;
use crate::event::Event;

/// An iterator over the [entries](Payload::entries) of a payload. The default one is empty.
#[derive(Clone, Debug, Default)]
pub struct Entries<'a> {
    /// `None` for an iterator that is empty from the start.
    payload: Option<&'a Payload>,
    events: std::slice::Iter<'a, Event>,
}

impl<'a> Entries<'a> {
    pub(super) fn new(payload: &'a Payload) -> Self {
        Self { payload: Some(payload), events: payload.events.iter() }
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        Some(Entry::new(self.payload?, self.events.next()?))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.events.size_hint()
    }
}

impl DoubleEndedIterator for Entries<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        Some(Entry::new(self.payload?, self.events.next_back()?))
    }
}

impl ExactSizeIterator for Entries<'_> {}
