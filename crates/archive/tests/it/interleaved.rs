//! Faults among values: each is reported once, at its place, and nothing else is lost.

use std::io::{self, Read};

use account_activity_archive::Archive;
use fastrand::Rng;

use crate::containers::{COMPRESSIONS, Compression};
use crate::samples::{payload, summary};

/// How a test source holds values.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Shape {
    Lines,
    Utf16,
    Documents,
    Wrapped,
    Pretty,
    Concatenated,
    Spaces,
    ArrayOfLines,
    Assignment,
    Array,
    Csv,
    Tsv,
}

const SHAPES: [Shape; 12] = {
    use Shape::*;
    [
        Lines,
        Utf16,
        Documents,
        Wrapped,
        Pretty,
        Concatenated,
        Spaces,
        ArrayOfLines,
        Assignment,
        Array,
        Csv,
        Tsv,
    ]
};

impl Shape {
    fn is_array(self) -> bool {
        matches!(self, Self::Array | Self::ArrayOfLines | Self::Assignment)
    }

    /// Writes a value as those of the shape are.
    fn value(self, value: &str, n: usize) -> String {
        match self {
            // As `mongoexport` writes them.
            Self::Documents => value
                .replacen('{', r#"{"_id":{"$oid":"5d655a015f627d0b0c1b2d5e"},"#, 1)
                .replace(r#""1600000000000""#, r#"{"$numberLong":"1600000000000"}"#),
            Self::Wrapped => {
                format!(r#"{{"headers":{{}},"body":"{}"}}"#, value.replace('"', "\\\""))
            }
            Self::Pretty if n.is_multiple_of(3) => value.to_owned(),
            Self::Pretty => value.replacen('{', "{\n  ", 1).replace(",\"", ",\n  \""),
            Self::Csv => format!("{n},\"{}\"", value.replace('"', "\"\"")),
            Self::Tsv => format!("{n}\t{value}"),
            _ => value.to_owned(),
        }
    }
}

/// A source as it is written, and the items that it must give.
struct Expected {
    text: Vec<u8>,
    /// Offset, line and summary.
    items: Vec<(u64, u64, String)>,
}

impl Expected {
    fn add(&mut self, text: impl AsRef<[u8]>, what: &str) {
        self.add_items(text, &[what]);
    }

    fn add_items(&mut self, text: impl AsRef<[u8]>, items: &[&str]) {
        let line = 1 + self.text.iter().filter(|byte| **byte == b'\n').count();
        let offset = self.text.len() as u64;
        self.items.extend(items.iter().map(|&what| (offset, line as u64, what.to_owned())));
        self.text.extend_from_slice(text.as_ref());
    }

    fn skip(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
    }
}

fn source(shape: Shape, rng: &mut Rng) -> Expected {
    let mut source = Expected { text: Vec::new(), items: Vec::new() };
    source.skip(match shape {
        Shape::Array => "[",
        Shape::ArrayOfLines => "[\n",
        Shape::Assignment => "var values = [\n",
        Shape::Csv => "id,body\n",
        Shape::Tsv => "id\tbody\n",
        _ => "",
    });
    let count = rng.usize(2..200);
    for n in 0..count {
        let payload_n = payload(n);
        let value = shape.value(&payload_n, n.max(1));
        let fault = if n == 0 || n + 1 == count { 9 } else { rng.u32(0..12) };
        let broken = value.replacen(':', " ", 1);
        let is_lines =
            matches!(shape, Shape::Lines | Shape::Utf16 | Shape::Documents | Shape::Wrapped);
        match (shape, fault) {
            (_, 0) if is_lines => source.add("404 Not Found", "json"),
            (Shape::Lines | Shape::Utf16, 1) => {
                // Behind a colon, the value of the next line and a `}` would complete it.
                let cut = value[..rng.usize(2..value.len())].trim_end_matches(':');
                source.add(cut, "json");
            }
            (Shape::Lines, 2) => source.add("\0".repeat(rng.usize(1..3000)), "json"),
            (_, 3) if is_lines => {
                source.add(&value, &n.to_string());
                source.add(shape.value(&payload(n + 1000), 1), &(n + 1000).to_string());
                if rng.bool() {
                    source.skip(" ");
                    source.add(shape.value(&payload(n + 2000), 1), &(n + 2000).to_string());
                }
            }
            (_, 4) if is_lines => {
                source.add(&value, &n.to_string());
                source.add("}", "json");
            }
            (_, 5) if is_lines => source.add(&broken, "json"),
            (Shape::Pretty | Shape::Spaces | Shape::Array, 5) => source.add(&broken, "json"),
            (Shape::ArrayOfLines | Shape::Assignment, 5) => {
                source.add(format!("{broken},"), "json");
            }
            (Shape::Lines | Shape::ArrayOfLines | Shape::Assignment | Shape::Utf16, 6) => {
                source.add(format!(r#"{{"text":"{}"}}"#, "x".repeat(9000)), "too-long");
            }
            (Shape::Spaces | Shape::Array, 7) => {
                // It ends where a whole value follows.
                source.add(r#"{"text":"abc}"#, "json");
                source.skip(if shape == Shape::Array { ", " } else { " " });
                source.add(&value, &n.to_string());
            }
            (Shape::Utf16 | Shape::Wrapped | Shape::Csv | Shape::Tsv, 8) => {
                source.add(&value, &n.to_string());
            }
            (_, 8) => {
                let (start, end) = value.split_once("12").unwrap();
                let text = [start.as_bytes(), b"12\",\"x\":\"\xFF", end.as_bytes()].concat();
                source.add_items(text, &["encoding", &n.to_string()]);
            }
            (Shape::Concatenated, 0) => source.add(value.replacen("}]}", "}],", 1), "json"),
            (Shape::Concatenated, 2) if !source.text.ends_with(b"\0") => {
                source.add("\0".repeat(rng.usize(1..3000)), "json");
            }
            (Shape::Csv, 0) => source.add(format!("{n},\"{{\"\"a"), "json"),
            _ => source.add(&value, &n.to_string()),
        }
        let is_last = n + 1 == count;
        source.skip(match shape {
            Shape::Lines if rng.bool() => "\r\n",
            Shape::ArrayOfLines | Shape::Assignment if is_last || source.text.ends_with(b",") => {
                "\n"
            }
            Shape::ArrayOfLines | Shape::Assignment => ",\n",
            Shape::Array if is_last => "",
            Shape::Array => ", ",
            Shape::Spaces => " ",
            Shape::Concatenated => "",
            _ => "\n",
        });
    }
    if shape.is_array() {
        source.skip("]\n");
    }
    source
}

/// Gives bytes in pieces of any size.
struct Pieces {
    bytes: io::Cursor<Vec<u8>>,
    rng: Rng,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = buffer.len().min(self.rng.usize(1..5000));
        self.bytes.read(&mut buffer[..size])
    }
}

fn check(shape: Shape, compression: Compression, seed: u64) {
    let mut rng = Rng::with_seed(seed);
    let expected = source(shape, &mut rng);
    let bytes = match shape {
        Shape::Utf16 => {
            let text = std::str::from_utf8(&expected.text).unwrap();
            text.encode_utf16().flat_map(u16::to_le_bytes).collect()
        }
        _ => expected.text.clone(),
    };
    let bytes = compression.write(&bytes);
    let mut limits = account_activity_archive::Limits::default();
    limits.max_value = 8192;
    let archive = |rng: &mut Rng| {
        let reader = Pieces { bytes: io::Cursor::new(bytes.clone()), rng: rng.fork() };
        Archive::new().reader("source", reader).limits(limits).threads(2)
    };
    let items: Vec<_> = archive(&mut rng).items().collect();
    let found: Vec<_> = items.iter().map(|item| (item.offset, item.line, summary(item))).collect();
    let excerpt = |offset: u64| {
        let at = usize::try_from(offset).unwrap();
        let end = expected.text.len().min(at + 400);
        expected.text[at.saturating_sub(300)..end].escape_ascii().to_string()
    };
    for (found, expected) in found.iter().zip(&expected.items) {
        let excerpt = excerpt(expected.0);
        assert_eq!(found, expected, "{shape:?} {compression:?} {seed}: {excerpt}");
    }
    assert_eq!(found.len(), expected.items.len(), "{shape:?} {compression:?} {seed}");
    for _ in 0..2 {
        let n = rng.usize(0..items.len());
        let rest: Vec<_> = archive(&mut rng).start_at(items[n].position()).items().collect();
        let is_same = rest.iter().eq(&items[n..]);
        assert!(is_same, "{shape:?} {compression:?} {seed} from {n}");
    }
}

#[test]
fn faults_are_reported_once_at_their_places() {
    for shape in SHAPES {
        for (seed, compression) in (0..6).zip(COMPRESSIONS.into_iter().cycle()) {
            check(shape, compression, seed);
        }
    }
}
