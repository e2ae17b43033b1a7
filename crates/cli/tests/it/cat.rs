//! `cat`: the activities of an archive.

use account_activity::{Body, Payload};
use serde_json::Value;

use crate::program::{Folder, Told, told};

/// Three bodies: a post with a mention, a follow of the X Activity API without a time, and a deletion.
const BODIES: [&str; 3] = [
    r#"{"for_user_id":"2","tweet_create_events":[{"id":1,"created_at":"Wed Jan 31 12:00:00 +0000 2024","text":"Tea, @bob?\u001b[2J","user":{"id":1,"screen_name":"Ada"},"entities":{"user_mentions":[{"id":2,"screen_name":"bob","indices":[5,9]}]}}]}"#,
    r#"{"data":{"event_type":"follow.follow","event_uuid":"9","filter":{"user_id":"2"},"payload":{"source":{"data":{"id":"3","username":"cleo"}},"target":{"data":{"id":"2","username":"bob"}}}}}"#,
    r#"{"for_user_id":"2","tweet_delete_events":[{"status":{"id":"5","user_id":"2"},"timestamp_ms":"1707998400000"}]}"#,
];

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("a.ndjson", BODIES.join("\n"));
    folder
}

fn cat(folder: &Folder, arguments: &[&str]) -> Told {
    told(folder, &[&["cat", "a.ndjson"], arguments].concat())
}

#[test]
fn lines_are_for_people() {
    let told = cat(&folder("cat-lines"), &[]);
    assert_eq!((told.code, told.errors.as_str()), (Some(0), ""));
    let lines: Vec<&str> = told.output.lines().collect();
    let [post, follow, deletion] = lines.as_slice() else { panic!("{lines:#?}") };
    assert!(post.starts_with("2024-01-31T12:00:00Z      post "), "{post}");
    assert!(post.ends_with(r"@Ada (mentioned): Tea, @bob?\u{1b}[2J"), "{post}");
    assert!(follow.starts_with("-  ") && follow.contains(" @cleo → @bob"), "{follow}");
    assert!(deletion.contains("post_delete ") && deletion.ends_with(": 5"), "{deletion}");
}

#[test]
fn json_is_the_common_view_and_raw_the_bodies() {
    let folder = folder("cat-json");
    let told = cat(&folder, &["--json"]);
    assert_eq!(told.code, Some(0), "{told:?}");
    let bodies = BODIES.map(|body| Body::from_slice(body.as_bytes()).unwrap());
    let expected: Vec<String> = bodies
        .iter()
        .flat_map(|body| body.activities())
        .map(|activity| serde_json::to_string(&activity).unwrap())
        .collect();
    assert_eq!(told.output.lines().collect::<Vec<_>>(), expected);

    let told = cat(&folder, &["--raw"]);
    assert_eq!(told.output, BODIES.join("\n") + "\n");
}

#[test]
fn filters_choose_activities() {
    let folder = folder("cat-filter");
    for (arguments, keys, left_out) in [
        (&["--kind", "post"][..], &[0][..], 0),
        (&["--kind", "post,follow"], &[0, 1], 0),
        (&["--kind", "post", "--kind", "post_delete"], &[0, 2], 0),
        (&["--user", "3"], &[1], 0),
        (&["--user", "@ada"], &[0], 0),
        (&["--user", "@bob"], &[1], 0),
        (&["--user", "2"], &[0, 1, 2], 0),
        (&["--since", "2024-02-01"], &[2], 1),
        (&["--until", "2024-02-01"], &[0], 1),
        (&["--since", "2024-01-31T12:00:00Z", "--until", "2024-01-31T12:00:01Z"], &[0], 1),
        (&["--until", "2024-01-31T12:00:00Z"], &[], 1),
        (&["--until", "2024-01-31 12:00:01"], &[0], 1),
        (&["--since", "2024-01-31 12:01"], &[2], 1),
        (&["--until", "2024-01-31T12:00"], &[], 1),
        (&["--until", "2024-01-31T13:00:01+01:00"], &[0], 1),
        (&["--kind", "tweet_create,tweet_delete"], &[0, 2], 0),
        (&["--kind", "follow.follow"], &[1], 0),
        (&["--kind", "post.create,follow.follow,post_delete"], &[1, 2], 0),
    ] {
        let told = cat(&folder, &[&["--raw"], arguments].concat());
        assert_eq!(told.code, Some(0), "{told:?}");
        let expected: String = keys.iter().map(|key| format!("{}\n", BODIES[*key])).collect();
        assert_eq!(told.output, expected, "{arguments:?}");
        assert_eq!(told.errors.contains("1 activities have no time"), left_out == 1, "{told:?}");
    }
    for (arguments, expected) in [
        (&["--kind", "dance"][..], "dance"),
        (&["--since", "yesterday"], "expected a date such as"),
        (&["--since", "2024"], "expected a date such as"),
        (&["--until", "1706702400"], "expected a date such as"),
        (&["--until", "1706702400000"], "expected a date such as"),
        (&["--since=-1"], "expected a date such as"),
        (&["--since", "1.7e9"], "expected a date such as"),
        (&["--kind", "dance"], "direct_message_typing"),
        (&["--user", "ada"], "expected an id such as 12, or @name"),
        (&["--json", "--raw"], "cannot be used with"),
    ] {
        let told = cat(&folder, arguments);
        assert_eq!((told.code, told.errors.contains(expected)), (Some(2), true), "{told:?}");
    }
}

