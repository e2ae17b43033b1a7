//! Samples of the forms in which people keep payloads.

use std::path::PathBuf;

use account_activity_archive::account_activity::{Body, UserId};
use account_activity_archive::{Archive, Item};

use super::{notice, payload, told, tweet};

/// Returns the items of a sample. `None` without the folder of samples.
fn sample(name: &str, owner: Option<u64>) -> Option<Vec<Item>> {
    let folder = PathBuf::from(std::env::var_os("AA_CORPUS")?).join("archive-forms");
    let path = folder.join(name);
    if !path.is_file() {
        println!("skipped: AA_CORPUS names no folder that holds archive-forms/{name}");
        return None;
    }
    let archive = Archive::new().path(path);
    let archive = match owner {
        Some(owner) => archive.owner(UserId::new(owner)),
        None => archive,
    };
    Some(archive.items().collect())
}

#[test]
fn each_sample_gives_what_it_holds() {
    for (name, expected) in [
        ("tweets.js", "tweet_create"),
        ("tweets-js-as-json.json", "tweet_create"),
        ("tweet-v11/ytd-tweet.json", "tweet_create"),
        ("grailbird-2013_11.js", "tweet_create"),
        ("tweet-v11/grailbird-tweet.json", "tweet_create"),
        ("tweet-v11/mongo-canonical-extended.json", "tweet_create"),
        ("mongo-relaxed-wrapper.json", "tweet_create"),
        ("search-answer.json", "tweet_create"),
        ("dm-list-answer.json", "direct_message"),
        ("lambda-proxy-event.json", "tweet_delete"),
        ("columns.csv", "tweet_create"),
        ("tweet-v11/stream-limit-line.ndjson", "notice limit, notice limit"),
        (
            "tweet-v11/stream-2016-deletes.jsonl",
            "notice delete, tweet_create, notice delete, tweet_create, tweet_create",
        ),
    ] {
        let Some(items) = sample(name, Some(12)) else { return };
        assert_eq!(items.iter().map(told).collect::<Vec<_>>().join(", "), expected, "{name}");
        let faults: Vec<_> = items.iter().filter_map(Item::body).flat_map(Body::faults).collect();
        assert!(faults.is_empty(), "{name}: {faults:#?}");
    }
}

#[test]
fn the_capture_of_2012_has_tweets_and_deletions() {
    let Some(items) = sample("tweet-v11/stream-2012-with-deletes.ndjson", None) else { return };
    let notices = items.iter().filter(|item| told(item) == "notice delete").count();
    let tweets = items.iter().filter(|item| told(item) == "tweet_create").count();
    assert_eq!((items.len(), notices + tweets), (9, 9));
    assert!(notices > 0 && tweets > 0);
}

#[test]
fn the_values_of_samples_are_read() {
    let Some(items) = sample("mongo-relaxed-wrapper.json", None) else { return };
    assert_eq!(items[0].received_at.unwrap().as_millis(), 1_629_034_333_402);
    assert_eq!(tweet(&items[0]).id.get(), 1_426_899_530_007_330_816);
    let items = sample("columns.csv", None).unwrap();
    assert_eq!(tweet(&items[0]).user.screen_name, "JE_Gordon");
    let items = sample("tweets.js", Some(12)).unwrap();
    assert_eq!(tweet(&items[0]).user.id.get(), 12);
    let items = sample("tweet-v11/stream-limit-line.ndjson", None).unwrap();
    assert_eq!(notice(&items[0]).timestamp().unwrap().as_millis(), 1_477_757_470_194);
    let items = sample("lambda-proxy-event.json", None).unwrap();
    assert_eq!(payload(&items[0]).for_user_id().unwrap().get(), 930_524_282_358_325_248);
    let items = sample("tweets.js", None).unwrap();
    assert_eq!(items.iter().map(told).collect::<Vec<_>>(), ["owner-unknown", "undecoded"]);
}
