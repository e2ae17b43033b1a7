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
    assert!(post.starts_with("2024-01-31T12:00:00Z     post "), "{post}");
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
