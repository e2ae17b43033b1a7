//! The same values give the same items, whatever holds them.

use std::io::{Cursor, Write};
use std::sync::LazyLock;

use account_activity_archive::account_activity::{Activity, Body};
use account_activity_archive::{Archive, Content, Item};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::containers::{COMPRESSIONS, CONTAINERS, Compression, Container, OF_ONE_KIND};
use crate::samples::{Folder, contents, of, payload, summaries};
use crate::values::{VALUES, Value, files, owned};

/// What each value is: as it is, over several lines, and over several lines that end with CRLF.
static EXPECTED: LazyLock<[Vec<Vec<Content>>; 3]> = LazyLock::new(|| {
    [Container::Lines, Container::Pretty, Container::PrettyCrLf].map(|container| {
        let layout = |value: &Value| value.expected(&container.layout(&value.json));
        VALUES.iter().map(layout).collect()
    })
});

/// Returns what the values that a container holds are.
fn expected(container: Container, is_held: impl Fn(&Value) -> bool) -> Vec<Content> {
    let layout = match container {
        Container::Pretty | Container::PrettyArray => 1,
        Container::PrettyCrLf => 2,
        _ => 0,
    };
    let values = VALUES.iter().zip(&EXPECTED[layout]);
    values.filter(|(value, _)| is_held(value)).flat_map(|(_, contents)| contents.clone()).collect()
}

/// Asserts that items are what is expected: bodies with their bytes, events, keys and faults, and other items.
/// A fault around a value has other bytes and another place.
fn assert_same(found: &[Content], expected: &[Content], container: Container, place: &str) {
    // Texts are shorter than lists of bytes.
    let text = |body: &Body| container.plain(&String::from_utf8_lossy(body.as_bytes()));
    for (found, expected) in found.iter().zip(expected) {
        match (found, expected) {
            (Content::Body(found), Content::Body(expected)) => {
                assert_eq!(found, expected, "{place}");
                assert_eq!(text(found), text(expected), "{place}");
                assert_eq!(found.faults(), expected.faults(), "{place}");
                assert_eq!(events(found), events(expected), "{place}");
            }
            (Content::Fault(found), Content::Fault(expected)) if container.is_around() => {
                assert_eq!(found.kind(), expected.kind(), "{place}");
            }
            _ => assert_eq!(found, expected, "{place}"),
        }
    }
    assert_eq!(found.len(), expected.len(), "{place}");
}

/// The kinds and keys of the events of a body.
fn events(body: &Body) -> Vec<(String, String)> {
    let event = |activity: Activity<'_>| (activity.kind().to_string(), activity.key().to_string());
    body.activities().map(event).collect()
}

/// Returns `true` if a container holds a value.
fn is_held(container: Container, value: &Value) -> bool {
    match container {
        Container::Statuses | Container::Personal | Container::Grailbird => value.is_tweet,
        Container::Events => value.is_message,
        _ => true,
    }
}

fn check(compression: Compression) {
    for container in CONTAINERS.into_iter().chain(OF_ONE_KIND) {
        let is_held = |value: &Value| is_held(container, value);
        let held = VALUES.iter().filter(|value| is_held(value));
        let json: Vec<_> = held.map(|value| value.json.clone()).collect();
        assert!(json.len() >= 2, "{container:?} {}", json.len());
        let found = contents(owned(of(compression.write(&container.write(&json)))));
        let place = format!("{container:?} {compression:?}");
        assert_same(&found, &expected(container, is_held), container, &place);
    }
}

macro_rules! every_container_gives_the_same_items {
    ($($name:ident: $compression:ident),+ $(,)?) => {
        $(
            #[test]
            fn $name() {
                check(Compression::$compression);
            }
        )+

        #[test]
        fn every_compression_is_tried() {
            assert_eq!(COMPRESSIONS, [$(Compression::$compression),+]);
        }
    };
}

every_container_gives_the_same_items! {
    every_container_gives_the_same_items: None,
    every_container_in_gzip_gives_the_same_items: Gzip,
    every_container_in_members_of_gzip_gives_the_same_items: Members,
    every_container_in_zstd_gives_the_same_items: Zstd,
    every_container_in_bzip2_gives_the_same_items: Bzip2,
    every_container_in_xz_gives_the_same_items: Xz,
}

