//! Reading is cancelled.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use account_activity_archive::{Archive, Cancel};

use crate::samples::{number, payload};

/// Gives values without end.
struct Endless {
    next: usize,
    left: io::Cursor<Vec<u8>>,
    /// Tells whether the reader is there.
    _alive: Arc<()>,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.left.read(buffer)? {
            0 => {
                self.left = io::Cursor::new((payload(self.next) + "\n").into_bytes());
                self.next += 1;
                self.left.read(buffer)
            }
            count => Ok(count),
        }
    }
}

#[test]
fn items_end_when_they_are_cancelled_and_resume_behind_the_last() {
    let endless = || Endless { next: 0, left: io::Cursor::default(), _alive: Arc::default() };
    let cancel = Cancel::new();
    let mut items = Archive::new().reader("endless", endless()).cancel_with(cancel.clone()).items();
    let last = items.by_ref().take(1000).last().unwrap();
    cancel.cancel();
    assert_eq!(items.next(), None);
    assert!(cancel.is_cancelled());

    let archive = Archive::new().reader("endless", endless()).start_at(last.position().after());
    let numbers: Vec<_> = archive.items().take(10).filter_map(|item| number(&item)).collect();
    assert_eq!(numbers, (1000..1010).collect::<Vec<_>>());
}

#[test]
fn dropped_items_end_the_reading() {
    let alive = Arc::new(());
    let reader = Endless { next: 0, left: io::Cursor::default(), _alive: Arc::clone(&alive) };
    let mut items = Archive::new().reader("endless", reader).items();
    assert!(items.next().is_some());
    drop(items);
    // The reader is dropped with its thread.
    while Arc::strong_count(&alive) > 1 {
        std::thread::yield_now();
    }
}

/// Waits for more before its second read.
struct Waits {
    first: io::Cursor<Vec<u8>>,
    more: Receiver<()>,
}

impl Read for Waits {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.first.read(buffer)? {
            0 => {
                let _ = self.more.recv();
                Ok(0)
            }
            count => Ok(count),
        }
    }
}

#[test]
fn a_live_source_gives_each_value_at_once_and_can_be_cancelled_while_it_waits() {
    let (sender, more) = channel();
    let cancel = Cancel::new();
    let reader = Waits { first: io::Cursor::new((payload(1) + "\n").into_bytes()), more };
    let mut items = Archive::new().reader("live", reader).cancel_with(cancel.clone()).items();
    assert_eq!(items.next().as_ref().and_then(number), Some(1));
    let waiting = std::thread::spawn(move || items.next());
    cancel.cancel();
    assert_eq!(waiting.join().unwrap(), None);
    drop(sender);
}
