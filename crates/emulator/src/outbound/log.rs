//! A bounded log of records.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A log of the newest records, limited to a capacity.
#[derive(Debug)]
pub(crate) struct Log<R> {
    capacity: usize,
    records: Mutex<Records<R>>,
}

#[derive(Debug)]
struct Records<R> {
    count: u64,
    newest: VecDeque<R>,
}

impl<R: Clone> Log<R> {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { capacity, records: Mutex::new(Records { count: 0, newest: VecDeque::new() }) }
    }

    /// Adds the record that the function creates from its number, and returns it.
    pub(crate) fn push(&self, record: impl FnOnce(u64) -> R) -> R {
        let mut records = self.lock();
        records.count += 1;
        let record = record(records.count);
        if self.capacity > 0 {
            if records.newest.len() == self.capacity {
                records.newest.pop_front();
            }
            records.newest.push_back(record.clone());
        }
        record
    }

    /// Drops the records. The numbers go on.
    pub(crate) fn clear(&self) {
        self.lock().newest.clear();
    }

    /// Returns the records, oldest first.
    pub(crate) fn all(&self) -> Vec<R> {
        self.lock().newest.iter().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Records<R>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
