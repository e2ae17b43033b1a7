//! The places of values in JSON text.

use super::container::closing;
use super::{Reader, Strict, skip};

/// A value at an offset of a text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Place {
    /// The JSON pointer (RFC 6901).
    pub(crate) pointer: String,
    /// The offset of the value, or of the key if the offset was within a key.
    pub(crate) at: usize,
}

/// Finds the values at offsets of a text.
///
/// The value that starts at `start` has the pointer `prefix`. The offsets are in ascending order. An
/// offset within a string belongs to the string, and one within a key to the member.
///
/// Finds fewer values if the pointers of all would be longer than `room` together. Each pointer can be
/// as long as the text.
pub(crate) fn find(
    text: &str,
    start: usize,
    prefix: &str,
    offsets: &[usize],
    room: usize,
) -> Vec<Place> {
    let mut walk = Walk { text, prefix, offsets, room, frames: Vec::new(), found: Vec::new() };
    walk.run(start);
    walk.found
}

/// Returns the pointer of the value at an offset of a text. The text is a value whose pointer is
/// `prefix`.
pub(crate) fn of_offset(text: &str, prefix: &str, at: usize) -> String {
    let mut places = find(text, 0, prefix, &[at], usize::MAX);
    places.pop().map_or_else(|| prefix.to_owned(), |place| place.pointer)
}

/// Returns the pointer of the value in which a text stops being JSON.
pub(crate) fn of_syntax_error(text: &str) -> String {
    // No value is at this offset, so that the walk ends at the error.
    let offsets = &[usize::MAX];
    let (frames, found) = (Vec::new(), Vec::new());
    let mut walk = Walk { text, prefix: "", offsets, room: usize::MAX, frames, found };
    walk.run(0);
    walk.pointer()
}

struct Walk<'a> {
    text: &'a str,
    prefix: &'a str,
    /// The offsets that are still to be found.
    offsets: &'a [usize],
    /// The number of bytes that further pointers may have together.
    room: usize,
    /// The places in the open arrays and objects.
    frames: Vec<Frame<'a>>,
    found: Vec<Place>,
}

/// A place in an array or object.
enum Frame<'a> {
    Element(usize),
    /// The key as in the text, with its escapes. `None` before the first member.
    Member(Option<&'a str>),
}

impl<'a> Walk<'a> {
    /// Walks until the last offset, or until the end of the value or of the JSON.
    fn run(&mut self, start: usize) -> Option<()> {
        let mut reader = Reader::with_mode(self.text, Strict);
        reader.seek(start);
        loop {
            let byte = reader.peek()?;
            let at = reader.position();
            self.find(at + 1, at);
            match byte {
                b'{' | b'[' => {
                    reader.take(byte);
                    if !reader.take(closing(byte)) {
                        let is_object = byte == b'{';
                        self.frames.push(if is_object {
                            Frame::Member(None)
                        } else {
                            Frame::Element(0)
                        });
                        if is_object {
                            self.key(&mut reader)?;
                        }
                        continue;
                    }
                }
                _ => reader.skip().ok()?,
            }
            self.find(reader.position(), at);
            if self.offsets.is_empty() {
                return Some(());
            }
            loop {
                let close = match self.frames.last_mut() {
                    None => return Some(()),
                    Some(Frame::Element(_)) => b']',
                    Some(Frame::Member(_)) => b'}',
                };
                if reader.take(b',') {
                    match self.frames.last_mut() {
                        Some(Frame::Element(index)) => *index += 1,
                        _ => self.key(&mut reader)?,
                    }
                    break;
                }
                reader.require(close).ok()?;
                self.frames.pop();
            }
        }
    }

    /// Walks over a key and the colon.
    fn key(&mut self, reader: &mut Reader<'a>) -> Option<()> {
        self.set_key(None);
        reader.require(b'"').ok()?;
        let start = reader.position();
        let end = skip::string_end(self.text, start)?;
        self.set_key(self.text.get(start..end - 1));
        reader.seek(end);
        self.find(end, start - 1);
        reader.require(b':').ok()
    }

