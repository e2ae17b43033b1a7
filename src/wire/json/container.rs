//! Arrays and objects in JSON text.

use super::{GaveUp, Mode, Reader};

impl<M: Mode> Reader<'_, M> {
    /// Moves into an array or object that is not empty, to one of its elements or members. The
    /// current level is that of the array or object.
    pub(crate) fn reopen(&mut self, open: u8, at: usize) {
        #[cfg(test)]
        super::passed::back(self.at, at);
        self.at = at;
        self.depth = self.depth.saturating_sub(1);
        self.mode.opened(self.depth, open == b'{');
    }

    /// Opens an array or object. Returns `true` if it is not empty.
    pub(crate) fn open(&mut self, open: u8) -> Result<bool, GaveUp> {
        self.require(open)?;
        // An empty one counts too, as it does for `serde_json`.
        let Some(depth) = self.depth.checked_sub(1) else {
            self.mode.too_deep(self.at - 1);
            return Err(GaveUp);
        };
        if self.take(closing(open)) {
            return Ok(false);
        }
        self.depth = depth;
        self.mode.opened(depth, open == b'{');
        Ok(true)
    }

    /// Consumes an empty array or object if it is the next value.
    pub(crate) fn take_empty(&mut self, open: u8) -> bool {
        let start = self.at;
        let is_empty = self.take(open) && self.take(closing(open));
        if !is_empty {
            self.at = start;
        }
        is_empty
    }

    /// Consumes the comma or closing byte after an element or member. Returns `true` after a comma.
    #[inline]
    pub(crate) fn more(&mut self, close: u8) -> Result<bool, GaveUp> {
        if self.rest().is_some_and(|rest| rest.starts_with(b",\"")) {
            self.at += 1;
            return Ok(true);
        }
        let byte = self.peek();
        if byte == Some(b',') {
            self.at += 1;
            self.peek();
            return Ok(true);
        }
        if byte != Some(close) {
            return Err(GaveUp);
        }
        self.at += 1;
        self.depth += 1;
        Ok(false)
    }

    /// Reads each element of an array.
    pub(crate) fn elements(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Result<(), GaveUp>,
    ) -> Result<(), GaveUp> {
        let mut has_next = self.open(b'[')?;
        while has_next {
            read(self)?;
            has_next = self.more(b']')?;
        }
        Ok(())
    }

    /// Reads the value of each member of an object.
    pub(crate) fn members(
        &mut self,
        mut read: impl FnMut(&mut Self, &str) -> Result<(), GaveUp>,
    ) -> Result<(), GaveUp> {
        let mut has_next = self.open(b'{')?;
        while has_next {
            let key = self.key()?;
            read(self, &key)?;
            has_next = self.more(b'}')?;
        }
        Ok(())
    }
}

/// Returns the byte that closes an array or object. In ASCII, it is two after the opening byte.
pub(super) const fn closing(open: u8) -> u8 {
    open + 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_and_elements_are_read_in_order() {
        let mut reader =
            Reader::new(" { \"a\" : [ 1 , -2,3 ] , \"b\":[],\"c\":{} , \"d\" : null } ");
        let mut read = Vec::new();
        reader
            .members(|reader, key| match key {
                "a" | "b" => reader.elements(|reader| {
                    let number = match reader.peek() {
                        Some(b'-') => reader.negative(),
                        _ => reader.unsigned().map(u64::cast_signed),
                    };
                    read.push(format!("{key}{}", number.ok_or(GaveUp)?));
                    Ok(())
                }),
                "c" => reader.members(|_, _| Err(GaveUp)),
                _ => reader.null().map(drop),
            })
            .unwrap();
        reader.end().unwrap();
        assert_eq!(read, ["a1", "a-2", "a3"]);
    }

    #[test]
    fn malformed_containers_are_left_to_serde_json() {
        for text in ["[1 2]", "[1,]", "[,1]", "[1", "[1}", "[1]]"] {
            let mut reader = Reader::new(text);
            let read = reader.elements(|reader| reader.unsigned().map(drop).ok_or(GaveUp));
            assert!(read.and_then(|()| reader.end()).is_err(), "{text}");
        }
        for text in ["{\"a\" 1}", "{\"a\":1,}", "{a:1}", "{\"a\":1", "{\"\\u0061\":1}", "{1:1}"] {
            let read = Reader::new(text).members(|reader, _| reader.skip());
            assert!(read.is_err(), "{text}");
        }
    }

    #[test]
    fn nesting_ends_where_that_of_serde_json_does() {
        fn read(reader: &mut Reader<'_>) -> Result<(), GaveUp> {
            reader.elements(read)
        }
        for levels in [1, 126, 127, 128, 129] {
            let text = "[".repeat(levels) + &"]".repeat(levels);
            let by_serde = serde_json::from_str::<serde_json::Value>(&text).is_ok();
            assert_eq!(read(&mut Reader::new(&text)).is_ok(), by_serde, "{levels}");
        }
    }
}
