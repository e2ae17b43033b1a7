//! Sources are found while others are read.

use std::fs;

use account_activity_archive::{Archive, Item};

use crate::samples::{Folder, number, payload, summary};

/// More values than reading is ahead of the caller, so that the file is not at its end with the first item.
const MANY: usize = 40_000;

fn long_first(name: &str) -> Folder {
    let folder = Folder::new(name);
    let values: String = (0..MANY).map(|n| payload(n) + "\n").collect();
    folder.write("a/1.ndjson", values);
    folder.write("b/2.json", payload(MANY));
    folder
}

fn rest(items: impl Iterator<Item = Item>) -> Vec<String> {
    let is_late = |item: &Item| number(item).is_none_or(|n| n >= MANY);
    items.filter(is_late).map(|item| summary(&item)).collect()
}

#[test]
fn a_folder_is_listed_when_it_is_reached() {
    let folder = long_first("lazy");
    let mut items = Archive::open(folder.path()).threads(1).items();
    assert_eq!(items.next().as_ref().and_then(number), Some(0));
    // These are found only by a walk that has not ended.
    folder.write("b/1.json", payload(MANY + 1));
    fs::remove_file(folder.path().join("b/2.json")).unwrap();
    assert_eq!(rest(items), [(MANY + 1).to_string()]);
}

#[test]
fn a_matched_folder_is_listed_when_it_is_reached() {
    let folder = long_first("lazy-pattern");
    let mut items = Archive::open(folder.path().join("[ab]")).threads(1).items();
    assert_eq!(items.next().as_ref().and_then(number), Some(0));
    folder.write("b/1.json", payload(MANY + 1));
    assert_eq!(rest(items), [(MANY + 1).to_string(), MANY.to_string()]);
}

#[test]
fn the_total_is_known_before_the_end() {
    let folder = long_first("lazy-total");
    let length = |name: &str| fs::metadata(folder.path().join(name)).unwrap().len();
    let archive = Archive::open(folder.path()).threads(1);
    let progress = archive.progress();
    let mut items = archive.items();
    assert!(items.next().is_some());
    while progress.total().is_none() {
        std::thread::yield_now();
    }
    assert_eq!(progress.total(), Some(length("a/1.ndjson") + length("b/2.json")));
    assert!(Some(progress.bytes_read()) < progress.total());
    // What is added later counts in the end.
    folder.write("b/1.json", payload(MANY + 1));
    assert_eq!(items.count(), MANY + 1);
    assert_eq!(Some(progress.bytes_read()), progress.total());
}

#[test]
fn what_a_pattern_finds_twice_is_read_once() {
    let folder = Folder::new("lazy-twice");
    folder.write("a/1.json", payload(1));
    folder.write("a/b/2.json", payload(2));
    folder.write("c/3.json", payload(3));
    let found: Vec<_> =
        Archive::open(folder.path().join("**")).items().filter_map(|item| number(&item)).collect();
    assert_eq!(found, [1, 2, 3]);
}
