//! Finds the end of a JSON value that arrives in parts.

use memchr::memchr3;

/// Follows the grammar of JSON through the bytes of one value. It checks structure, and leaves the contents of
/// texts, numbers and names to the decoder.
#[derive(Debug, Default)]
pub(crate) struct Scanner {
    /// The open containers: twice the offset of the first byte of each, and one more for an object.
    open: Vec<usize>,
    /// The number of containers around the value, which are open too.
    around: usize,
    /// The number of open containers within the deepest one that is held.
    deeper: usize,
    /// The offset of the next byte.
    at: usize,
    state: State,
    /// Whether only brackets and texts count, to get past a value that breaks the grammar.
    loose: bool,
}

/// The most open containers that are held. The grammar is not checked within deeper ones: only brackets and texts
/// count there.
const HELD: usize = 1 << 20;

/// What the next byte may be.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum State {
    #[default]
    Value,
    /// A value or the end of the array.
    FirstElement,
    Key,
    /// A key or the end of the object.
    FirstKey,
    Colon,
    /// A comma or the end of the container.
    Next,
    Text {
        key: bool,
    },
    Escape {
        key: bool,
    },
    /// Within a number, `true`, `false` or `null`.
    Word,
}

/// How far a scanner came in the bytes that it was given.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Scan {
    /// The value continues behind these bytes.
    Incomplete,
    /// The value ends before this byte.
    End(usize),
    /// This byte cannot stand here.
    Broken(usize),
}

impl Scanner {
    /// A scanner of the value whose first byte has this offset.
    pub(super) fn from(offset: usize) -> Self {
        Self { at: offset, ..Self::default() }
    }

    /// Returns the offset of the next byte, or of the one that breaks the grammar.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Becomes the scanner of a container in the value that is still open: what scans the container alone comes as far,
    /// and is in the same state then. Returns `false` if none that is open begins at `offset`.
    pub(super) fn narrow(&mut self, offset: usize) -> bool {
        let open = self.open.get(self.around..).unwrap_or_default();
        let found = open.binary_search_by_key(&offset, |container| container / 2);
        self.around += found.unwrap_or_default();
        found.is_ok()
    }

    /// Returns `true` if a container in the value is still open.
    pub(super) fn has_open_parts(&self) -> bool {
        self.open.len() > self.around + 1
    }

    /// Continues with `bytes`.
    pub(crate) fn scan(&mut self, bytes: &[u8]) -> Scan {
        let scan = self.scan_from(bytes, self.at);
        let passed = match scan {
            Scan::Incomplete => bytes.len(),
            Scan::End(at) | Scan::Broken(at) => at,
        };
        self.at += passed;
        #[cfg(test)]
        SCANNED.set(SCANNED.get() + passed);
        scan
    }

    fn scan_from(&mut self, bytes: &[u8], offset: usize) -> Scan {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            match self.state {
                State::Text { key } => {
                    let rest = bytes.get(at..).unwrap_or_default();
                    let Some(found) = memchr3(b'"', b'\\', b'\n', rest) else {
                        return Scan::Incomplete;
                    };
                    at += found;
                    match rest.get(found) {
                        Some(b'"') => {
                            self.state = if key { State::Colon } else { State::Next };
                            if self.is_closed() {
                                return Scan::End(at + 1);
                            }
                        }
                        Some(b'\\') => self.state = State::Escape { key },
                        _ if self.loose => self.state = State::Next,
                        _ => return Scan::Broken(at),
                    }
                }
                State::Escape { key } => self.state = State::Text { key },
                State::Word if is_word(byte) => {}
                State::Word => {
                    self.state = State::Next;
                    if self.is_closed() {
                        return Scan::End(at);
                    }
                    continue;
                }
                _ if matches!(byte, b' ' | b'\t' | b'\r' | b'\n') => {}
                _ => match self.structure(byte, offset + at) {
                    Some(false) => {}
                    Some(true) => return Scan::End(at + 1),
                    None => return Scan::Broken(at),
                },
            }
            at += 1;
        }
        Scan::Incomplete
    }

    /// Gets past the rest of a value by its brackets and texts alone.
    pub(crate) fn loosen(&mut self) {
        self.loose = true;
    }

    /// Takes a byte outside of texts, words and white space. Returns whether the value ends with it, or `None` if it cannot
    /// stand here.
    fn structure(&mut self, byte: u8, offset: usize) -> Option<bool> {
        use State::{Colon, FirstElement, FirstKey, Key, Next, Value};
        self.state = match (byte, self.state) {
            (b'{' | b'[', Value | FirstElement) => self.enter(byte, offset),
            (b'"', Value | FirstElement) => State::Text { key: false },
            (b'"', Key | FirstKey) => State::Text { key: true },
            (b':', Colon) => Value,
            (b',', Next) if self.deeper == 0 => match self.is_in_object()? {
                true => Key,
                false => Value,
            },
            (b'}', Next | FirstKey) if self.is_in_object() == Some(true) => {
                return Some(self.leave());
            }
            (b']', Next | FirstElement) if self.is_in_object() == Some(false) => {
                return Some(self.leave());
            }
            (byte, Value | FirstElement) if is_word(byte) => State::Word,
            _ if !self.loose && self.deeper == 0 => return None,
            (b'{' | b'[', _) => self.enter(byte, offset),
            (b'}' | b']', _) => return Some(self.leave()),
            (b'"', _) => State::Text { key: false },
            _ => Next,
        };
        Some(false)
    }

    fn enter(&mut self, bracket: u8, offset: usize) -> State {
        let is_object = bracket == b'{';
        if self.open.len() < HELD {
            self.open.push(offset * 2 + usize::from(is_object));
        } else {
            self.deeper += 1;
        }
        if is_object { State::FirstKey } else { State::FirstElement }
    }

    fn leave(&mut self) -> bool {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else {
            self.open.pop();
        }
        self.state = State::Next;
        self.is_closed()
    }

    fn is_in_object(&self) -> Option<bool> {
        self.open.last().map(|container| container % 2 == 1)
    }

    fn is_closed(&self) -> bool {
        self.deeper == 0 && self.open.len() <= self.around
    }
}

