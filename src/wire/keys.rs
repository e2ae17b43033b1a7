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
        let Prefix([first, second, third]) = Prefix::of_key(key);
        let masks = [mask(first), mask(second)];
        let last = group(key, (key.len() + 3).saturating_sub(8));
        Self { text, member, first: [first, second], masks, third, last }
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

/// The first bytes of JSON text, in groups of eight.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Prefix([u64; 3]);

impl Prefix {
    const LENGTH: usize = 24;

    /// Returns the first bytes of a text that is not shorter.
    #[inline(always)]
    pub(crate) fn of(json: &[u8]) -> Option<Self> {
        let (first, rest) = json.first_chunk::<{ Self::LENGTH }>()?.split_first_chunk()?;
        let (second, rest) = rest.split_first_chunk()?;
        Some(Self([first, second, rest.first_chunk()?].map(|group| u64::from_le_bytes(*group))))
    }

    /// Returns the first bytes of the text before a value, `"key":`. They are zero beyond its end.
    const fn of_key(key: &[u8]) -> Self {
        Self([group(key, 0), group(key, 8), group(key, 16)])
    }

    /// Returns the slot of the key that the text begins with. The steps do not depend on its length, since the
    /// processor cannot predict the length of a key that was not expected.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation)] // The number of slots fits.
    const fn slot(self) -> usize {
        const FACTORS: [u64; 3] =
            [0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9];
        let [first, second, third] = self.0;
        // The first byte is the opening quote.
        let ends = [quotes(first) & !0xFF, quotes(second), quotes(third)];
        let first = first & before(ends[0]);
        let second = second & before(ends[1]) & all_if(ends[0] == 0);
        let third = third & before(ends[2]) & all_if(ends[0] | ends[1] == 0);
        let mixed = first
            .wrapping_mul(FACTORS[0])
            .wrapping_add(second.wrapping_mul(FACTORS[1]))
            .wrapping_add(third.wrapping_mul(FACTORS[2]));
        (mixed >> (u64::BITS - SLOTS.trailing_zeros())) as usize
    }
}

/// Sets the highest bit of the first byte that is a quote. Sets no bit before it, and perhaps bits after it.
#[inline(always)]
const fn quotes(group: u64) -> u64 {
    const ONES: u64 = u64::MAX / 0xFF;
    let other = group ^ (ONES * b'"' as u64);
    other.wrapping_sub(ONES) & !other & (ONES << 7)
}

/// Returns the bits of the bytes before the first one whose highest bit is set, or all bits.
#[inline(always)]
const fn before(bits: u64) -> u64 {
    ((bits & bits.wrapping_neg()) >> 7).wrapping_sub(1)
}

/// Returns all bits or none.
#[inline(always)]
const fn all_if(condition: bool) -> u64 {
    (condition as u64).wrapping_neg()
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
            keys.insert(Prefix::of_key(key.text.as_bytes()), index);
            index += 1;
            rest = after;
        }
        keys
    }

    #[allow(clippy::indexing_slicing)] // The index is less than the number of slots.
    const fn insert(&mut self, prefix: Prefix, index: u8) {
        let mut slot = prefix.slot();
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
        let mut candidates = self.candidates(Prefix::of_key(text.as_bytes()));
        candidates.find(|(_, key)| key.text == text).map(|(_, key)| key)
    }

    /// Returns the keys that a text with these first bytes can begin with, and their indices.
    #[inline]
    pub(crate) fn candidates(&self, prefix: Prefix) -> impl Iterator<Item = (u8, &'static Key)> {
        let mut slot = prefix.slot();
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
