//! The keys of an object, found by their bytes.

use std::fmt;

use super::shape::Property;

/// The key of a member, and the member.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    text: &'static str,
    pub(crate) member: Member,
    /// The first bytes of the text before a value, `"key":`, in two groups.
    groups: [u64; 2],
    /// The bits of the groups.
    masks: [u64; 2],
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
    const FIRST_ALIAS: Self = Self(2);
}

/// The number of bytes in both groups of a key.
const GROUPED: usize = 16;

impl Key {
    const fn new(text: &'static str, member: Member) -> Self {
        let (key, mut groups, mut masks) = (text.as_bytes(), [0; 2], [0; 2]);
        let mut at = GROUPED;
        while let Some(before) = at.checked_sub(1) {
            at = before;
            let byte = match at.checked_sub(key.len() + 1) {
                _ if at == 0 => b'"',
                None => byte(key, at - 1),
                Some(0) => b'"',
                Some(1) => b':',
                Some(_) => 0,
            };
            let [first, last] = &mut groups;
            let [first_mask, last_mask] = &mut masks;
            let (group, mask) = if at < 8 { (first, first_mask) } else { (last, last_mask) };
            *group = *group << 8 | byte as u64;
            *mask = *mask << 8 | if byte == 0 { 0 } else { 0xFF };
        }
        Self { text, member, groups, masks }
    }

    /// Returns the length of the key, its quotes and the colon, if they are at the start of JSON text.
    #[inline(always)]
    pub(crate) fn length_at(&self, json: &[u8]) -> Option<usize> {
        let (first, rest) = json.first_chunk::<GROUPED>()?.split_first_chunk()?;
        let [first, last] = [first, rest.first_chunk()?].map(|group| u64::from_le_bytes(*group));
        let [first_key, last_key] = self.groups;
        let [first_mask, last_mask] = self.masks;
        if first & first_mask != first_key || last & last_mask != last_key {
            return None;
        }
        let length = self.text.len() + 3;
        (length <= GROUPED || self.is_at(json)).then_some(length)
    }

    /// Returns `true` if the key, which is longer than both groups, and the colon are at the start of
    /// JSON text.
    fn is_at(&self, json: &[u8]) -> bool {
        let rest = json.get(1..).and_then(|json| json.strip_prefix(self.text.as_bytes()));
        rest.is_some_and(|rest| rest.starts_with(b"\":"))
    }
}

/// Returns a byte of a key.
#[allow(clippy::indexing_slicing)] // Evaluated by the compiler.
const fn byte(key: &[u8], at: usize) -> u8 {
    key[at]
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

    /// Returns the key with a text.
    pub(crate) fn find(&self, text: &str) -> Option<&'static Key> {
        let mut candidates = self.candidates(Digest::of(text.as_bytes()));
        candidates.find(|(_, key)| key.text == text).map(|(_, key)| key)
    }

    /// Returns the keys that can have a digest, with their indices.
    #[inline]
    pub(crate) fn candidates(&self, digest: Digest) -> impl Iterator<Item = (usize, &'static Key)> {
        let mut slot = digest.slot();
        std::iter::from_fn(move || {
            let index = usize::from(*self.slots.get(slot)?);
            slot = (slot + 1) % SLOTS;
            Some((index, self.list.get(index)?))
        })
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.list.iter().map(|key| key.text)).finish()
    }
}

/// Returns the number of keys of properties.
pub(crate) const fn count(properties: &[Property]) -> usize {
    let (mut rest, mut count) = (properties, 0);
    while let Some((property, after)) = rest.split_first() {
        count += 1 + property.aliases().len();
        if property.twin().is_some() {
            count += 1;
        }
        rest = after;
    }
    count
}

/// Returns the keys of properties. The text half of a twin follows the number, and the other
/// spellings are last, because the reader expects the keys in this order.
#[allow(clippy::indexing_slicing)] // Evaluated by the compiler.
pub(crate) const fn list<const COUNT: usize>(properties: &'static [Property]) -> [Key; COUNT] {
    const FIRST: Member = Member { property: 0, spelling: Spelling::NAME };
    let mut list = [Key::new("", FIRST); COUNT];
    let (mut rest, mut member, mut count) = (properties, FIRST, 0);
    while let Some((property, after)) = rest.split_first() {
        list[count] = Key::new(property.name(), member);
        count += 1;
        if let Some(twin) = property.twin() {
            list[count] = Key::new(twin, Member { spelling: Spelling::TWIN, ..member });
            count += 1;
        }
        member.property += 1;
        rest = after;
    }
    (rest, member) = (properties, FIRST);
    while let Some((property, after)) = rest.split_first() {
        let (mut aliases, mut spelling) = (property.aliases(), Spelling::FIRST_ALIAS);
        while let Some((alias, others)) = aliases.split_first() {
            list[count] = Key::new(alias, Member { spelling, ..member });
            spelling = Spelling(spelling.0 + 1);
            count += 1;
            aliases = others;
        }
        member.property += 1;
        rest = after;
    }
    list
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
    use crate::wire::shape::{Presence, Shape};

    const PROPERTIES: &[Property] = &[
        Property::optional("a", Shape::Text).or(&["b", "c"]),
        Property::new("id", Some("id_str"), Presence::Optional, Shape::Id),
        Property::optional("d", Shape::Text).or(&["e"]),
    ];

    #[test]
    fn the_other_spellings_of_all_properties_are_last() {
        let keys = list::<{ count(PROPERTIES) }>(PROPERTIES);
        let keys = keys.map(|key| (key.text, key.member.property, key.member.spelling.0));
        assert_eq!(
            keys,
            [
                ("a", 0, 0),
                ("id", 1, 0),
                ("id_str", 1, 1),
                ("d", 2, 0),
                ("b", 0, 2),
                ("c", 0, 3),
                ("e", 2, 2)
            ]
        );
    }

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
