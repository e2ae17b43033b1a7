//! The deliveries that were accepted last, to recognize those that are posted again.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::receiver::receiver::Signed;

#[derive(Debug, Default)]
pub(super) struct Recent {
    /// The most deliveries. With 0, none is recognized.
    capacity: usize,
    hasher: RandomState,
    hashes: Mutex<Hashes>,
}

#[derive(Debug, Default)]
struct Hashes {
    known: HashSet<u64>,
    /// Those of each delivery, the oldest first.
    order: VecDeque<Vec<u64>>,
}

impl Recent {
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, ..Self::default() }
    }

    /// Returns a hash for each signature of a verified delivery, or none if deliveries are not
    /// recognized.
    ///
    /// A signature covers the body, with the secret of one app. One signature of several is enough
    /// to post a recorded delivery again, so each is known. The path counts, because X sends the
    /// same body to each webhook.
    pub(super) fn hashes(&self, signed: &Signed<'_>) -> Vec<u64> {
        if self.capacity == 0 {
            return Vec::new();
        }
        signed.codes().map(|code| self.hasher.hash_one((signed.path, code))).collect()
    }

    pub(super) fn contains(&self, hashes: &[u64]) -> bool {
        let recent = self.lock();
        hashes.iter().any(|hash| recent.known.contains(hash))
    }

    /// Adds a delivery, and forgets the oldest beyond the capacity.
    pub(super) fn insert(&self, mut hashes: Vec<u64>) {
        let mut recent = self.lock();
        hashes.retain(|hash| recent.known.insert(*hash));
        if hashes.is_empty() {
            return;
        }
        recent.order.push_back(hashes);
        if recent.order.len() > self.capacity
            && let Some(oldest) = recent.order.pop_front()
        {
            for hash in oldest {
                recent.known.remove(&hash);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Hashes> {
        self.hashes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
