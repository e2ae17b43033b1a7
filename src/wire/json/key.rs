//! The keys of members in JSON text.

use std::borrow::Cow;

use super::{GaveUp, Mode, Reader, string};
use crate::wire::keys::{Digest, Key, Keys};
use crate::wire::order::Order;

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

    /// Consumes the key of a member and the colon if the key is the expected one, which becomes the key after it.
    #[inline(always)]
    pub(crate) fn expected_key(
        &mut self,
        keys: &'static Keys,
        expected: &mut usize,
    ) -> Option<&'static Key> {
        let key = keys.get(*expected)?;
        self.at += key.length_at(self.rest())?;
        *expected += 1;
        Some(key)
    }

    /// Consumes the key of any member and the colon. The key is compared with the one that came there before.
    pub(crate) fn other_key(
        &mut self,
        keys: &'static Keys,
        order: Order<'_>,
        expected: &mut usize,
    ) -> Result<Option<&'static Key>, GaveUp> {
        let rest = self.rest();
        if let Some(index) = order.instead_of(*expected)
            && let Some(key) = keys.get(index)
            && let Some(length) = key.length_at(rest)
        {
            self.at += length;
            *expected = index + 1;
            return Ok(Some(key));
        }
        self.unexpected_key(keys, order, expected)
    }

    /// Consumes the key of any member and the colon. It is not inlined, so that the other way stays short.
    #[inline(never)]
    fn unexpected_key(
        &mut self,
        keys: &'static Keys,
        order: Order<'_>,
        expected: &mut usize,
    ) -> Result<Option<&'static Key>, GaveUp> {
        let rest = self.rest();
        if let Some(digest) = digest(rest) {
            for (index, key) in keys.candidates(digest) {
                if let Some(length) = key.length_at(rest) {
                    order.learn(*expected, index);
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
