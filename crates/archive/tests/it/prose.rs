//! Files that are not data, beside payloads.

use account_activity_archive::{Archive, Content, FaultKind, Form, Item, Skipped};

use crate::samples::{Folder, number, of, payload, summaries};

const LICENSE: &str = "Copyright (c) 2024 Someone\n\nPermission is granted, free of charge.\n\
                       [1] A footnote, with commas.\n{see below}\n\"Quoted\" words\n";

fn not_opened(items: &[Item]) -> Vec<&str> {
    let is_one = |item: &&Item| matches!(item.content, Content::Skipped(Skipped::NotOpened { .. }));
    items.iter().filter(is_one).map(|item| item.source.rsplit('/').next().unwrap()).collect()
}

#[test]
fn documents_in_a_folder_are_not_opened() {
    let folder = Folder::new("prose");
    for name in ["README.md", "SOURCES.MD", "page.html", "photo.JPG", "convert.py", "film.mp4"] {
        folder.write(name, "# Title\n");
    }
    folder.write("values.json", payload(1));
    folder.write("values.txt", payload(2));
    for path in [folder.path().to_owned(), folder.path().join("*")] {
        let items: Vec<_> = Archive::open(path).items().collect();
        assert_eq!(not_opened(&items).len(), 6, "{items:?}");
        assert_eq!(items.iter().filter_map(number).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(items.len(), 8, "{items:?}");
    }
}

#[test]
fn a_document_that_is_named_is_read() {
    let folder = Folder::new("prose-named");
    let readme = folder.write("README.md", "# Title\n\nText.\n");
    assert_eq!(summaries(Archive::open(readme)), ["not-understood"]);
    let values = folder.write("values.md", payload(1));
    assert_eq!(summaries(Archive::open(values)), ["1"]);
}

#[test]
fn prose_is_one_fault_with_a_sample() {
    let rows = "name,price\nbread,1\nmilk,2\n".to_owned() + &"tea,3\n".repeat(1000);
    let object = "Some of it:\n{\"a\":1}\nmore\nand more\n";
    let long = "a line of prose, of no form {at all}\n{more\n".repeat(40_000);
    let binary = b"\x00\x01\x02\n{\xFF\xFE\n\x03{\n".repeat(500);
    let texts = [LICENSE.as_bytes(), rows.as_bytes(), object.as_bytes(), long.as_bytes(), &binary];
    for text in texts {
        let items: Vec<_> = of(text).items().collect();
        let start = String::from_utf8_lossy(&text[..20]);
        assert_eq!(items.len(), 1, "{start}: {:?}", &items[..2]);
        let fault = items[0].fault().unwrap();
        assert_eq!(fault.kind(), FaultKind::NotUnderstood, "{start}");
        let at = usize::try_from(items[0].offset).unwrap();
        assert!(!fault.bytes().is_empty() && text[at..].starts_with(fault.bytes()), "{start}");
        let line = 1 + text[..at].iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(items[0].line, line as u64, "{start}");
        let again = || of(text).start_at(items[0].position());
        assert_eq!(again().items().collect::<Vec<_>>(), items, "{start}");
        assert_eq!(of(text).start_at(items[0].position().after()).items().count(), 0, "{start}");
    }
}

#[test]
fn values_among_prose_are_read() {
    let text = format!("started\n{}\nstopped\n", payload(1));
    assert_eq!(summaries(of(text)), ["json", "1", "json"]);
    let prose = "a line of prose\n".repeat(50_000);
    let found = summaries(of(format!("{prose}{}\n", payload(1))));
    assert_eq!((found[0].as_str(), found.last().unwrap().as_str()), ("not-understood", "1"));
    // What is before the first value is more than a block.
    let log = "a line of a log {of no form}\n{\n".repeat(20_000);
    let text = format!("{log}{}\nstopped\n{}\n", payload(1), payload(2));
    let items: Vec<_> = of(text.as_bytes()).items().collect();
    let found: Vec<_> = items.iter().filter_map(number).collect();
    assert_eq!(found, [1, 2]);
    let fault = items[0].fault().unwrap();
    assert_eq!((fault.kind(), items[0].offset), (FaultKind::NotUnderstood, 0));
    for (n, item) in items.iter().enumerate().filter(|(n, _)| n % 8000 == 0 || *n < 3) {
        let rest: Vec<_> = of(text.as_bytes()).start_at(item.position()).items().collect();
        assert!(rest == items[n..], "{n}");
    }
}

#[test]
fn broken_json_and_named_forms_keep_a_fault_for_each_value() {
    let broken = "{\"a\" 1}\n".repeat(3);
    assert_eq!(summaries(of(broken.as_bytes())), ["json"; 3]);
    assert_eq!(summaries(of(format!("begun\n{broken}"))), ["json"; 4]);
    assert_eq!(summaries(of("a\nb\nc\n").form(Form::Lines)), ["json"; 3]);
}