    fn set_key(&mut self, key: Option<&'a str>) {
        if let Some(Frame::Member(current)) = self.frames.last_mut() {
            *current = key;
        }
    }

    /// Assigns the current place to the offsets before `end`. `at` is its own offset.
    fn find(&mut self, end: usize, at: usize) {
        while let Some((_, later)) = self.offsets.split_first().filter(|(first, _)| **first < end) {
            let pointer = self.pointer();
            let Some(room) = self.room.checked_sub(pointer.len()) else {
                self.offsets = &[];
                return;
            };
            (self.offsets, self.room) = (later, room);
            self.found.push(Place { pointer, at });
        }
    }

    fn pointer(&self) -> String {
        let mut pointer = self.prefix.to_owned();
        for frame in &self.frames {
            match frame {
                Frame::Element(index) => push(&mut pointer, &index.to_string()),
                Frame::Member(None) => {}
                Frame::Member(Some(key)) if key.contains('\\') => {
                    let decoded = serde_json::from_str::<String>(&format!("\"{key}\""));
                    push(&mut pointer, decoded.as_deref().unwrap_or(key));
                }
                Frame::Member(Some(key)) => push(&mut pointer, key),
            }
        }
        pointer
    }
}

/// Appends a segment to a pointer.
pub(crate) fn push(pointer: &mut String, segment: &str) {
    pointer.push('/');
    if segment.contains(['~', '/']) {
        pointer.push_str(&segment.replace('~', "~0").replace('/', "~1"));
    } else {
        pointer.push_str(segment);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_belong_to_the_innermost_value() {
        let text = r#" {"a/b": [1, {"c~":"text"}, []], "\u0064": {}, "e": null}"#;
        let places = |parts: &[&str]| {
            let offsets: Vec<usize> = parts.iter().map(|part| text.find(part).unwrap()).collect();
            let places = find(text, 0, "/x", &offsets, 1_000).into_iter();
            places
                .map(|place| (place.pointer, char::from(text.as_bytes()[place.at])))
                .collect::<Vec<_>>()
        };
        let expected = [
            ("{\"a", "/x", '{'),
            ("a/b", "/x/a~1b", '"'),
            ("[1", "/x/a~1b", '['),
            ("1,", "/x/a~1b/0", '1'),
            ("{\"c", "/x/a~1b/1", '{'),
            ("~", "/x/a~1b/1/c~0", '"'),
            ("\"text", "/x/a~1b/1/c~0", '"'),
            ("xt", "/x/a~1b/1/c~0", '"'),
            ("[]", "/x/a~1b/2", '['),
            ("u0064", "/x/d", '"'),
            ("{},", "/x/d", '{'),
            ("nul", "/x/e", 'n'),
        ];
        let found = places(&expected.map(|(part, ..)| part));
        assert_eq!(found, expected.map(|(_, pointer, first)| (pointer.to_owned(), first)));
        let inner = text.find("{\"c").unwrap();
        let found = find(text, inner, "", &[inner, inner + 7], 1_000);
        assert_eq!(found.iter().map(|place| &*place.pointer).collect::<Vec<_>>(), ["", "/c~0"]);
    }

    #[test]
    fn the_pointers_have_bounded_length() {
        let text = format!(r#"{{"{}":[1,1,1,1]}}"#, "k".repeat(100));
        let offsets: Vec<usize> = text.match_indices('1').map(|(at, _)| at).collect();
        for (room, count) in [(102, 0), (103, 1), (411, 3), (412, 4)] {
            assert_eq!(find(&text, 0, "", &offsets, room).len(), count, "{room}");
        }
    }

    #[test]
    fn a_syntax_error_has_a_place() {
        for (text, pointer) in [
            ("", ""),
            ("{", ""),
            (r#"{"a": 1,}"#, ""),
            (r#"{"a": {"b": 1 2}}"#, "/a/b"),
            (r#"{"a": [1, {"b": tru"#, "/a/1/b"),
            (r#"{"a": [1,]}"#, "/a/1"),
            (r#"{"a": "cut of"#, "/a"),
        ] {
            assert_eq!(of_syntax_error(text), pointer, "{text}");
        }
    }
}
