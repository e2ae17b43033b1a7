//! A function is called with the items on the threads that decode.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};

use account_activity_archive::{Archive, Cancel, FaultKind, Item};

use crate::samples::{Conversation, number, payload};

/// Deliveries in some hundred blocks.
fn lines() -> (String, usize) {
    let count = 100_000;
    ((0..count).map(|number| payload(number) + "\n").collect(), count)
}

#[test]
fn results_are_in_the_order_of_the_input_and_have_all_items() {
    let (lines, count) = lines();
    let expected: Vec<usize> = (0..count).collect();
    for threads in [1, 2, 5] {
        let archive = Archive::new().reader("lines", Cursor::new(lines.clone())).threads(threads);
        let numbers = archive.map_batches(|items| items.iter().filter_map(number).collect());
        let numbers: Vec<Vec<usize>> = numbers.collect();
        assert!(numbers.len() > 10, "{}", numbers.len());
        assert_eq!(numbers.concat(), expected);
    }
}

/// The first Tweet tells what is missing, whichever block is decoded first.
#[test]
fn one_fault_asks_for_the_owner_at_the_first_tweet() {
    let tweet = |id: usize| format!(r#"{{"tweet":{{"id":"{id}","full_text":"hi"}}}}"#);
    let tweets: Vec<String> = (1..20_000).map(tweet).collect();
    let source = format!("window.YTD.tweets.part0 = [\n{}\n]", tweets.join(",\n"));
    for _ in 0..10 {
        let archive = Archive::new().reader("tweets.js", Cursor::new(source.clone())).threads(4);
        let asked = |items: Vec<Item>| {
            let is_asked = |item: &&Item| {
                item.fault().is_some_and(|fault| fault.kind() == FaultKind::OwnerUnknown)
            };
            items.iter().filter(is_asked).map(|item| item.line).collect::<Vec<u64>>()
        };
        let lines: Vec<Vec<u64>> = archive.map_batches(asked).collect();
        assert!(lines.len() > 3, "{}", lines.len());
        assert_eq!(lines.concat(), [2]);
    }
}

#[test]
fn a_panic_of_the_function_is_that_of_the_caller() {
    let (lines, _) = lines();
    let archive = Archive::new().reader("lines", Cursor::new(lines)).threads(2);
    let batches = AtomicUsize::new(0);
    let results = archive.map_batches(move |_| {
        assert!(batches.fetch_add(1, Ordering::Relaxed) < 5, "the sixth");
    });
    let panic = catch_unwind(AssertUnwindSafe(|| results.count())).unwrap_err();
    assert!(panic.downcast_ref::<&str>().is_some_and(|it| it.contains("the sixth")));
}

/// A thread decodes what a live source gave before it waits for more.
#[test]
fn results_that_are_not_ordered_do_not_wait_for_others_or_for_more() {
    let (sender, is_taken) = channel();
    let is_taken = Mutex::new(is_taken);
    let (more, seen) = channel();
    more.send(()).unwrap();
    let two = Conversation { next: 0, seen };
    let archive = Archive::new().reader("two", two).threads(2).unordered();
    let mut results = archive.map_batches(move |items| {
        let first = items.first().and_then(number);
        if first == Some(0) {
            is_taken.lock().unwrap().recv().unwrap();
        }
        first
    });
    assert_eq!(results.next(), Some(Some(1)));
    sender.send(()).unwrap();
    drop(more);
    assert_eq!(results.collect::<Vec<_>>(), [Some(0)]);
}

#[test]
fn results_end_when_they_are_cancelled_and_when_they_are_dropped() {
    let (lines, count) = lines();
    let cancel = Cancel::new();
    let archive = Archive::new().reader("lines", Cursor::new(lines.clone()));
    let mut results = archive.cancel_with(cancel.clone()).map_batches(|items| items.len());
    assert!(results.next().is_some_and(|found| found < count));
    cancel.cancel();
    assert_eq!(results.next(), None);

    let alive = Arc::new(());
    let kept = Arc::clone(&alive);
    let archive = Archive::new().reader("lines", Cursor::new(lines));
    let mut results = archive.map_batches(move |_| Arc::strong_count(&kept));
    assert!(results.next().is_some());
    drop(results);
    // The function is dropped with its threads.
    while Arc::strong_count(&alive) > 1 {
        std::thread::yield_now();
    }
}
