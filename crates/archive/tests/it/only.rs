//! Only activities of some kinds are given.

use std::io::Cursor;

use account_activity_archive::account_activity::{Activity, ActivityKind};
use account_activity_archive::{Archive, Content, Item};

use crate::samples::payload;

const LIKE: &str = r#"{"for_user_id":"12","favorite_events":[{"id":"a","favorited_status":{"id":1,"text":"x","user":{"id":3}},"user":{"id":12},"timestamp_ms":1600000000000}]}"#;
const BOTH: &str = r#"{"for_user_id":"12","favorite_events":[{"id":"a","favorited_status":{"id":1,"text":"x","user":{"id":3}},"user":{"id":12},"timestamp_ms":1600000000000}],"follow_events":[{"type":"follow","created_timestamp":"1600000000000","source":{"id":"3"},"target":{"id":"12"}}]}"#;
const TWEET: &str = r#"{"created_at":"Sat Feb 18 12:33:11 +0000 2023","id":20,"id_str":"20","text":"hi","user":{"id":12}}"#;
const POST: &str = r#"{"data":{"event_type":"post.create","filter":{"user_id":"12"},"payload":{"id":"20","text":"hi","author_id":"12"}}}"#;

/// The kinds of the activities of each item with a body, with its line.
fn kinds(items: &[Item]) -> Vec<(u64, Vec<ActivityKind>)> {
    let bodies = items.iter().filter_map(|item| Some((item.line, item.body()?)));
    bodies.map(|(line, body)| (line, body.activities().map(Activity::kind).collect())).collect()
}

fn archive(source: &str) -> Archive {
    Archive::new().reader("lines", Cursor::new(source.to_owned()))
}

#[test]
fn other_bodies_are_counted_and_other_activities_left_out() {
    let received = LIKE.replacen('{', r#"{"received_at":"2024-01-01T00:00:00Z","#, 1);
    let wrapped = serde_json::json!({ "body": BOTH }).to_string();
    let broken = "{\"for_user_id\":\"12\",\"follow_events\":[}";
    let notice = r#"{"delete":{"status":{"id":1,"id_str":"1","user_id":3,"user_id_str":"3"}}}"#;
    let lines = [LIKE, BOTH, TWEET, POST, &received, &wrapped, broken, notice].join("\n");
    for (kind, expected, passed) in [
        (ActivityKind::Like, vec![1, 2, 5, 6], 2),
        (ActivityKind::Follow, vec![2, 6], 4),
        (ActivityKind::Post, vec![3, 4], 4),
        (ActivityKind::Mute, vec![], 6),
    ] {
        let archive = archive(&lines).only([kind]);
        let progress = archive.progress();
        let items: Vec<Item> = archive.items().collect();
        let expected: Vec<_> = expected.into_iter().map(|line| (line, vec![kind])).collect();
        assert_eq!(kinds(&items), expected);
        assert_eq!(progress.bodies_passed(), passed, "{kind}");
        // What is wrong and what is no event is given as always.
        assert!(items.iter().any(|item| item.line == 7 && item.fault().is_some()), "{kind}");
        assert!(items.iter().any(|item| matches!(item.content, Content::Notice(_))), "{kind}");
        let received = items.iter().filter_map(|item| item.received_at).count();
        assert_eq!(received, usize::from(kind == ActivityKind::Like));
    }
}

#[test]
fn a_bare_tweet_that_cannot_be_decoded_is_one_of_the_posts() {
    let tweet = r#"{"created_at":"Sat Feb 18 12:33:11 +0000 2023","id_str":"20","text":"hi","full_text":"hi","user":[7]}"#;
    for (kind, count) in
        [(ActivityKind::Post, 1), (ActivityKind::Undecoded, 1), (ActivityKind::Like, 0)]
    {
        let items: Vec<Item> = archive(tweet).only([kind]).items().collect();
        assert_eq!(kinds(&items), vec![(1, vec![ActivityKind::Undecoded]); count], "{kind}");
    }
}

/// The archive of each folder gives what a filter of all items gives.
#[test]
fn the_items_are_those_of_a_filter() {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures");
    let mut folders = vec![fixtures.to_owned()];
    if let Some(corpora) = std::env::var_os("AA_CORPUS") {
        for name in ["corpus", "corpus-2", "corpus-xaa", "archive-forms"] {
            folders.push(format!("{}/{name}", corpora.display()));
        }
    }
    let told = |items: Vec<Item>, kinds: Option<&[ActivityKind]>| {
        let mut told = Vec::new();
        for item in items {
            let body = match &item.content {
                Content::Body(body) => body,
                other => {
                    told.push(format!("{}:{} {other:?}", item.source, item.offset));
                    continue;
                }
            };
            for activity in body.activities() {
                let kind = activity.kind();
                if kinds.is_none_or(|kinds| kinds.contains(&kind)) {
                    let activity = serde_json::to_string(&activity).unwrap();
                    told.push(format!("{}:{} {activity}", item.source, item.offset));
                }
            }
        }
        told
    };
    for folder in folders {
        let all: Vec<Item> = Archive::open(&folder).items().collect();
        for kinds in [
            vec![ActivityKind::Post],
            vec![ActivityKind::Like, ActivityKind::Follow, ActivityKind::Undecoded],
            vec![ActivityKind::DirectMessage, ActivityKind::PostDelete, ActivityKind::Unknown],
        ] {
            let only: Vec<Item> =
                Archive::open(&folder).only(kinds.iter().copied()).items().collect();
            let expected = told(all.clone(), Some(&kinds));
            assert_eq!(told(only, Some(&kinds)), expected, "{folder}: {kinds:?}");
        }
    }
}

#[test]
fn a_position_is_that_without_a_selection() {
    let lines: String = (0..1000)
        .map(|number| {
            let other = if number % 10 == 0 { LIKE.to_owned() } else { payload(number) };
            other + "\n"
        })
        .collect();
    let only = || archive(&lines).only([ActivityKind::Like]);
    let items: Vec<Item> = only().items().collect();
    assert_eq!(items.len(), 100);
    let all: Vec<Item> = archive(&lines).items().collect();
    assert_eq!(items[7].position(), all[70].position());
    let rest: Vec<Item> = only().start_at(items[7].position().after()).items().collect();
    assert_eq!(rest, items[8..]);
}
