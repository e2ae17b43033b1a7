//! The bodies that were accepted last, to recognize those that are posted again.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::receiver::Verified;

#[derive(Debug, Default)]
pub(super) struct Recent {
    /// The most bodies. With 0, none is recognized.
    capacity: usize,
    /// Randomly keyed, so that nobody can choose bodies that have the same hash.
    hasher: RandomState,
    hashes: Mutex<Hashes>,
}

#[derive(Debug, Default)]
struct Hashes {
    known: HashSet<u64>,
    /// The known ones, the oldest first.
    order: VecDeque<u64>,
}

impl Recent {
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, ..Self::default() }
    }

    /// Returns the hash of a delivery, or `None` if deliveries are not recognized.
    ///
    /// The path and the secret count: X sends the same body to each webhook and for each app.
    pub(super) fn hash(&self, path: &str, verified: Verified, body: &[u8]) -> Option<u64> {
        (self.capacity > 0).then(|| self.hasher.hash_one((path, verified, body)))
    }

    pub(super) fn contains(&self, hash: u64) -> bool {
        self.lock().known.contains(&hash)
    }

    /// Adds a delivery, and forgets the oldest beyond the capacity.
    pub(super) fn insert(&self, hash: u64) {
        let mut hashes = self.lock();
        if !hashes.known.insert(hash) {
            return;
        }
        hashes.order.push_back(hash);
        if hashes.order.len() > self.capacity
            && let Some(oldest) = hashes.order.pop_front()
        {
            hashes.known.remove(&oldest);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Hashes> {
        self.hashes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
