//! The keys of members in JSON text.

use std::borrow::Cow;

use super::{GaveUp, Mode, Reader, string};
use crate::wire::keys::{Key, Keys, Prefix};
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

    /// Consumes the key of a member and the colon if the key is the one that came there before. `schema` is the index
    /// of the one that the schema has there, and becomes that of the key after it.
    #[inline(always)]
    pub(crate) fn expected_key(
        &mut self,
        keys: &'static Keys,
        order: Order<'_>,
        schema: &mut u8,
    ) -> Option<&'static Key> {
        self.key_at(keys, order.expected(*schema), schema)
    }

    /// Consumes a key and the colon if the key is the one with an index.
    #[inline(always)]
    fn key_at(&mut self, keys: &'static Keys, index: u8, schema: &mut u8) -> Option<&'static Key> {
        let key = keys.get(usize::from(index))?;
        self.at += key.length_at(self.rest()?)?;
        *schema = index + 1;
        Some(key)
    }

    /// Consumes the key of any member and the colon. The key is compared with the one that the schema has there. It is
    /// not inlined, so that the other way stays short.
    #[inline(never)]
    pub(crate) fn other_key(
        &mut self,
        keys: &'static Keys,
        order: Order<'_>,
        schema: &mut u8,
    ) -> Result<Option<&'static Key>, GaveUp> {
        let place = *schema;
        if let Some(key) = self.key_at(keys, place, schema) {
            order.learn(place, place);
            return Ok(Some(key));
        }
        self.unexpected_key(keys, order, schema)
    }

    /// Consumes the key of any member and the colon. It is not inlined for the same reason.
    #[inline(never)]
    fn unexpected_key(
        &mut self,
        keys: &'static Keys,
        order: Order<'_>,
        schema: &mut u8,
    ) -> Result<Option<&'static Key>, GaveUp> {
        let rest = self.rest().unwrap_or_default();
        let Some(prefix) = Prefix::of(rest) else { return self.rare_key(keys, false) };
        for (index, key) in keys.candidates(prefix) {
            if let Some(length) = key.length_at(rest) {
                order.learn(*schema, index);
                self.at += length;
                *schema = index + 1;
                return Ok(Some(key));
            }
        }
        self.rare_key(keys, true)
    }

    /// Consumes the key of no member, or one that has escapes, or before white space or the end of
    /// the text.
    #[inline(never)]
    fn rare_key(
        &mut self,
        keys: &'static Keys,
        is_searched: bool,
    ) -> Result<Option<&'static Key>, GaveUp> {
        let start = self.at;
        let key = self.key()?;
        // With escapes or white space, the text is longer than the key, its quotes and the colon.
        let is_plain = self.at - start == key.len() + 3;
        Ok(if is_searched && is_plain { None } else { keys.find(&key) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::json::Strict;
    use crate::wire::keys::{Member, Spelling};
    use crate::wire::order;

    /// Reads all keys of an object. Returns how many of them were expected.
    fn expected(json: &str, keys: &'static Keys, order: Order<'_>) -> usize {
        let mut reader = Reader::with_mode(json, Strict);
        let (mut schema, mut count) = (0, 0);
        let mut has_next = reader.open(b'{').unwrap();
        while has_next {
            match reader.expected_key(keys, order, &mut schema) {
                Some(_) => count += 1,
                None => assert!(reader.other_key(keys, order, &mut schema).unwrap().is_some()),
            }
            reader.skip().unwrap();
            has_next = reader.more(b'}').unwrap();
        }
        count
    }

    #[test]
    fn keys_are_expected_in_the_order_in_which_they_came_last() {
        const MEMBER: Member = Member { property: 0, spelling: Spelling::NAME };
        let list = ["first_key", "second_key", "third_key"].map(|text| Key::new(text, MEMBER));
        let keys: &'static Keys = Box::leak(Box::new(Keys::new(list.to_vec().leak())));
        let memory = order::unknown::<4>();
        let order = Order::new(&memory);
        let space = " ".repeat(16);
        let schema = format!(r#"{{"first_key":1,"second_key":2,"third_key":3}}{space}"#);
        let other = format!(r#"{{"third_key":3,"first_key":1,"second_key":2}}{space}"#);
        let counts = [&schema, &other, &other, &schema, &schema];
        assert_eq!(counts.map(|json| expected(json, keys, order)), [3, 1, 3, 2, 3]);
    }
}