#[test]
fn a_source_for_each_value_gives_the_same_items() {
    let one_value = [Container::Lines, Container::Pretty, Container::PrettyCrLf];
    for container in CONTAINERS {
        let expected = expected(container, |_| true);
        for compression in COMPRESSIONS {
            // Decompression does not depend on what it is that holds one value.
            if compression != Compression::None && !one_value.contains(&container) {
                continue;
            }
            let archive = VALUES.iter().enumerate().fold(Archive::new(), |archive, (n, value)| {
                let bytes = container.write(std::slice::from_ref(&value.json));
                archive.reader(n.to_string(), Cursor::new(compression.write(&bytes)))
            });
            let place = format!("{container:?} {compression:?}");
            assert_same(&contents(owned(archive)), &expected, container, &place);
        }
    }
}

/// The encodings of a text, as it is.
const ENCODINGS: [fn(&str) -> Vec<u8>; 4] = [
    |text| text.into(),
    |text| format!("\u{feff}{text}").into(),
    |text| format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
    |text| format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect(),
];

#[test]
fn every_file_gives_the_same_items_in_every_encoding_and_compression() {
    let texts: Vec<_> = files()
        .iter()
        .map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap()))
        .collect();
    let read = |encoding: fn(&str) -> Vec<u8>, compression: Compression| -> Vec<Item> {
        let readers = texts.iter().fold(Archive::new(), |archive, (name, text)| {
            let bytes = encoding(text.trim_start_matches('\u{feff}'));
            archive.reader(name.as_str(), Cursor::new(compression.write(&bytes)))
        });
        owned(readers).items().collect()
    };
    let expected = read(ENCODINGS[0], Compression::None);
    let contents_of =
        |items: &[Item]| items.iter().map(|item| item.content.clone()).collect::<Vec<_>>();
    for (n, encoding) in ENCODINGS.into_iter().enumerate() {
        for compression in COMPRESSIONS {
            let found = read(encoding, compression);
            let place = format!("encoding {n} {compression:?}");
            assert_same(&contents_of(&found), &contents_of(&expected), Container::Lines, &place);
            for (found, expected) in found.iter().zip(&expected) {
                let of = |item: &Item| (item.source.clone(), item.line, item.received_at);
                assert_eq!(of(found), of(expected), "{place}");
            }
        }
    }
}

#[test]
fn a_folder_of_compressed_files_gives_the_same_items() {
    let folder = Folder::new("values");
    for (n, value) in VALUES.iter().enumerate() {
        let compression = COMPRESSIONS[n % COMPRESSIONS.len()];
        folder.write(&format!("{:03}/{n:05}", n / 50), compression.write(value.json.as_bytes()));
    }
    let found = contents(owned(Archive::open(folder.path())));
    assert_same(&found, &expected(Container::Lines, |_| true), Container::Lines, "folder");
}

#[test]
fn a_zip_file_gives_the_same_items() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (n, value) in VALUES.iter().enumerate() {
        zip.start_file(format!("{n:05}.json"), SimpleFileOptions::default()).unwrap();
        zip.write_all(value.json.as_bytes()).unwrap();
    }
    let folder = Folder::new("values-zip");
    let path = folder.write("values.zip", zip.finish().unwrap().into_inner());
    assert_same(
        &contents(owned(Archive::open(path))),
        &expected(Container::Lines, |_| true),
        Container::Lines,
        "ZIP",
    );
}

#[test]
fn items_without_order_are_the_same() {
    let values: Vec<_> = (0..20_000).map(payload).collect();
    let bytes = Container::Lines.write(&values);
    let archive = || of(bytes.clone()).threads(4);
    let (ordered, mut unordered): (Vec<_>, Vec<_>) =
        (archive().items().collect(), archive().unordered().items().collect());
    unordered.sort_by_key(|item| item.offset);
    assert!(ordered == unordered, "the items differ");
    assert_eq!(ordered.len(), values.len());
    let batches: Vec<_> = archive().batch(100).batches().collect();
    assert!(batches.iter().all(|batch| (1..=100).contains(&batch.len())));
    assert!(batches.concat() == ordered, "the batches differ");
}

#[test]
fn values_that_span_lines_are_read_among_others() {
    let pretty = payload(2).replace(",\"", ",\n  \"").replacen('{', "{\n", 1);
    let text = format!(
        "{}\n{pretty}\n{}{}\n[{}, {}]\n",
        payload(1),
        payload(3),
        payload(4),
        payload(5),
        payload(6)
    );
    let found = summaries(of(text));
    assert_eq!(found, ["1", "2", "3", "4", "5", "6"]);
}
