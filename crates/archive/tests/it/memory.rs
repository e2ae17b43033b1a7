//! Memory stays bounded: of a source that is read, only a bounded number of bytes is held.

mod generated;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use account_activity_archive::account_activity::UserId;
use account_activity_archive::{Archive, Item};

use self::generated::Generated;
use crate::containers::{COMPRESSIONS, Compression};
use crate::samples::Folder;

/// The bytes that may be held: read, decoded, or waiting to be taken.
const HELD: u64 = 3 << 19;
/// The bytes that may be within a compressor of the test, and in the decompressor.
const COMPRESSED: u64 = 1 << 20;
const VALUES: usize = 14_000;

/// Some random letters, so that compressed bytes are about as many as those that they stand for.
fn noise(n: usize) -> String {
    let mut rng = fastrand::Rng::with_seed(n as u64);
    (0..200).map(|_| rng.alphanumeric()).collect()
}

/// A payload of about 330 bytes.
fn value(n: usize) -> String {
    crate::samples::payload(n).replacen('{', &format!(r#"{{"noise":"{}","#, noise(n)), 1)
}

/// A Tweet of a personal archive, about as long.
fn tweet(n: usize) -> String {
    format!(
        r#"{{"tweet":{{"id_str":"{}","full_text":"{}","created_at":"Wed Jun 06 20:07:10 +0000 2018"}}}}"#,
        n + 1,
        noise(n)
    )
}

/// The text of each form, by the number of the value. It ends behind the last text.
type Form = fn(usize) -> Option<String>;

const FORMS: [(&str, Form); 8] = [
    ("lines", |n| some(n, || value(n) + "\n")),
    ("sequence", |n| some(n, || value(n))),
    ("array", |n| array("[", n, value)),
    ("pretty", |n| some(n, || value(n).replacen('{', "{\n  ", 1) + "\n")),
    ("csv", |n| {
        let header = if n == 0 { "id,body\n" } else { "" };
        some(n, || format!("{header}{n},\"{}\"\n", value(n).replace('"', "\"\"")))
    }),
    ("queue", |n| {
        some(n, || {
            let body = crate::containers::json::quoted(&value(n));
            format!("{{\"Records\":[{{\"body\":{body}}}]}}\n")
        })
    }),
    ("personal", |n| array("window.YTD.tweets.part0 = [ ", n, tweet)),
    ("grailbird", |n| {
        array("Grailbird.data.tweets_2013_11 =[ ", n, |n| {
            let tweet = tweet(n);
            tweet[r#"{"tweet":"#.len()..tweet.len() - 1].to_owned()
        })
    }),
];

fn some(n: usize, text: impl FnOnce() -> String) -> Option<String> {
    (n < VALUES).then(text)
}

fn array(start: &str, n: usize, element: fn(usize) -> String) -> Option<String> {
    match n {
        0 => Some(format!("{start}{}", element(0))),
        VALUES => Some("]\n".to_owned()),
        n => some(n, || format!(",\n{}", element(n))),
    }
}

fn archive(form: Form, compression: Compression) -> (Archive, Arc<AtomicU64>) {
    let generated = Generated::new(form, compression);
    let given = generated.given();
    let archive = Archive::new().reader("generated", generated);
    (archive.owner(UserId::new(12)).threads(1), given)
}

/// Returns the most bytes that are held while an archive is read. `read` tells how many were read, and `before`
/// how many are before an item.
fn most(archive: Archive, read: impl Fn() -> u64, before: impl Fn(&Item) -> u64) -> u64 {
    let (mut most, mut count) = (0, 0);
    for item in archive.items() {
        assert!(item.fault().is_none(), "{item:?}");
        if item.body().is_some() {
            most = most.max(read().saturating_sub(before(&item)));
            count += 1;
        }
    }
    assert_eq!(count, VALUES);
    assert!(read() > 3 << 20, "{} bytes are more than may be held", read());
    most
}

fn assert_held(form: &str, held: u64, limit: u64) {
    assert!(held < limit, "{form}: {held} bytes are held");
}

#[test]
fn a_bounded_number_of_bytes_is_held_in_each_form() {
    for (name, form) in FORMS {
        let (archive, given) = archive(form, Compression::None);
        let held = most(archive, || given.load(Ordering::Relaxed), |item| item.offset);
        assert_held(name, held, HELD);
    }
}

#[test]
fn a_bounded_number_of_bytes_is_held_in_each_compression() {
    for compression in COMPRESSIONS {
        let (archive, given) = archive(FORMS[0].1, compression);
        let held = most(archive, || given.load(Ordering::Relaxed), |item| item.offset);
        assert_held(&format!("{compression:?}"), held, HELD + COMPRESSED);
    }
}

#[test]
fn nothing_more_is_read_for_a_consumer_that_pauses() {
    let forms = FORMS.map(|(name, form)| (name.to_owned(), form, Compression::None));
    let compressed = COMPRESSIONS.map(|it| (format!("{it:?}"), FORMS[0].1, it));
    for (name, form, compression) in forms.into_iter().chain(compressed) {
        let (archive, given) = archive(form, compression);
        let mut items = archive.items();
        assert!(items.next().is_some());
        // Some is read ahead in any case. If the rest is not read soon, less was read, and the test passes too.
        let (mut read, mut quiet) = (0, 0);
        while read < HELD / 6 || quiet < 20 {
            std::thread::sleep(std::time::Duration::from_millis(5));
            let now = given.load(Ordering::Relaxed);
            quiet = if now == read { quiet + 1 } else { 0 };
            read = now;
        }
        drop(items);
        assert_held(&name, given.load(Ordering::Relaxed), HELD + COMPRESSED);
    }
}

/// The folder or file of an archive, with the texts of its files before each one, in the order of reading.
fn files(
    name: &str,
    form: Form,
    names: impl Fn(usize) -> String,
    each: usize,
) -> (Folder, Vec<(String, u64)>) {
    let folder = Folder::new(name);
    let (mut starts, mut before) = (Vec::new(), 0);
    for n in (0..VALUES).step_by(each) {
        let text: String = (n..n + each).filter_map(form).collect();
        let text = if text.ends_with("]\n") || !text.contains('=') { text } else { text + "]" };
        let path = folder.write(&names(n / each), &text);
        starts.push((path.to_string_lossy().into_owned(), before));
        before += text.len() as u64;
    }
    (folder, starts)
}

fn held_of_files(archive: Archive, starts: &[(String, u64)]) -> u64 {
    let progress = archive.progress();
    let start = |item: &Item| {
        starts.iter().find(|(name, _)| **name == *item.source).map(|(_, start)| *start)
    };
    most(
        archive.owner(UserId::new(12)).threads(1),
        || progress.bytes_read(),
        |item| start(item).unwrap_or_default() + item.offset,
    )
}

#[test]
fn a_bounded_number_of_bytes_is_held_of_a_folder() {
    let (folder, starts) = files("held-many", FORMS[0].1, |n| format!("{n:05}.ndjson"), 10);
    assert_held("many files", held_of_files(Archive::open(folder.path()), &starts), HELD);
}

#[test]
fn a_bounded_number_of_bytes_is_held_of_a_personal_archive() {
    let account = r#"window.YTD.account.part0 = [ { "account" : { "accountId" : "12" } } ]"#;
    let tweets = |n| {
        some(n, || {
            format!("{}{}", if n == 0 { "window.YTD.tweets.part0 = [ " } else { ",\n" }, tweet(n))
        })
    };
    let (folder, starts) = files("held-personal", tweets, |_| "data/tweets.js".to_owned(), VALUES);
    folder.write("data/account.js", account);
    assert_held(
        "folder",
        held_of_files(Archive::open(folder.path()), &starts),
        HELD + account.len() as u64,
    );

    let grailbird: Form = |n| {
        let tweet = tweet(n);
        let inner = &tweet[r#"{"tweet":"#.len()..tweet.len() - 1];
        let start = if n % 100 == 0 { "Grailbird.data.tweets_2013_11 =[ " } else { ",\n" };
        Some(format!("{start}{inner}"))
    };
    let (folder, starts) =
        files("held-grailbird", grailbird, |n| format!("data/js/tweets/2013_{n:03}.js"), 100);
    assert_held("grailbird", held_of_files(Archive::open(folder.path()), &starts), HELD);
}

/// Returns how far the file at a path is read by this process.
#[cfg(target_os = "linux")]
fn position(path: &std::path::Path) -> Option<u64> {
    let is_it =
        |fd: &std::fs::DirEntry| std::fs::read_link(fd.path()).is_ok_and(|target| target == path);
    let fd = std::fs::read_dir("/proc/self/fd").unwrap().flatten().find(is_it)?;
    let info = std::fs::read_to_string(format!("/proc/self/fdinfo/{}", fd.file_name().display()));
    info.ok()?.lines().next()?.strip_prefix("pos:")?.trim().parse().ok()
}

#[cfg(target_os = "linux")]
#[test]
fn a_bounded_number_of_bytes_is_held_of_a_zip_file() {
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    let folder = Folder::new("held-zip");
    let path = std::fs::canonicalize(folder.path()).unwrap().join("twitter.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    zip.start_file("data/tweets.js", SimpleFileOptions::default()).unwrap();
    let mut length = 0;
    for text in (0..).map_while(FORMS[6].1) {
        zip.write_all(text.as_bytes()).unwrap();
        length += text.len() as u64;
    }
    drop(zip.finish().unwrap());
    let compressed = std::fs::metadata(&path).unwrap().len();
    // The noise is the same everywhere, so the compressed bytes are as dense everywhere.
    let read = std::cell::Cell::new(0);
    let archive = Archive::open(&path).owner(UserId::new(12)).threads(1);
    let held = most(
        archive,
        || {
            // The file is closed in the end, and its directory is read in the beginning.
            let at = position(&path).unwrap_or(compressed).max(read.get());
            read.set(at);
            at * length / compressed
        },
        |item| item.offset,
    );
    assert_held("ZIP", held, HELD);
}
