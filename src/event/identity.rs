//! The identity of unknown and undecoded events.

use std::hash::Hasher;

use siphasher::sip128::{Hasher128, SipHasher24};

use super::undecoded::UndecodedEvent;
use super::unknown::UnknownEvent;
use crate::model::Occurrence;
use crate::wire::raw::canonical;

impl Occurrence for UnknownEvent {
    fn identity(&self) -> String {
        hash(&[self.key(), self.member().unwrap_or_default()], self.json())
    }
}

impl Occurrence for UndecodedEvent {
    fn identity(&self) -> String {
        hash(&[self.key()], self.json())
    }
}

/// Returns the SipHash-2-4 hash, with 128 bits and a key of zeros, of the words and the canonical
/// JSON. A byte that does not occur in UTF-8 ends each of them.
pub(crate) fn hash(words: &[&str], json: &str) -> String {
    hash_of(words.iter().copied().chain([canonical(json).as_str()]))
}

/// Returns the same hash of words alone.
pub(crate) fn hash_of<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let mut hasher = SipHasher24::new();
    for word in words {
        hasher.write(word.as_bytes());
        hasher.write(&[0xff]);
    }
    format!("{:032x}", hasher.finish128().as_u128())
}
