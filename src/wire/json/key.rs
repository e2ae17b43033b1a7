//! The keys of members in JSON text.

use std::borrow::Cow;

use super::{GaveUp, Mode, Reader, string};
use crate::wire::keys::{Digest, Key, Keys, Member, Spelling};
use crate::wire::shape::{Object, Presence};

/// The name of a member.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) struct Name {
    /// The key of the property.
    pub(crate) key: &'static str,
    spelling: Option<Spelling>,
    /// Whether the object cannot be read without the member, which has no twin.
    pub(crate) is_required: bool,
}

impl Name {
    #[inline]
    pub(crate) fn new(object: &'static Object, member: Member) -> Self {
        let property = object.properties().get(usize::from(member.property));
        let is_required = property.is_some_and(|property| {
            matches!(property.presence(), Presence::Required) && property.twin().is_none()
        });
        let key = property.map_or("", |property| property.name());
        Self { key, spelling: Some(member.spelling), is_required }
    }

    /// Returns the name of a member without other spellings, or of a twin as a whole.
    pub(crate) const fn of(key: &'static str) -> Self {
        Self { key, spelling: None, is_required: false }
    }
}

impl<'a, M: Mode> Reader<'a, M> {
    /// Consumes the key of a member and the colon. The strict reader gives up on a key with escapes.
    #[inline]
    pub(crate) fn key(&mut self) -> Result<Cow<'a, str>, GaveUp> {
        self.require(b'"')?;
        let (end, key) = string::read(self.text, self.at, &mut self.unescaped).ok_or(GaveUp)?;
        self.at = end;
        self.require(b':')?;
        match key {
            Some(key) => Ok(Cow::Borrowed(key)),
            None if M::TOLERANT => Ok(Cow::Owned(self.unescaped.clone())),
            None => Err(GaveUp),
        }
    }

    /// Consumes the key of a member and the colon, and returns the member. The key is compared with
    /// the expected one first, which becomes the key after it.
    #[inline(always)]
    pub(crate) fn member_key(
        &mut self,
        keys: &'static Keys,
        expected: &mut usize,
    ) -> Result<Option<&'static Key>, GaveUp> {
        let rest = self.rest();
        if let Some(key) = keys.get(*expected)
            && let Some(length) = key.length_at(rest)
        {
            self.at += length;
            *expected += 1;
            return Ok(Some(key));
        }
        self.other_key(keys, expected)
    }

    /// Consumes the key of any member and the colon.
    fn other_key(
        &mut self,
        keys: &'static Keys,
        expected: &mut usize,
    ) -> Result<Option<&'static Key>, GaveUp> {
        let rest = self.rest();
        if let Some(digest) = digest(rest) {
            for (index, key) in keys.candidates(digest) {
                if let Some(length) = key.length_at(rest) {
                    self.at += length;
                    *expected = index + 1;
                    return Ok(Some(key));
                }
            }
        }
        self.rare_key(keys)
    }

    /// Consumes the key of no member, or one that has escapes, or before white space or the end of
    /// the text.
    #[inline(never)]
    fn rare_key(&mut self, keys: &'static Keys) -> Result<Option<&'static Key>, GaveUp> {
        Ok(keys.find(&self.key()?))
    }
}

/// Returns the digest of the key at the start of a text, up to its closing quote.
#[inline]
fn digest(json: &[u8]) -> Option<Digest> {
    const ONES: u64 = u64::MAX / 0xFF;
    const HIGHEST: u64 = ONES << 7;
    const QUOTES: u64 = ONES * b'"' as u64;
    let (mut digest, mut rest) = (Digest::EMPTY, json.strip_prefix(b"\"")?);
    loop {
        let (word, after) = rest.split_first_chunk()?;
        let word = u64::from_le_bytes(*word);
        let other = word ^ QUOTES;
        // The lowest bit is that of the first quote.
        let quote = other.wrapping_sub(ONES) & !other & HIGHEST;
        if quote != 0 {
            let before = (quote & quote.wrapping_neg()).wrapping_sub(1) >> 7;
            return Some(digest.with(word & before));
        }
        digest = digest.with(word);
        rest = after;
    }
}
