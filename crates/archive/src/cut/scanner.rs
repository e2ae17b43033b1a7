//! Finds the end of a JSON value that arrives in parts.

use memchr::memchr3;

/// Follows the grammar of JSON through the bytes of one value. It checks structure, and leaves the contents of
/// texts, numbers and names to the decoder.
#[derive(Debug, Default)]
pub(crate) struct Scanner {
    /// The open containers: `true` for an object.
    open: Vec<bool>,
    state: State,
    /// Whether only brackets and texts count, to get past a value that breaks the grammar.
    loose: bool,
}

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
    /// Continues with `bytes`.
    pub(crate) fn scan(&mut self, bytes: &[u8]) -> Scan {
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
                            if self.open.is_empty() {
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
                    if self.open.is_empty() {
                        return Scan::End(at);
                    }
                    continue;
                }
                _ => match self.structure(byte) {
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

    /// Takes a byte outside of texts and words. Returns whether the value ends with it, or `None` if it cannot
    /// stand here.
    fn structure(&mut self, byte: u8) -> Option<bool> {
        use State::{Colon, FirstElement, FirstKey, Key, Next, Value};
        self.state = match (byte, self.state) {
            (b' ' | b'\t' | b'\r' | b'\n', state) => state,
            (b'{', Value | FirstElement) => self.enter(true),
            (b'[', Value | FirstElement) => self.enter(false),
            (b'"', Value | FirstElement) => State::Text { key: false },
            (b'"', Key | FirstKey) => State::Text { key: true },
            (b':', Colon) => Value,
            (b',', Next) => match self.open.last()? {
                true => Key,
                false => Value,
            },
            (b'}', Next | FirstKey) if self.open.last() == Some(&true) => {
                return Some(self.leave());
            }
            (b']', Next | FirstElement) if self.open.last() == Some(&false) => {
                return Some(self.leave());
            }
            (byte, Value | FirstElement) if is_word(byte) => State::Word,
            (b'{' | b'[', _) if self.loose => self.enter(byte == b'{'),
            (b'}' | b']', _) if self.loose => return Some(self.leave()),
            (b'"', _) if self.loose => State::Text { key: false },
            (_, _) if self.loose => Next,
            _ => return None,
        };
        Some(false)
    }

    fn enter(&mut self, object: bool) -> State {
        self.open.push(object);
        if object { State::FirstKey } else { State::FirstElement }
    }

    fn leave(&mut self) -> bool {
        self.open.pop();
        self.state = State::Next;
        self.open.is_empty()
    }
}

/// Returns `true` for the bytes of numbers, `true`, `false` and `null`.
pub(crate) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')
}

#[cfg(test)]
mod tests {
    use super::{Scan, Scanner};

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
}
