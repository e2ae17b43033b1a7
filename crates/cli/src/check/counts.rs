//! Bounded counts by kind.

use std::borrow::Borrow;
use std::collections::BTreeMap;

/// The most kinds that are listed, because their names are of the archive.
const LISTED: usize = 10_000;

/// Counts by kind. Only the first kinds in their order are listed, each with all its occurrences.
#[derive(Debug)]
pub(super) struct Counts<K> {
    listed: BTreeMap<K, u64>,
    /// The number of all occurrences.
    pub(super) total: u64,
}

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self { listed: BTreeMap::new(), total: 0 }
    }
}

impl<K: Ord> Counts<K> {
    pub(super) fn add(&mut self, kind: K, count: u64) {
        self.total += count;
        *self.listed.entry(kind).or_default() += count;
        // A kind that is removed never comes back: those before it stay.
        while self.listed.len() > LISTED {
            self.listed.pop_last();
        }
    }

    /// Counts an occurrence, without a copy of a kind that is listed.
    pub(super) fn count<Q: Ord + ToOwned<Owned = K> + ?Sized>(&mut self, kind: &Q)
    where
        K: Borrow<Q>,
    {
        match self.listed.get_mut(kind) {
            Some(count) => {
                *count += 1;
                self.total += 1;
            }
            None => self.add(kind.to_owned(), 1),
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        let total = self.total + other.total;
        other.listed.into_iter().for_each(|(kind, count)| self.add(kind, count));
        self.total = total;
    }

    pub(super) const fn listed(&self) -> &BTreeMap<K, u64> {
        &self.listed
    }

    /// Returns the number of occurrences of kinds that are not listed.
    pub(super) fn unlisted(&self) -> u64 {
        self.total - self.listed.values().sum::<u64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_bounded_and_those_that_are_listed_are_exact() {
        let (mut forward, mut backward) = (Counts::default(), Counts::default());
        let many = LISTED as u64 * 2;
        for kind in 0..many {
            forward.add(kind, 1);
            backward.add(many - 1 - kind, 2);
        }
        forward.merge(backward);
        assert_eq!(forward.listed().len(), LISTED);
        assert!(forward.listed().iter().all(|(kind, count)| *kind < many / 2 && *count == 3));
        assert_eq!((forward.total, forward.unlisted()), (3 * many, 3 * many / 2));
    }
}