#[test]
fn what_is_not_understood_is_told_beside_the_rest() {
    let folder = Folder::new("cat-failures");
    let undecoded = r#"{"follow_events":[{}]}"#;
    folder.write("a.ndjson", format!("{}\n{{\"a\":\n{undecoded}\n{}\n", BODIES[0], BODIES[2]));
    let told = cat(&folder, &["--json"]);
    assert_eq!(told.code, Some(1), "{told:?}");
    let kinds: Vec<Value> = told
        .output
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["kind"].clone())
        .collect();
    assert_eq!(kinds, ["post", "undecoded", "post_delete"]);
    let errors: Vec<&str> = told.errors.lines().collect();
    let [broken, undecoded] = errors.as_slice() else { panic!("{errors:#?}") };
    assert!(broken.starts_with("error: a.ndjson:2: "), "{broken}");
    assert!(undecoded.starts_with("error: a.ndjson:3: /follow_events/0: "), "{undecoded}");
}

/// A run goes on at the position that an interrupted one printed.
#[test]
fn reading_begins_at_a_position() {
    let folder = folder("cat-position");
    let archive = account_activity_archive::Archive::open(folder.0.join("a.ndjson"));
    let second = archive.items().nth(1).unwrap();
    let path = folder.0.join("a.ndjson");
    let position = second.position().to_string();
    let told = told(&folder, &["cat", path.to_str().unwrap(), "--raw", "--start-at", &position]);
    assert_eq!(told.output, format!("{}\n{}\n", BODIES[1], BODIES[2]), "{told:?}");
    // The bodies decode again.
    assert!(told.output.lines().all(|line| Payload::from_slice(line.as_bytes()).is_ok()));
}

/// `cat` and `check` have the same verdict about archives in which there is nothing.
#[test]
fn what_has_nothing_is_never_success() {
    let folder = Folder::new("cat-nothing");
    folder.write("archive/data/manifest.js", "window.__THAR_CONFIG = {}");
    folder.write("archive/data/tweets_media/a.png", "PNG");
    folder.write("hidden/.notes", "");
    folder.write("empty.json", "");
    std::fs::create_dir_all(folder.0.join("folder")).unwrap();
    for path in ["archive", "hidden", "empty.json", "folder"] {
        let cat = told(&folder, &["cat", path]);
        let check = told(&folder, &["check", path]);
        assert_eq!((cat.code, check.code), (Some(1), Some(1)), "{path}: {cat:?} {check:?}");
        assert!(cat.errors.contains("error: no payload, Tweet"), "{path}: {cat:?}");
    }
    folder.write("a.json", BODIES[0]);
    let cat = told(&folder, &["cat", "archive", "empty.json", "a.json"]);
    assert_eq!(cat.code, Some(0), "{cat:?}");
}

