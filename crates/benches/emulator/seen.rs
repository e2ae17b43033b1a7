//! The numbered events that arrived.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The events from number 0 on. It takes its memory at once, so that it does not grow.
pub(crate) struct Seen {
    numbers: Vec<AtomicBool>,
    pub(crate) bytes: AtomicU64,
    repeated: AtomicU64,
}

impl Seen {
    pub(crate) fn new(events: u64) -> Self {
        let numbers = (0..events).map(|_| AtomicBool::new(false)).collect();
        Self { numbers, bytes: AtomicU64::new(0), repeated: AtomicU64::new(0) }
    }

    pub(crate) fn add(&self, number: u64, bytes: usize) {
        let index = usize::try_from(number).expect("numbers are small");
        let is_repeated = self.numbers[index].swap(true, Ordering::Relaxed);
        self.repeated.fetch_add(u64::from(is_repeated), Ordering::Relaxed);
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(crate) fn count(&self) -> u64 {
        self.numbers.iter().filter(|seen| seen.load(Ordering::Relaxed)).count() as u64
    }

    pub(crate) fn repeated(&self) -> u64 {
        self.repeated.load(Ordering::Relaxed)
    }
}
