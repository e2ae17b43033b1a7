//! Reading is cancelled.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use account_activity_archive::{Archive, Cancel};

use crate::samples::{Conversation, number, payload};

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

/// Gives one byte for ever, or is interrupted for ever.
struct Stuck {
    byte: Option<u8>,
    alive: Arc<()>,
    reads: std::sync::mpsc::SyncSender<()>,
}

impl Read for Stuck {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        assert_eq!(Arc::strong_count(&self.alive), 2);
        let _ = self.reads.try_send(());
        match self.byte {
            Some(byte) => {
                buffer.fill(byte);
                Ok(buffer.len())
            }
            None => Err(io::ErrorKind::Interrupted.into()),
        }
    }
}

#[test]
fn reading_that_finds_nothing_ends_too() {
    for byte in [Some(0), Some(b' '), Some(b'x'), Some(b'"'), Some(b'['), None] {
        let alive = Arc::new(());
        let (sender, reads) = std::sync::mpsc::sync_channel(1);
        let reader = Stuck { byte, alive: Arc::clone(&alive), reads: sender };
        let items = Archive::new().reader("stuck", reader).items();
        reads.recv().unwrap();
        drop(items);
        // The reader is dropped with its thread.
        while Arc::strong_count(&alive) > 1 {
            std::thread::yield_now();
        }
    }
}

#[test]
fn reading_that_waits_for_room_is_cancelled() {
    let alive = Arc::new(());
    let reader = Endless { next: 0, left: io::Cursor::default(), _alive: Arc::clone(&alive) };
    let cancel = Cancel::new();
    let archive = Archive::new().reader("endless", reader).threads(1);
    let progress = archive.progress();
    let mut items = archive.cancel_with(cancel.clone()).items();
    // More than what may wait does not come without room.
    let mut last = 0;
    loop {
        std::thread::sleep(std::time::Duration::from_millis(20));
        if last > 0 && progress.bytes_read() == last {
            break;
        }
        last = progress.bytes_read();
    }
    cancel.cancel();
    while Arc::strong_count(&alive) > 1 {
        std::thread::yield_now();
    }
    assert_eq!(items.next(), None);
}

struct Panics;

impl Read for Panics {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        panic!("the reader panics")
    }
}

#[test]
fn a_panic_of_a_reader_is_one_of_the_caller() {
    let value = io::Cursor::new(payload(1));
    let items = Archive::new().reader("panics", value.chain(Panics)).items();
    let panic = std::panic::catch_unwind(|| items.count()).unwrap_err();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"the reader panics"));
}

/// No thread that decodes holds back what it has while it reads.
#[test]
fn a_live_source_can_wait_for_the_item_of_each_value() {
    for threads in [1, 2, 3] {
        let (sender, seen) = channel();
        let archive = Archive::new().reader("live", Conversation { next: 0, seen });
        let mut items = archive.threads(threads).items();
        for expected in 0..100 {
            assert_eq!(items.next().as_ref().and_then(number), Some(expected));
            sender.send(()).unwrap();
        }
        drop(sender);
        assert_eq!(items.count(), 1);
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
