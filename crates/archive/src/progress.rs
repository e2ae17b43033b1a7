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
    passed: AtomicU64,
}

impl Progress {
    /// Returns the number of bytes that were read: of compressed files, compressed bytes.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.counts.read.load(Ordering::Relaxed)
    }

    /// Returns the number of bytes of all files. `None` until it is known, and if standard input or a reader is
    /// read.
    ///
    /// Files are found while others are read. If a progress was [asked for](crate::Archive::progress) before the items,
    /// another thread goes through the folders ahead and adds up the lengths of files.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        match self.counts.total.load(Ordering::Relaxed) {
            0 => None,
            total => Some(total),
        }
    }

    /// Returns the number of bodies that are not given, because they have no activity of the
    /// [kinds asked for](crate::Archive::only).
    #[must_use]
    pub fn bodies_passed(&self) -> u64 {
        self.counts.passed.load(Ordering::Relaxed)
    }

    /// Returns `true` if someone else has a handle.
    pub(crate) fn is_shared(&self) -> bool {
        Arc::strong_count(&self.counts) > 1
    }

    pub(crate) fn add(&self, bytes: u64) {
        self.counts.read.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(crate) fn pass(&self, bodies: u64) {
        self.counts.passed.fetch_add(bodies, Ordering::Relaxed);
    }

    /// Sets the total if it is not known yet.
    pub(crate) fn estimate_total(&self, total: u64) {
        let set = |known: u64| (known == 0).then_some(total);
        let _ = self.counts.total.fetch_update(Ordering::Relaxed, Ordering::Relaxed, set);
    }

    pub(crate) fn set_total(&self, total: u64) {
        self.counts.total.store(total, Ordering::Relaxed);
    }
}
