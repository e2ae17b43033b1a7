//! Reading resumes at every position.

use account_activity_archive::{Archive, Item, Position};

use crate::containers::{COMPRESSIONS, CONTAINERS, Container};
use crate::samples::{Folder, payload};

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    for (n, container) in CONTAINERS.into_iter().enumerate() {
        let values: Vec<_> = (0..6).map(|value| payload(n * 10 + value)).collect();
        let compression = COMPRESSIONS[n % COMPRESSIONS.len()];
        folder.write(&format!("{n:02}"), compression.write(&container.write(&values)));
    }
    let faults =
        format!("{}\ngarbage\n{{\"a\" 1}}\n\0\0\0{}\n{{\"text\":", payload(900), payload(901));
    folder.write("90", faults);
    let several = format!("{}\n{}{}\n{}", payload(910), payload(911), payload(912), payload(913));
    folder.write("94", several);
    let tweets = r#"{"tweet":{"id":"1","full_text":"a"}}, {"tweet":{"id":"2","full_text":"b"}}"#;
    folder.write("tweets.js", format!("window.YTD.tweets.part0 = [ {tweets} ]"));
    let mut malformed = Container::Utf16.write(&[payload(920), payload(921)]);
    malformed.extend_from_slice(b"\x00\xD8{\0");
    folder.write("95", malformed);
    folder.write("91", "");
    folder.write("92", "\u{89}PNG");
    folder.write("93", format!("[{},{}", payload(902), payload(903)));
    folder
}

#[test]
fn every_position_gives_the_same_rest() {
    let folder = folder("resume");
    let all: Vec<Item> = Archive::open(folder.path()).items().collect();
    assert!(all.len() > 80, "{}", all.len());
    let faults = all.iter().position(|item| item.source.ends_with("90")).unwrap();
    for (n, item) in all.iter().enumerate().filter(|(n, _)| n % 3 == 0 || *n >= faults) {
        let at: Position = item.position().to_string().parse().unwrap();
        assert_eq!(at, item.position());
        let rest: Vec<_> = Archive::open(folder.path()).start_at(at.clone()).items().collect();
        assert!(rest == all[n..], "at {at}: {rest:#?}");
        let rest: Vec<_> = Archive::open(folder.path()).start_at(at.after()).items().collect();
        assert!(rest == all[n + 1..], "after {}: {rest:#?}", item.position());
    }
}

#[test]
fn a_position_in_the_middle_of_a_long_file_is_found() {
    let folder = Folder::new("resume-long");
    let values: String = (0..20_000).map(|n| payload(n) + "\n").collect();
    let path = folder.write("values", values);
    let all: Vec<Item> = Archive::open(&path).items().collect();
    for n in [1, 1000, 9_999, 19_999] {
        let rest: Vec<_> = Archive::open(&path).start_at(all[n].position()).items().collect();
        assert!(rest == all[n..], "{n}");
    }
}

#[test]
fn a_source_that_is_given_twice_has_positions_of_its_own() {
    let folder = Folder::new("resume-twice");
    let values: String = (0..3).map(|n| payload(n) + "\n").collect();
    let path = folder.write("values", values.as_bytes());
    let bytes = || std::io::Cursor::new(values.clone().into_bytes());
    let archive = || {
        Archive::open(&path)
            .path(&path)
            .reader("reader", bytes())
            .path(&path)
            .reader("reader/other", bytes())
            .reader("reader", bytes())
    };
    let all: Vec<Item> = archive().items().collect();
    assert_eq!(all.len(), 18);
    for (n, item) in all.iter().enumerate() {
        let at: Position = item.position().to_string().parse().unwrap();
        assert_eq!(at, item.position());
        let rest: Vec<_> = archive().start_at(at.clone()).items().collect();
        assert!(rest == all[n..], "at {at}: {rest:#?}");
    }
    assert_eq!(all[3].position().to_string(), format!("0:1:0#2:{}", path.display()));
}

#[test]
fn a_position_of_another_archive_is_a_fault() {
    let folder = folder("resume-other");
    let position: Position = "0:1:0:elsewhere".parse().unwrap();
    let items: Vec<_> = Archive::open(folder.path()).start_at(position).items().collect();
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].fault().unwrap().kind().as_str(), "not-found");
    assert_eq!(&*items[0].source, "elsewhere");
}

#[test]
fn the_last_number_of_an_item_has_none_behind_it() {
    let position: Position = "0:1:4294967295:x".parse().unwrap();
    assert_eq!(position.clone().after(), position);
}

#[test]
fn a_text_of_another_kind_is_an_error() {
    for text in ["", "1:2:3", "a:1:0:name", "1:1:99999999999:name", "1:1:0#0:name", "1:1:0#:name"] {
        assert!(text.parse::<Position>().is_err(), "{text}");
    }
}
