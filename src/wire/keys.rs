//! The keys of an object, found by their bytes.

use std::fmt;

/// The key of a member, and the member.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    pub(crate) text: &'static str,
    pub(crate) member: Member,
    /// The first bytes of the text before a value, `"key":`, in two groups.
    first: [u64; 2],
    /// The bits of the groups.
    masks: [u64; 2],
    /// The eight bytes after them, and the last eight bytes, if there are as many.
    third: u64,
    last: u64,
}

/// A member of an object: the index of its property, and the spelling of its key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Member {
    pub(crate) property: u8,
    pub(crate) spelling: Spelling,
}

/// A spelling of a property's key. A newer spelling is greater than an older one.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Spelling(u8);

impl Spelling {
    pub(crate) const NAME: Self = Self(0);
    pub(crate) const TWIN: Self = Self(1);
    pub(crate) const FIRST_ALIAS: Self = Self(2);

    /// Returns the next newer spelling.
    pub(crate) const fn newer(self) -> Self {
        Self(self.0 + 1)
    }
}

/// The number of bytes in the first two groups of a key.
const GROUPED: usize = 16;

impl Key {
    pub(crate) const fn new(text: &'static str, member: Member) -> Self {
        let key = text.as_bytes();
        let first = [group(key, 0), group(key, 8)];
        let masks = [mask(first[0]), mask(first[1])];
        let third = group(key, GROUPED);
        let last = group(key, (key.len() + 3).saturating_sub(8));
        Self { text, member, first, masks, third, last }
    }

    /// Returns the length of the key, its quotes and the colon, if they are at the start of JSON text.
    #[inline(always)]
    pub(crate) fn length_at(&self, json: &[u8]) -> Option<usize> {
        let (first, rest) = json.first_chunk::<GROUPED>()?.split_first_chunk()?;
        let [first, second] = [first, rest.first_chunk()?].map(|group| u64::from_le_bytes(*group));
        if [first & self.masks[0], second & self.masks[1]] != self.first {
            return None;
        }
        let length = self.text.len() + 3;
        if length > GROUPED {
            let is_whole = is_at(self.last, json, length - 8)
                && (length <= GROUPED + 8 || is_at(self.third, json, GROUPED))
                && (length <= GROUPED + 16 || self.is_between(json));
            return is_whole.then_some(length);
        }
        Some(length)
    }

    /// Returns `true` if the key is after the first byte of JSON text.
    #[inline(never)]
    fn is_between(&self, json: &[u8]) -> bool {
        json.get(1..).is_some_and(|json| json.starts_with(self.text.as_bytes()))
    }
}

/// Returns `true` if a group of eight bytes is at a position of JSON text.
#[inline(always)]
fn is_at(group: u64, json: &[u8], at: usize) -> bool {
    let bytes = json.get(at..).and_then(<[u8]>::first_chunk);
    bytes.is_some_and(|bytes| u64::from_le_bytes(*bytes) == group)
}

/// Returns eight bytes of the text before a value. They are zero beyond its end.
const fn group(key: &[u8], from: usize) -> u64 {
    let (mut group, mut after) = (0, 8);
    while let Some(at) = usize::checked_sub(after, 1) {
        group = group << 8 | byte(key, from + at) as u64;
        after = at;
    }
    group
}

/// Returns a byte of the text before a value.
#[allow(clippy::indexing_slicing)] // Evaluated by the compiler.
const fn byte(key: &[u8], at: usize) -> u8 {
    match at.checked_sub(key.len() + 1) {
        _ if at == 0 => b'"',
        None => key[at - 1],
        Some(0) => b'"',
        Some(1) => b':',
        Some(_) => 0,
    }
}

/// Returns the bits of the bytes up to the last one that is not zero.
const fn mask(group: u64) -> u64 {
    match group {
        0 => 0,
        _ => u64::MAX >> (group.leading_zeros() / 8 * 8),
    }
}

/// The keys of an object: in the order of the schema, with a hash table.
#[derive(Clone, Copy)]
pub(crate) struct Keys {
    list: &'static [Key],
    /// The indices of the keys, with open addressing. `EMPTY` is none.
    slots: [u8; SLOTS],
}

/// The number of slots. It is a power of two.
const SLOTS: usize = 128;

/// The number of keys up to which searches are short.
const MOST: usize = SLOTS * 3 / 4;

const EMPTY: u8 = u8::MAX;

