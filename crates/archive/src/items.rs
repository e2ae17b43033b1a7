//! The items of an archive.

use crate::item::Item;
use crate::pool::Done;
use crate::results::Results;

/// An iterator over the items of an archive.
///
/// This struct is created by [`Archive::items`](crate::Archive::items).
///
/// Dropping it ends the threads that read and decode.
#[derive(Debug)]
pub struct Items {
    results: Results<Done>,
    ready: std::vec::IntoIter<Item>,
    /// A count of entries, to which more can come.
    counted: Option<Item>,
}

impl Items {
    /// Creates the iterator, with an item before all others if there is one.
    pub(crate) fn new(results: Results<Done>, first: Option<Item>) -> Self {
        let ready = Vec::from_iter(first).into_iter();
        Self { results, ready, counted: None }
    }

    /// Gets the next items. Returns `false` if there are none, or none yet unless it `waits`.
    fn receive(&mut self, waits: bool) -> bool {
        while let Some(mut done) = self.results.receive(waits) {
            done.finish();
            let mut items = done.items;
            self.count(&mut items);
            if !items.is_empty() {
                self.ready = items.into_iter();
                return true;
            }
        }
        // More entries can come, unless the pool was waited for.
        let last = self.counted.take_if(|_| waits);
        let is_left = last.is_some();
        self.ready = last.into_iter().collect::<Vec<_>>().into_iter();
        is_left
    }

    /// Makes one item of entries of one kind that follow one another, and keeps the last one for those to come.
    fn count(&mut self, items: &mut Vec<Item>) {
        if self.counted.is_none() && !items.iter().any(Item::is_count) {
            return;
        }
        let mut merged: Vec<Item> = Vec::with_capacity(items.len() + 1);
        for item in self.counted.take().into_iter().chain(items.drain(..)) {
            match merged.last_mut() {
                Some(last) if item.continues(last) => last.add(item),
                _ => merged.push(item),
            }
        }
        self.counted = merged.pop_if(|last| last.is_count());
        *items = merged;
    }
}

impl Iterator for Items {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if self.results.is_cancelled() {
                return None;
            }
            if let Some(item) = self.ready.next() {
                return Some(item);
            }
            if !self.receive(true) {
                return None;
            }
        }
    }
}

/// An iterator over batches of the items of an archive.
///
/// This struct is created by [`Archive::batches`](crate::Archive::batches).
#[derive(Debug)]
pub struct Batches {
    items: Items,
    size: usize,
}

impl Batches {
    pub(crate) fn new(items: Items, size: usize) -> Self {
        Self { items, size: size.max(1) }
    }
}

impl Iterator for Batches {
    type Item = Vec<Item>;

    fn next(&mut self) -> Option<Vec<Item>> {
        let mut batch = vec![self.items.next()?];
        while batch.len() < self.size {
            let left = self.size - batch.len();
            batch.extend(self.items.ready.by_ref().take(left));
            if self.items.ready.len() == 0 && !self.items.receive(false) {
                break;
            }
        }
        Some(batch)
    }
}