#[test]
fn what_is_left_out_is_counted_at_the_end() {
    let folder = Folder::new("cat-left-out");
    folder.write("stream.ndjson", "{\"limit\": {\"track\": 5}}\n{\"limit\": {\"track\": 6}}\n");
    folder.write("a/data/like.js", r#"window.YTD.like.part0 = [{"like": {"tweetId": "5"}}]"#);
    folder.write("a/data/manifest.js", "window.__THAR_CONFIG = {}");
    folder.write("a/data/tweets_media/a.png", "PNG");
    let told = told(&folder, &["cat", "stream.ndjson", "a"]);
    assert_eq!((told.code, told.output.as_str()), (Some(0), ""), "{told:?}");
    let last = told.errors.lines().last().unwrap();
    for part in
        ["left out: files that are not opened (2)", "notices: limit (2)", "no events: like (1)"]
    {
        assert!(last.contains(part), "{part}: {told:?}");
    }
}

#[test]
fn a_name_that_no_activity_describes_is_told() {
    let folder = folder("cat-names");
    let told = cat(&folder, &["--user", "@zed"]);
    assert!(told.errors.contains("no activity describes a user @zed"), "{told:?}");
    assert!(told.errors.contains("activities that do not name each user are left out"), "{told:?}");
    let told = cat(&folder, &["--user", "2", "--kind", "post"]);
    assert_eq!(told.errors, "");
}

#[test]
fn raw_bodies_are_one_line_each_and_bare_values_are_payloads() {
    let folder = Folder::new("cat-raw");
    let pretty = "{\n  \"for_user_id\": \"2\",\r\n  \"tweet_delete_events\": [\n    {\"status\": {\"id\": \"5\", \"user_id\": \"2\"}}\n  ]\n}\n";
    folder.write("pretty.json", pretty);
    folder.write("tweet.json", "{\"id\": 1,\n\"text\": \"a  b\", \"user\": {\"id\": 1}}");
    let told = told(&folder, &["cat", "--raw", "pretty.json", "tweet.json"]);
    let lines: Vec<&str> = told.output.lines().collect();
    assert_eq!(lines.len(), 2, "{told:?}");
    assert_eq!(
        lines[0],
        r#"{"for_user_id": "2","tweet_delete_events": [{"status": {"id": "5", "user_id": "2"}}]}"#
    );
    let tweet = Payload::from_slice(lines[1].as_bytes()).unwrap();
    assert_eq!(tweet.events().len(), 1);
    assert!(lines[1].contains("\"a  b\""), "{lines:?}");
}

/// The time of receipt is not that of the event.
#[test]
fn the_time_of_receipt_is_marked() {
    let folder = Folder::new("cat-received");
    let follow: Value = serde_json::from_str(BODIES[1]).unwrap();
    folder.write(
        "a.json",
        serde_json::json!({"received_at": "2024-02-03T04:05:06Z", "body": follow}).to_string(),
    );
    let lines = told(&folder, &["cat", "a.json"]);
    assert!(lines.output.starts_with("~2024-02-03T04:05:06Z "), "{lines:?}");
    let json = told(&folder, &["cat", "a.json", "--json"]);
    let json: Value = serde_json::from_str(&json.output).unwrap();
    assert_eq!(json["received_at"], "2024-02-03T04:05:06Z");
    assert!(json.get("occurred_at").is_none() && json["kind"] == "follow", "{json}");
}

/// Each `event_type` finds its events, and a kind of both APIs finds those of several types.
#[test]
fn an_event_type_finds_only_its_events() {
    let folder = Folder::new("cat-event-types");
    let body = |event_type: &str| {
        format!(
            r#"{{"data":{{"event_type":"{event_type}","filter":{{"user_id":"2"}},"payload":{{"id":"5","author_id":"2","text":"hi"}}}}}}"#
        )
    };
    let types = ["post.create", "post.mention.create", "post.repost.create", "post.delete"];
    folder.write("a.ndjson", types.map(body).join("\n"));
    for event_type in types {
        let told = cat(&folder, &["--raw", "--kind", event_type]);
        assert_eq!(told.output, body(event_type) + "\n", "{told:?}");
    }
    assert_eq!(cat(&folder, &["--kind", "post"]).output.lines().count(), 3);
    assert_eq!(cat(&folder, &["--kind", "dm.received"]).output, "");
}
