//! Personal archives as X delivers them: a folder, and a ZIP file.

use std::io::{Cursor, Write};
use std::path::Path;

use account_activity_archive::account_activity::UserId;
use account_activity_archive::{Archive, Content, FaultKind, Item, Skipped};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{PAYLOAD, told, tweet};
use crate::samples::Folder;

fn tweets(name: &str, part: usize, ids: &[u32]) -> String {
    let tweet =
        |id: &u32| format!(r#"{{ "tweet" : {{ "id_str" : "{id}", "full_text" : "hi" }} }}"#);
    let tweets: Vec<String> = ids.iter().map(tweet).collect();
    format!("window.YTD.{name}.part{part} = [\n  {}\n]", tweets.join(",\n  "))
}

/// The files of an archive, as X names them.
fn files() -> Vec<(&'static str, String)> {
    let account = r#"window.YTD.account.part0 = [ { "account" : { "email" : "a@b.example", "username" : "ferry", "accountId" : "12" } } ]"#;
    let message = r#"{ "messageCreate" : { "recipientId" : "12", "text" : "hi", "senderId" : "1", "id" : "40", "createdAt" : "2022-02-18T13:03:11.000Z" } }"#;
    let conversation = format!(
        r#"[ {{ "dmConversation" : {{ "conversationId" : "1-12", "messages" : [ {message} ] }} }} ]"#
    );
    vec![
        ("Your archive.html", "<html>".to_owned()),
        ("assets/js/runtime.js", "window.x = [];".to_owned()),
        ("data/README.txt", "text".to_owned()),
        ("data/account.js", account.to_owned()),
        (
            "data/ad-engagements.js",
            "window.YTD.ad_engagements.part0 = [ { \"ad\" : {} } ]".to_owned(),
        ),
        (
            "data/block.js",
            "window.YTD.block.part0 = [ { \"blocking\" : { \"accountId\" : \"5\" } } ]".to_owned(),
        ),
        ("data/community-tweet.js", tweets("community_tweet", 0, &[24])),
        ("data/deleted-tweets.js", tweets("deleted_tweets", 0, &[23])),
        (
            "data/direct-message-headers.js",
            format!("window.YTD.direct_message_headers.part0 = {conversation}"),
        ),
        ("data/direct-messages.js", format!("window.YTD.direct_messages.part0 = {conversation}")),
        (
            "data/direct-messages-group.js",
            "window.YTD.direct_messages_group.part0 = [ ]".to_owned(),
        ),
        (
            "data/like.js",
            "window.YTD.like.part0 = [ { \"like\" : { \"tweetId\" : \"5\" } } ]".to_owned(),
        ),
        ("data/manifest.js", "window.__THAR_CONFIG = { }".to_owned()),
        ("data/tweets.js", tweets("tweets", 0, &[20, 21])),
        ("data/tweets-part1.js", tweets("tweets", 1, &[22])),
        ("data/tweets_media/20-a.jpg", "\u{fffd}".to_owned()),
        ("data/tweets_media/21-b.mp4", "\u{fffd}".to_owned()),
    ]
}

fn folder(name: &str, files: &[(&str, String)]) -> Folder {
    let folder = Folder::new(name);
    for (name, text) in files {
        folder.write(name, text);
    }
    folder
}

fn zipped(files: &[(&str, String)], prefix: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        let method = if name.ends_with(".js") {
            CompressionMethod::Deflated
        } else {
            CompressionMethod::Stored
        };
        let options = SimpleFileOptions::default().compression_method(method);
        zip.start_file(format!("{prefix}{name}"), options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Returns what the items of an archive are, with their sources below a path.
fn listed(items: &[Item], path: &Path) -> Vec<String> {
    let start = format!("{}/", path.display());
    let line = |item: &Item| {
        let source = item.source.strip_prefix(&start).unwrap_or(&item.source);
        match &item.content {
            Content::Skipped(Skipped::NotOpened { reason, .. }) => format!("{source}: {reason}"),
            _ => format!("{source}: {}", told(item)),
        }
    };
    items.iter().map(line).collect()
}

const LISTED: [&str; 17] = [
    "data/account.js: 1 account",
    "data/block.js: 1 block",
    "data/community-tweet.js: tweet_create",
    "data/deleted-tweets.js: tweet_create",
    "data/direct-messages-group.js: empty",
    "data/direct-messages.js: direct_message",
    "data/like.js: 1 like",
    "data/tweets-part1.js: tweet_create",
    "data/tweets.js: tweet_create",
    "data/tweets.js: tweet_create",
    "Your archive.html: no Tweets and no messages",
    "data/README.txt: no Tweets and no messages",
    "data/ad-engagements.js: no Tweets and no messages",
    "data/direct-message-headers.js: no Tweets and no messages",
    "data/manifest.js: no Tweets and no messages",
    "assets/: 1 file without events, such as media",
    "data/tweets_media/: 2 files without events, such as media",
];

#[test]
fn a_folder_is_read_with_its_owner() {
    let folder = folder("personal", &files());
    let items: Vec<Item> = Archive::open(folder.path()).items().collect();
    assert_eq!(listed(&items, folder.path()), LISTED);
    assert_eq!(tweet(&items[2]).user.id.get(), 12);
    // `account.js` has precedence over the settings.
    let items = Archive::open(folder.path()).owner(UserId::new(7)).items();
    let authors =
        items.filter(|item| told(item) == "tweet_create").map(|item| tweet(&item).user.id.get());
    assert_eq!(authors.collect::<Vec<_>>(), [12; 5]);
    // So it has for one file, beside which it is.
    let items: Vec<Item> = Archive::open(folder.path().join("data/tweets.js")).items().collect();
    assert_eq!(items.iter().map(|item| tweet(item).user.id.get()).collect::<Vec<_>>(), [12, 12]);
    let data: Vec<Item> = Archive::open(folder.path().join("data")).items().collect();
    assert_eq!(data.iter().filter(|item| told(item) == "tweet_create").count(), 5);
}

#[test]
fn a_zip_file_gives_the_same_as_its_folder() {
    let folder = folder("personal-zip", &files());
    let expected: Vec<Item> = Archive::open(folder.path()).items().collect();
    for prefix in ["", "twitter-2023-02-18/"] {
        let path = folder.write("twitter.zip", zipped(&files(), prefix));
        let items: Vec<Item> = Archive::open(&path).items().collect();
        let inner =
            if prefix.is_empty() { path.clone() } else { path.join(prefix.trim_end_matches('/')) };
        assert_eq!(listed(&items, &inner), LISTED);
        for (item, expected) in items.iter().zip(&expected) {
            assert_eq!(
                (&item.content, item.offset, item.line),
                (&expected.content, expected.offset, expected.line)
            );
        }
        std::fs::remove_file(path).unwrap();
    }
}

#[test]
fn an_archive_of_2012_is_read_once() {
    let tweets = r#"Grailbird.data.tweets_2013_11 = [ { "id" : 20, "text" : "hi", "user" : { "id" : 12 } } ]"#;
    let files = [
        ("README.txt", String::new()),
        ("data/js/tweet_index.js", "var tweet_index = [ ]".to_owned()),
        ("data/js/tweets/2013_11.js", tweets.to_owned()),
        ("data/js/user_details.js", "var user_details = { }".to_owned()),
        ("tweets.csv", "\"tweet_id\",\"text\"\n\"20\",\"hi\"\n".to_owned()),
    ];
    let folder = folder("grailbird", &files);
    let items: Vec<Item> = Archive::open(folder.path()).items().collect();
    let expected = [
        "data/js/tweets/2013_11.js: tweet_create",
        "README.txt: no Tweets and no messages",
        "data/js/tweet_index.js: no Tweets and no messages",
        "data/js/user_details.js: no Tweets and no messages",
        "tweets.csv: the same Tweets as in data/js/tweets",
    ];
    assert_eq!(listed(&items, folder.path()), expected);
    let path = folder.write("old.zip", zipped(&files, ""));
    assert_eq!(listed(&Archive::open(&path).items().collect::<Vec<_>>(), &path), expected);
}

#[test]
fn without_account_js_each_file_asks_for_the_owner_once() {
    let files: Vec<_> =
        files().into_iter().filter(|(name, _)| *name != "data/account.js").collect();
    let folder = folder("ownerless", &files);
    let count =
        |archive: Archive, what: &str| archive.items().filter(|item| told(item) == what).count();
    let open = || Archive::open(folder.path());
    assert_eq!(count(open(), "owner-unknown"), 4);
    assert_eq!(count(open(), "undecoded"), 5);
    assert_eq!(count(open().owner(UserId::new(7)), "tweet_create"), 5);
}

#[test]
fn a_zip_file_of_other_files_is_read_like_a_folder() {
    let files =
        [("a/one.json", PAYLOAD.to_owned()), ("two.ndjson", format!("{PAYLOAD}\n{PAYLOAD}\n"))];
    let folder = Folder::new("other-zip");
    let path = folder.write("payloads.zip", zipped(&files, ""));
    let items: Vec<Item> = Archive::open(&path).items().collect();
    assert_eq!(
        listed(&items, &path),
        ["a/one.json: tweet_delete", "two.ndjson: tweet_delete", "two.ndjson: tweet_delete"]
    );
}

#[test]
fn a_zip_file_that_cannot_be_read_is_a_fault() {
    let folder = Folder::new("bad-zip");
    let zip = zipped(&files(), "");
    let cut = folder.write("cut.zip", &zip[..zip.len() / 2]);
    let items: Vec<Item> = Archive::open(cut).items().collect();
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].fault().unwrap().kind(), FaultKind::Corrupt);
    // A stream cannot be read from its end.
    let items: Vec<Item> = Archive::new().reader("-", Cursor::new(zip)).items().collect();
    assert_eq!(items.len(), 1);
    let fault = items[0].fault().unwrap();
    assert_eq!(fault.kind(), FaultKind::Unsupported);
    assert!(fault.message().contains("give its path"), "{fault}");
    // A file that is damaged in the middle costs only itself.
    let mut damaged = zipped(&files(), "");
    let at = damaged.windows(14).position(|window| window == b"data/tweets.js").unwrap() + 20;
    damaged[at] ^= 0xff;
    let path = folder.write("damaged.zip", damaged);
    let items: Vec<Item> = Archive::open(path).items().collect();
    assert!(items.iter().any(|item| item.fault().is_some()));
    assert!(items.iter().any(|item| told(item) == "direct_message"));
}

#[test]
fn files_of_one_name_in_a_zip_file_are_told() {
    let files = [("a.json", PAYLOAD.to_owned()), ("b.json", PAYLOAD.to_owned())];
    let mut zip = zipped(&files, "");
    // The writer refuses a name twice, so the second one is renamed in the file.
    let names: Vec<_> = zip.windows(6).enumerate().filter(|(_, name)| name == b"b.json").collect();
    let places: Vec<usize> = names.into_iter().map(|(at, _)| at).collect();
    assert_eq!(places.len(), 2);
    for at in places {
        zip[at] = b'a';
    }
    let folder = Folder::new("twice");
    let path = folder.write("twice.zip", zip);
    let items: Vec<Item> = Archive::open(&path).items().collect();
    let listed = listed(&items, &path);
    assert_eq!(listed.len(), 2, "{listed:?}");
    assert!(listed[0].contains("have the same name"), "{listed:?}");
    assert_eq!(listed[1], "a.json: tweet_delete");
    let rest: Vec<Item> = Archive::open(&path).start_at(items[1].position()).items().collect();
    assert_eq!(rest, items[1..]);
}

#[test]
fn account_js_beside_tells_the_owner_of_every_file() {
    let all = files();
    let account = all.iter().find(|(name, _)| *name == "data/account.js").unwrap().1.clone();
    let files = [("account.js", account), ("tweets-part7.js", tweets("tweets", 7, &[20]))];
    let folder = folder("beside", &files);
    for pattern in ["", "tweets*.js", "*.js"] {
        let items = Archive::open(folder.path().join(pattern)).items();
        let items: Vec<Item> = items.filter(|item| item.body().is_some()).collect();
        assert_eq!(items.len(), 1, "{pattern}");
        assert_eq!(tweet(&items[0]).user.id.get(), 12, "{pattern}");
    }
}

#[cfg(unix)]
#[test]
fn a_loop_within_an_archive_is_a_fault() {
    let folder = folder("personal-loop", &files());
    for name in ["data/again", "data/tweets_media/again"] {
        std::os::unix::fs::symlink(folder.path(), folder.path().join(name)).unwrap();
    }
    let items: Vec<Item> = Archive::open(folder.path()).items().collect();
    let loops: Vec<_> =
        items.iter().filter(|item| told(item) == FaultKind::Loop.as_str()).collect();
    assert_eq!(loops.len(), 2, "{:?}", listed(&items, folder.path()));
    assert!(loops[0].source.ends_with("data/again"), "{}", loops[0].source);
    assert_eq!(listed(&items, folder.path())[..LISTED.len()], LISTED);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_read_does_not_hide_an_archive() {
    let folder = folder("personal-broken", &files());
    // Root may read every folder, so a link without a target stands for one.
    std::os::unix::fs::symlink("missing", folder.path().join("data/z")).unwrap();
    let items: Vec<Item> = Archive::open(folder.path()).items().collect();
    let listed = listed(&items, folder.path());
    assert_eq!(listed[..LISTED.len()], LISTED);
    assert_eq!(listed[LISTED.len()..], ["data/z: not-found"]);
}
