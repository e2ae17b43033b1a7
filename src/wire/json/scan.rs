//! A scan of JSON in bytes, which passes over most values. It checks the UTF-8 of what it passes, so that no other
//! pass is needed for that.

use super::container::closing;
use super::{DEPTH, Reader, Start, skip};

/// JSON in bytes that may not be UTF-8, and the position in it. It stops where the strict reader gives up on the same
/// text, at bytes that are not UTF-8, and at a key with escapes.
pub(crate) struct Scan<'a> {
    json: &'a [u8],
    /// The number of bytes that have been passed.
    at: usize,
    /// The number of further arrays and objects that may be open.
    depth: usize,
}

/// A value that was passed.
pub(crate) struct Value<'a> {
    json: &'a [u8],
    depth: usize,
}

impl<'a> Value<'a> {
    /// Returns a reader of the value.
    pub(crate) fn reader(&self) -> Option<Reader<'a>> {
        let mut reader = Reader::new(std::str::from_utf8(self.json).ok()?);
        reader.restart(Start { at: 0, depth: self.depth });
        Some(reader)
    }
}

impl<'a> Scan<'a> {
    /// Passes a whole text with a function that passes its value. Returns `None` if the scan stops.
    pub(crate) fn whole(json: &'a [u8], pass: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        let mut scan = Self { json, at: 0, depth: DEPTH };
        let is_passed = pass(&mut scan).is_some() && scan.peek().is_none();
        #[cfg(test)]
        super::passed::back(if is_passed { 0 } else { scan.at }, 0);
        is_passed.then_some(())
    }

    /// Passes an object with a function that passes the value of a key, which is UTF-8.
    pub(crate) fn members(
        &mut self,
        mut pass: impl FnMut(&mut Self, &'a [u8]) -> Option<()>,
    ) -> Option<()> {
        self.parts(b'{', |scan| {
            let key = scan.key()?;
            pass(scan, key)
        })
    }

    /// Passes an array with a function that passes an element.
    pub(crate) fn elements(&mut self, pass: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.parts(b'[', pass)
    }

    fn parts(&mut self, open: u8, mut pass: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.take(open)?;
        self.depth = self.depth.checked_sub(1)?;
        if self.peek()? != closing(open) {
            pass(self)?;
            while self.peek()? == b',' {
                self.at += 1;
                pass(self)?;
            }
        }
        self.depth += 1;
        self.take(closing(open))
    }

    fn key(&mut self) -> Option<&'a [u8]> {
        let key = self.plain()?;
        self.take(b':')?;
        Some(key)
    }

    /// Passes a string without escapes, and returns its content.
    pub(crate) fn plain(&mut self) -> Option<&'a [u8]> {
        self.take(b'"')?;
        let content = skip::plain(self.json, self.at)?;
        self.at += content.len() + 1;
        Some(content)
    }

    /// Passes a value of any type, at any depth.
    pub(crate) fn skip(&mut self) -> Option<()> {
        self.at = skip::end(self.json, self.at, usize::MAX).ok()?;
        Some(())
    }

    /// Passes a value that may be read afterwards.
    pub(crate) fn value(&mut self) -> Option<Value<'a>> {
        let start = self.at;
        self.skip()?;
        Some(Value { json: self.json.get(start..self.at)?, depth: self.depth })
    }

    /// Passes a value and puts it into a slot, which must be empty: of a repeated member, another value may count.
    pub(crate) fn put(&mut self, slot: &mut Option<Value<'a>>) -> Option<()> {
        slot.replace(self.value()?).is_none().then_some(())
    }

    /// Skips white space and returns the next byte, without passing it.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        skip::token(self.json, &mut self.at)
    }

    /// Passes a byte, which must be the next one.
    fn take(&mut self, byte: u8) -> Option<()> {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next.then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Passes a whole object, and returns the keys and what the values are read as.
    fn members(json: &[u8]) -> Option<Vec<(&str, Option<u64>)>> {
        let mut read = Vec::new();
        let passed = Scan::whole(json, |scan| {
            scan.members(|scan, key| {
                let mut number = None;
                match scan.peek()? {
                    b'[' => scan.elements(Scan::skip)?,
                    b'0'..=b'9' => number = scan.value()?.reader()?.unsigned(),
                    _ => scan.skip()?,
                }
                read.push((std::str::from_utf8(key).unwrap(), number));
                Some(())
            })
        });
        passed.map(|()| read)
    }

    #[test]
    fn members_and_elements_are_passed_in_order() {
        let json = " { \"a\" : 1 ,\n\"é\":[ 2 , [ ], \"あ\\\"\\ud83d\\udc4b\" ],\"\":{\"\\u0061\":null} } ";
        assert_eq!(members(json.as_bytes()), Some(vec![("a", Some(1)), ("é", None), ("", None)]));
        for empty in ["{}", " { } ", "{\"a\":[]}", "{\"a\":[ ]}"] {
            assert!(members(empty.as_bytes()).is_some(), "{empty}");
        }
    }

    #[test]
    fn a_scan_stops_where_the_strict_reader_gives_up() {
        for json in [
            "",
            "{",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":1",
            "{\"a\":1,",
            "{\"a\":1,}",
            "{,}",
            "{1:1}",
            "{\"a\" 1}",
            "{\"a\":[1",
            "{\"a\":[1,]}",
            "{\"a\":[1 2]}",
            "{\"a\":[1}",
            "{}x",
            "{}{}",
            "[]",
            "{\"\\u0061\":1}",
            "{\"a\":\"\\ud83d\"}",
            "{\"a\":01}",
            "{\"a\":nul}",
            "{}\u{1}",
        ] {
            assert_eq!(members(json.as_bytes()), None, "{json}");
        }
    }

    #[test]
    fn a_scan_stops_at_what_is_not_utf_8() {
        let json = r#"{"key":["あいう","aé\n😋"],"é":{"ж":"a\u00e9ж"}} "#.as_bytes();
        assert!(members(json).is_some());
        for at in 0..json.len() {
            for byte in [0x80, 0xC2, 0xE3, 0xED, 0xF0, 0xFF] {
                let mut json = json.to_vec();
                json[at] = byte;
                let text = std::str::from_utf8(&json);
                assert!(text.is_ok() || members(&json).is_none(), "{byte} at {at}");
            }
        }
    }

    #[test]
    fn readers_of_values_know_the_levels_around() {
        let mut depths = Vec::new();
        let mut read = |scan: &mut Scan<'_>| {
            depths.push(DEPTH - scan.value()?.reader()?.here().depth);
            Some(())
        };
        let json = b"{\"a\":[1,{\"b\":2}],\"c\":3}";
        let members = |scan: &mut Scan<'_>, key: &[u8]| {
            if key == b"a" { scan.elements(&mut read) } else { read(scan) }
        };
        Scan::whole(json, |scan| scan.members(members)).unwrap();
        assert_eq!(depths, [2, 2, 1]);
    }
}
