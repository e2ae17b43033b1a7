//! Random texts that cannot be guessed and that are the same for the same seed.

use std::hash::{Hash, Hasher};
use std::iter::repeat_with;

use fastrand::Rng;
use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;

/// A source of random texts whose state can be stored and restored.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub(super) struct Random(u64);

impl Random {
    /// Creates the source of one purpose. Draws from other sources do not affect it.
    pub(super) fn of(seed: u64, purpose: impl Hash) -> Self {
        let mut hasher = SipHasher13::new_with_keys(seed, 0);
        purpose.hash(&mut hasher);
        Self(hasher.finish())
    }

    /// Returns `length` letters and digits.
    pub(super) fn text(&mut self, length: usize) -> String {
        self.draw(|rng| repeat_with(|| rng.alphanumeric()).take(length).collect())
    }

    /// Returns a PIN of seven digits.
    pub(super) fn pin(&mut self) -> String {
        self.draw(|rng| rng.u32(1_000_000..10_000_000).to_string())
    }

    /// Returns a number.
    pub(super) fn number(&mut self) -> u64 {
        self.draw(|rng| rng.u64(..))
    }

    fn draw<T>(&mut self, draw: impl FnOnce(&mut Rng) -> T) -> T {
        let mut rng = Rng::with_seed(self.0);
        let drawn = draw(&mut rng);
        self.0 = rng.get_seed();
        drawn
    }
}