impl Keys {
    pub(crate) const NONE: Self = Self { list: &[], slots: [EMPTY; SLOTS] };

    /// Creates the table of a list. The compiler evaluates this, and refuses a list that is too
    /// long.
    pub(crate) const fn new(list: &'static [Key]) -> Self {
        assert!(list.len() <= MOST, "an object has too many keys");
        let mut keys = Self { list, ..Self::NONE };
        let (mut rest, mut index) = (list, 0);
        while let Some((key, after)) = rest.split_first() {
            keys.insert(Digest::of(key.text.as_bytes()), index);
            index += 1;
            rest = after;
        }
        keys
    }

    #[allow(clippy::indexing_slicing)] // The index is less than the number of slots.
    const fn insert(&mut self, digest: Digest, index: u8) {
        let mut slot = digest.slot();
        while self.slots[slot] != EMPTY {
            slot = (slot + 1) % SLOTS;
        }
        self.slots[slot] = index;
    }

    #[inline]
    pub(crate) fn get(&self, index: usize) -> Option<&'static Key> {
        self.list.get(index)
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns the key with a text.
    pub(crate) fn find(&self, text: &str) -> Option<&'static Key> {
        let mut candidates = self.candidates(Digest::of(text.as_bytes()));
        candidates.find(|(_, key)| key.text == text).map(|(_, key)| key)
    }

    /// Returns the keys that can have a digest, with their indices.
    #[inline]
    pub(crate) fn candidates(&self, digest: Digest) -> impl Iterator<Item = (u8, &'static Key)> {
        let mut slot = digest.slot();
        std::iter::from_fn(move || {
            let index = *self.slots.get(slot)?;
            slot = (slot + 1) % SLOTS;
            Some((index, self.list.get(usize::from(index))?))
        })
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.list.iter().map(|key| key.text)).finish()
    }
}

/// The digest of a key, which is computed from eight bytes at a time.
#[derive(Clone, Copy)]
pub(crate) struct Digest(u64);

impl Digest {
    pub(crate) const EMPTY: Self = Self(0);

    /// Adds eight bytes, the last of which may be zero because the key ends before them.
    #[inline]
    pub(crate) const fn with(self, word: u64) -> Self {
        const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
        Self((self.0.rotate_left(23) ^ word).wrapping_mul(FACTOR))
    }

    const fn of(key: &[u8]) -> Self {
        let (mut digest, mut rest) = (Self::EMPTY, key);
        while let Some((word, after)) = rest.split_first_chunk() {
            digest = digest.with(u64::from_le_bytes(*word));
            rest = after;
        }
        let mut word = 0;
        while let Some((last, before)) = rest.split_last() {
            word = word << 8 | *last as u64;
            rest = before;
        }
        digest.with(word)
    }

    #[allow(clippy::cast_possible_truncation)] // The number of slots fits.
    const fn slot(self) -> usize {
        (self.0 >> (u64::BITS - SLOTS.trailing_zeros())) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_of_a_full_table_are_found_and_others_are_not() {
        const MEMBER: Member = Member { property: 0, spelling: Spelling::NAME };
        let texts: Vec<&'static str> =
            (0..MOST).map(|number| &*format!("profile_background_{number}").leak()).collect();
        let list: Vec<Key> = texts.iter().map(|text| Key::new(text, MEMBER)).collect();
        let keys = Keys::new(list.leak());
        for text in texts {
            assert_eq!(keys.find(text).map(|key| key.text), Some(text));
            assert!(keys.find(&format!("{text}_")).is_none(), "{text}");
        }
        assert!(Keys::NONE.find("id").is_none());
    }

    #[test]
    fn keys_of_every_length_are_told_from_others() {
        const MEMBER: Member = Member { property: 0, spelling: Spelling::NAME };
        for length in 0..40 {
            let text: &'static str = "k".repeat(length).leak();
            let key = Key::new(text, MEMBER);
            let json = format!("[\"{text}\":1,                    ");
            assert_eq!(key.length_at(&json.as_bytes()[1..]), Some(length + 3));
            for at in 1..length + 4 {
                let mut other = json.clone().into_bytes();
                other[at] ^= 1;
                assert_eq!(key.length_at(&other[1..]), None, "{length} {at}");
                // A text that ends early is left to the slow path.
                assert_eq!(key.length_at(&json.as_bytes()[1..at]), None, "{length} {at}");
            }
        }
    }
}
