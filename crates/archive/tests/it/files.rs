//! Files, folders and patterns.

use std::fs::{self, OpenOptions};
use std::io::Write;

use account_activity_archive::{Archive, Content, Fault, FaultKind, Item, Skipped};

use crate::samples::{Folder, number, of, of_kind, payload, summaries};

/// A source without values is one item, so that it is not left out silently.
#[test]
fn a_source_without_values_is_told() {
    for source in ["[]", " [ ]\n", "window.YTD.block.part0 = [ ]"] {
        let items: Vec<Item> = of(source).items().collect();
        let [item] = items.as_slice() else { panic!("{source}: {items:?}") };
        let kind = item.fault().map(Fault::kind);
        assert_eq!((kind, item.line), (Some(FaultKind::Empty), 1), "{source}");
    }
}

#[test]
fn a_folder_is_read_in_the_order_of_names() {
    let folder = Folder::new("order");
    for n in [3, 1, 2] {
        folder.write(&format!("{n}/values.json"), payload(n));
    }
    folder.write(".hidden/values.json", payload(9));
    let items: Vec<_> = Archive::open(folder.path()).items().collect();
    assert!(matches!(items[0].content, Content::Skipped(Skipped::NotOpened { .. })));
    assert!(items[0].source.ends_with(".hidden"));
    assert_eq!(items.iter().filter_map(number).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(items[1].source.ends_with("1/values.json"));
}

#[test]
fn a_pattern_names_files() {
    let folder = Folder::new("pattern");
    for n in 1..4 {
        folder.write(&format!("{n}.json"), payload(n));
    }
    folder.write("4.txt", payload(4));
    assert_eq!(summaries(Archive::open(folder.path().join("[13]*.json"))), ["1", "3"]);
    assert_eq!(summaries(Archive::open(folder.path().join("*.ndjson"))), ["not-found"]);
    assert_eq!(summaries(Archive::open(folder.path().join("missing"))), ["not-found"]);
    folder.write("[5].json", payload(5));
    assert_eq!(
        summaries(Archive::open(folder.path().join("[5].json"))),
        ["5"],
        "a file of this name"
    );
}

#[test]
fn an_empty_folder_is_a_fault() {
    let folder = Folder::new("empty");
    assert_eq!(summaries(Archive::open(folder.path())), ["empty"]);
}

#[cfg(unix)]
#[test]
fn a_loop_of_links_is_a_fault_and_the_rest_is_read() {
    let folder = Folder::new("loop");
    folder.write("a/1.json", payload(1));
    folder.write("z/2.json", payload(2));
    std::os::unix::fs::symlink(folder.path(), folder.path().join("a/loop")).unwrap();
    std::os::unix::fs::symlink("b-self", folder.path().join("b-self")).unwrap();
    std::os::unix::fs::symlink("b-self", folder.path().join("c-other")).unwrap();
    let items: Vec<_> = Archive::open(folder.path()).items().collect();
    assert_eq!(items.iter().filter_map(number).collect::<Vec<_>>(), [1, 2]);
    let loops = of_kind(&items, FaultKind::Loop);
    let all: Vec<_> = items.iter().map(|item| (&item.source, item.fault())).collect();
    assert_eq!(loops.len(), 3, "{all:?}");
    assert!(loops[0].source.ends_with("a/loop"));
}

/// The links lead to the last folder in 2^19 ways.
#[cfg(unix)]
#[test]
fn a_folder_behind_many_links_is_read_once() {
    let folder = Folder::new("links");
    for n in 0..20 {
        folder.write(&format!("{n:02}/{n}.json"), payload(n));
    }
    for n in 0..19 {
        for link in ["a", "b"] {
            let link = folder.path().join(format!("{n:02}/{link}"));
            std::os::unix::fs::symlink(format!("../{:02}", n + 1), link).unwrap();
        }
    }
    let items: Vec<_> = Archive::open(folder.path().join("00")).items().collect();
    let mut numbers: Vec<_> = items.iter().filter_map(number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..20).collect::<Vec<_>>());
    let not_opened =
        |item: &&Item| matches!(item.content, Content::Skipped(Skipped::NotOpened { .. }));
    assert_eq!((items.iter().filter(not_opened).count(), items.len()), (19, 39));
    // A folder that is not behind a link is always read.
    let items: Vec<_> = Archive::open(folder.path()).items().collect();
    assert!(items.iter().filter_map(number).count() <= 40, "{}", items.len());
    assert!((0..20).all(|n| items.iter().filter_map(number).any(|it| it == n)));
}