/// Returns `true` for the bytes of numbers, `true`, `false` and `null`.
pub(crate) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')
}

#[cfg(test)]
thread_local! {
    /// The bytes that all scanners of the thread have passed.
    pub(super) static SCANNED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

#[cfg(test)]
mod tests {
    use super::{HELD, Scan, Scanner};

    fn scan(text: &str) -> Scan {
        Scanner::default().scan(text.as_bytes())
    }

    #[test]
    fn a_value_ends_where_its_brackets_close() {
        assert_eq!(scan(r#"{"a":[1,{"b":"}\""}],"c":null}{"#), Scan::End(30));
        assert_eq!(scan("[[],{}]"), Scan::End(7));
        assert_eq!(scan(r#""text" "#), Scan::End(6));
        assert_eq!(scan("12 "), Scan::End(2));
    }

    #[test]
    fn the_byte_that_breaks_the_grammar_is_found() {
        assert_eq!(scan(r#"{"a":1,{"b":2}"#), Scan::Broken(7));
        assert_eq!(scan(r#"{"a" 1}"#), Scan::Broken(5));
        assert_eq!(scan("[1 2]"), Scan::Broken(3));
        assert_eq!(scan("[1}"), Scan::Broken(2));
        assert_eq!(scan("{\"a\":\"b\n"), Scan::Broken(7));
    }

    #[test]
    fn a_value_can_be_cut_anywhere() {
        let text = br#"{"a":[true,{"b":"\\\"}"}],"c":-1.5e3}"#;
        for cut in 1..text.len() {
            let mut scanner = Scanner::default();
            assert_eq!(scanner.scan(&text[..cut]), Scan::Incomplete, "{cut}");
            assert_eq!(scanner.scan(&text[cut..]), Scan::End(text.len() - cut), "{cut}");
        }
    }

    #[test]
    fn a_bounded_number_of_open_containers_is_held() {
        let deep = 3 * HELD;
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let mut scanner = Scanner::default();
            let start = open.repeat(deep);
            assert_eq!(scanner.scan(start.as_bytes()), Scan::Incomplete);
            assert_eq!(scanner.open.len(), HELD);
            let end = format!("1,\"]\"{}", close.repeat(deep - 1));
            assert_eq!(scanner.scan(end.as_bytes()), Scan::Incomplete);
            assert_eq!(scanner.scan(format!("{close} ").as_bytes()), Scan::End(1));
        }
    }

    #[test]
    fn an_open_container_is_scanned_on_as_if_alone() {
        let text = br#"{"a":[true,{"b":"\\\"}"}],"c":[-1.5e3]}"#;
        for cut in 6..text.len() {
            for start in [5, 11, 30] {
                let (mut outer, mut alone) = (Scanner::from(100), Scanner::from(100 + start));
                outer.scan(&text[..cut]);
                let is_open = start < cut && alone.scan(&text[start..cut]) == Scan::Incomplete;
                assert_eq!(outer.narrow(100 + start), is_open, "{start} until {cut}");
                if is_open {
                    assert_eq!(outer.at(), alone.at());
                    assert_eq!(
                        outer.scan(&text[cut..]),
                        alone.scan(&text[cut..]),
                        "{start}, {cut}"
                    );
                }
            }
        }
    }
}
