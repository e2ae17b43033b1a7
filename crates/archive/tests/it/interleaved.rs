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
    Concatenated,
    ArrayOfLines,
    Array,
    Csv,
}

/// A source as it is written, and the items that it must give.
struct Expected {
    text: Vec<u8>,
    /// Offset, line and summary.
    items: Vec<(u64, u64, String)>,
}

impl Expected {
    fn add(&mut self, text: &str, what: &str) {
        let line = 1 + self.text.iter().filter(|byte| **byte == b'\n').count();
        self.items.push((self.text.len() as u64, line as u64, what.to_owned()));
        self.text.extend_from_slice(text.as_bytes());
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
        Shape::Csv => "id,body\n",
        Shape::Lines | Shape::Concatenated => "",
    });
    let count = rng.usize(1..300);
    for n in 0..count {
        let value = payload(n);
        let fault = if n == 0 || n + 1 == count { 9 } else { rng.u32(0..12) };
        let broken = value.replacen(':', " ", 1);
        match (shape, fault) {
            (Shape::Lines, 0) => source.add("404 Not Found", "json"),
            (Shape::Lines, 1) => {
                // Behind a colon, the value of the next line and a `}` would complete it.
                let cut = value[..rng.usize(2..value.len())].trim_end_matches(':');
                source.add(cut, "json");
            }
            (Shape::Lines, 2) => source.add(&"\0".repeat(rng.usize(1..3000)), "json"),
            (Shape::Lines, 3) => {
                source.add(&value, &n.to_string());
                source.add(&payload(n + 1000), &(n + 1000).to_string());
            }
            (Shape::Lines, 4) => {
                source.add(&value, &n.to_string());
                source.add("}", "json");
            }
            (Shape::Lines, 5) => source.add(&broken, "json"),
            (Shape::ArrayOfLines, 5) => source.add(&format!("{broken},"), "json"),
            (Shape::Lines | Shape::ArrayOfLines, 6) => {
                source.add(&format!(r#"{{"text":"{}"}}"#, "x".repeat(9000)), "too-long");
            }
            (Shape::Concatenated, 0) => source.add(&value.replacen("}]}", "}],", 1), "json"),
            (Shape::Concatenated, 2) if !source.text.ends_with(b"\0") => {
                source.add(&"\0".repeat(rng.usize(1..3000)), "json")
            }
            (Shape::Array, 0) => source.add(&broken, "json"),
            (Shape::Csv, 0) => source.add(&format!("{n},\"{{\"\"a"), "json"),
            (Shape::Csv, _) => {
                source.add(&format!("{n},\"{}\"", value.replace('"', "\"\"")), &n.to_string());
            }
            _ => source.add(&value, &n.to_string()),
        }
        let is_last = n + 1 == count;
        source.skip(match shape {
            Shape::Lines if rng.bool() => "\r\n",
            Shape::Lines | Shape::Csv => "\n",
            Shape::ArrayOfLines if is_last => "\n",
            Shape::ArrayOfLines if source.text.ends_with(b",") => "\n",
            Shape::ArrayOfLines => ",\n",
            Shape::Array if is_last => "",
            Shape::Array => ", ",
            Shape::Concatenated => "",
        });
    }
    if matches!(shape, Shape::Array | Shape::ArrayOfLines) {
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
    let bytes = io::Cursor::new(compression.write(&expected.text));
    let mut limits = account_activity_archive::Limits::default();
    limits.max_value = 8192;
    let archive = Archive::new().reader("source", Pieces { bytes, rng }).limits(limits).threads(2);
    let found: Vec<_> =
        archive.items().map(|item| (item.offset, item.line, summary(&item))).collect();
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
}

#[test]
fn faults_are_reported_once_at_their_places() {
    let shapes = [Shape::Lines, Shape::Concatenated, Shape::ArrayOfLines, Shape::Array, Shape::Csv];
    for shape in shapes {
        for (seed, compression) in (0..24).zip(COMPRESSIONS.into_iter().cycle()) {
            check(shape, compression, seed);
        }
    }
}