#[cfg(unix)]
#[test]
fn a_pipe_in_a_folder_is_not_opened() {
    let folder = Folder::new("pipe");
    folder.write("2.json", payload(2));
    let pipe = folder.path().join("1.json");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    for path in [folder.path().to_owned(), folder.path().join("*.json")] {
        let items: Vec<_> = Archive::open(path).items().collect();
        assert!(matches!(items[0].content, Content::Skipped(Skipped::NotOpened { .. })));
        assert_eq!(items[0].source, pipe.to_string_lossy().into());
        assert_eq!(items[1..].iter().filter_map(number).collect::<Vec<_>>(), [2]);
    }
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_a_fault_and_the_rest_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("permission");
    let secret = folder.write("1.json", payload(1));
    folder.write("2.json", payload(2));
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(&secret).is_ok() {
        println!("skipped: this user may read every file");
        return;
    }
    assert_eq!(summaries(Archive::open(folder.path())), ["permission", "2"]);
}

/// The message of a failed open names the permission, also for a user who may read every file.
#[test]
fn an_error_of_permission_is_told_from_others() {
    use std::io;
    struct Denied;
    impl io::Read for Denied {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::PermissionDenied.into())
        }
    }
    let archive =
        Archive::new().reader("denied", Denied).reader("next", io::Cursor::new(payload(1)));
    assert_eq!(summaries(archive), ["permission", "1"]);
}

#[test]
fn a_file_that_grows_is_read_to_its_old_end_and_reported() {
    let folder = Folder::new("grows");
    let count = 40_000;
    let text: String = (0..count).map(|n| payload(n) + "\n").collect();
    let path = folder.write("1.ndjson", text.as_bytes());
    folder.write("2.json", payload(count + 1));

    // Reading is at most a bounded number of bytes ahead, so the end is not read with the first item.
    let mut items = Archive::open(folder.path()).threads(1).items();
    let first = items.next().unwrap();
    let mut file = OpenOptions::new().append(true).open(&path).unwrap();
    writeln!(file, "{}", payload(count)).unwrap();
    let items: Vec<_> = std::iter::once(first).chain(items).collect();

    assert_eq!(items.iter().filter_map(number).filter(|n| *n < count).count(), count);
    let changed = of_kind(&items, FaultKind::Changed);
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].offset, text.len() as u64);
    assert_eq!(number(items.last().unwrap()), Some(count + 1), "the next file is read");
    let rest = Archive::open(folder.path()).start_at(changed[0].position());
    assert_eq!(summaries(rest), [count.to_string(), (count + 1).to_string()]);
}

#[test]
fn progress_counts_the_bytes_of_files() {
    let folder = Folder::new("progress");
    let mut length = 0;
    for n in 0..5 {
        let values: String = (0..100).map(|n| payload(n) + "\n").collect();
        let path = folder.write(&format!("{n}"), zstd::encode_all(values.as_bytes(), 1).unwrap());
        length += fs::metadata(path).unwrap().len();
    }
    let archive = Archive::open(folder.path());
    let progress = archive.progress();
    assert_eq!((progress.bytes_read(), progress.total()), (0, None));
    assert_eq!(archive.items().count(), 500);
    assert_eq!((progress.bytes_read(), progress.total()), (length, Some(length)));
}
