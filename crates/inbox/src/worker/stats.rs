//! What a worker did.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a [`Worker`](crate::Worker) did since it was created.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct WorkerStats {
    /// The number of calls of the handler.
    pub attempts: u64,
    /// The number of items that were handled and acknowledged.
    pub handled: u64,
    /// The number of calls that failed or panicked.
    pub failures: u64,
    /// The number of items that became dead letters.
    pub dead_letters: u64,
    /// The number of items whose claim ended while their handler ran.
    pub lost_claims: u64,
    /// The number of items that were given back at a shutdown.
    pub released: u64,
    /// The number of items that are being handled.
    pub running: u64,
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) attempts: AtomicU64,
    pub(super) handled: AtomicU64,
    pub(super) failures: AtomicU64,
    pub(super) dead_letters: AtomicU64,
    pub(super) lost_claims: AtomicU64,
    pub(super) released: AtomicU64,
    pub(super) running: AtomicU64,
}

impl Counters {
    pub(super) fn read(&self) -> WorkerStats {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        WorkerStats {
            attempts: read(&self.attempts),
            handled: read(&self.handled),
            failures: read(&self.failures),
            dead_letters: read(&self.dead_letters),
            lost_claims: read(&self.lost_claims),
            released: read(&self.released),
            running: read(&self.running),
        }
    }
}

pub(super) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// Counts an item that is being handled, until it is dropped.
pub(super) struct Running(Arc<Counters>);

impl Running {
    pub(super) fn new(counters: Arc<Counters>) -> Self {
        count(&counters.running);
        Self(counters)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}
