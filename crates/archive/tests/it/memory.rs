//! Memory stays bounded: of a source that is read, only a bounded number of bytes is held.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use account_activity_archive::Archive;

use crate::samples::payload;

/// Gives one text after another, and counts the bytes.
struct Counting<F> {
    text: F,
    next: usize,
    left: io::Cursor<Vec<u8>>,
    given: Arc<AtomicU64>,
}

impl<F: FnMut(usize) -> Option<String>> Read for Counting<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut count = self.left.read(buffer)?;
        if count == 0 {
            let texts: Option<Vec<_>> = (0..100)
                .map(|_| {
                    self.next += 1;
                    (self.text)(self.next - 1)
                })
                .take_while(Option::is_some)
                .collect();
            self.left = io::Cursor::new(texts.unwrap_or_default().concat().into_bytes());
            count = self.left.read(buffer)?;
        }
        self.given.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// The bytes that may be held: read, decoded, or waiting to be taken.
const HELD: u64 = 3 << 19;
const VALUES: usize = 30_000;

fn held(text: impl FnMut(usize) -> Option<String> + Send + 'static) -> u64 {
    let given = Arc::<AtomicU64>::default();
    let reader = Counting { text, next: 0, left: io::Cursor::default(), given: Arc::clone(&given) };
    let items = Archive::new().reader("counting", reader).threads(1).items();
    let mut most = 0;
    let mut count = 0;
    for item in items {
        assert!(item.body().is_some(), "{item:?}");
        most = most.max(given.load(Ordering::Relaxed) - item.offset);
        count += 1;
    }
    assert_eq!(count, VALUES);
    assert!(given.load(Ordering::Relaxed) > 2 * HELD, "the source is longer than what is held");
    most
}

#[test]
fn a_bounded_number_of_bytes_is_held_in_each_form() {
    let value = |n: usize| (n < VALUES).then(|| payload(n));
    let lines = held(move |n| Some(value(n)? + "\n"));
    let sequence = held(value);
    let array = held(move |n| match n {
        0 => Some(format!("[{}", payload(0))),
        VALUES => Some("]".to_owned()),
        n => Some(format!(",{}", value(n)?)),
    });
    let pretty = held(move |n| Some(value(n)?.replacen('{', "{\n  ", 1) + "\n"));
    let csv = held(move |n| {
        let header = if n == 0 { "id,body\n" } else { "" };
        Some(format!("{header}{n},\"{}\"\n", value(n)?.replace('"', "\"\"")))
    });
    for held in [lines, sequence, array, pretty, csv] {
        assert!(held < HELD, "{held} bytes are held");
    }
}
