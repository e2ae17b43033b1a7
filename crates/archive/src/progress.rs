//! Progress.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How much of the input was read. Clones share one state.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    counts: Arc<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    read: AtomicU64,
    /// Zero as long as it is not known.
    total: AtomicU64,
}

impl Progress {
    /// Returns the number of bytes that were read: of compressed files, compressed bytes.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.counts.read.load(Ordering::Relaxed)
    }

    /// Returns the number of bytes of all files. `None` until it is known, and if standard input or a reader is
    /// read.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        match self.counts.total.load(Ordering::Relaxed) {
            0 => None,
            total => Some(total),
        }
    }

    pub(crate) fn add(&self, bytes: u64) {
        self.counts.read.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(crate) fn expect(&self, total: u64) {
        self.counts.total.store(total, Ordering::Relaxed);
    }
}
