//! Event keys that are repeated, with entries and with values that are not entries.

use account_activity::Payload;

use super::faults::decode;

/// Undecoded events are written as they are read, whatever the order of entries and whole values is.
#[test]
fn runs_of_entries_and_whole_values_come_back_in_their_order() {
    let values =
        [r#""x""#, "[1]", "[]", "{}", "7", r#"[{"type":"mute"},null]"#, r#"{"type":"mute"}"#];
    let mut random = fastrand::Rng::with_seed(9);
    decode(r#"{"mute_events":"x","mute_events":[1]}"#);
    for _ in 0..2_000 {
        let members = (0..random.usize(1..6)).map(|_| {
            let key =
                random.choice(["mute_events", "unmute_events", "user_event", "replay_job_status"]);
            format!("\"{}\":{}", key.unwrap(), random.choice(values).unwrap())
        });
        let body = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
        let payload = Payload::from_slice(body.as_bytes()).unwrap();
        let written = serde_json::to_vec(&payload).unwrap();
        assert_eq!(Payload::from_slice(&written).unwrap(), payload, "{body}");
    }
}

/// Any keys of the envelope, in any order and as often as may be, with values of any kind.
#[test]
fn any_members_come_back() {
    let keys = [
        "tweet_create_events",
        "follow_events",
        "mute_events",
        r"mute_event\u0073",
        "user_event",
        "replay_job_status",
        "new_event",
        "new_events",
        "things",
        "_events",
        "users",
        "apps",
        "meta",
        "for_user_id",
    ];
    let values = [
        "null",
        "true",
        "-1.5",
        r#""x""#,
        r#""\ud83d""#,
        "[]",
        "{}",
        r#"[1,"x",null,true,1.5,[[]],{}]"#,
        r#"[{"id":1}]"#,
        r#"{"id":1,"user":{"id":2}}"#,
        r#"[{"id":1,"user":{"id":2},"entities":{"media":[{},1]}},7]"#,
        r#"[{"type":"new"},{"type":"follow","source":{"id":1},"target":{"id":2}}]"#,
        r#"{"type":"mute","source":{"id":1},"target":{"id":2}}"#,
        r#"{"0":{"id":1},"1":null,"2":[]}"#,
        r#"{"revoke":{},"new":{"a":1},"old":1}"#,
        r#"{"revoke":{"source":{"user_id":1}},"new":null}"#,
        r#"{"job_id":"1","job_state":"Complete"}"#,
        r#"{"1":{"id":1},"x":{},"2":3}"#,
    ];
    let mut random = fastrand::Rng::with_seed(4);
    for _ in 0..2_000 {
        let members = (0..random.usize(1..8)).map(|_| {
            format!(r#""{}":{}"#, random.choice(keys).unwrap(), random.choice(values).unwrap())
        });
        let body = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
        let payload = Payload::from_slice(body.as_bytes()).unwrap();
        let written = serde_json::to_vec(&payload).unwrap();
        let again = Payload::from_slice(&written).unwrap();
        assert_eq!(again, payload, "{body}");
        assert_eq!(serde_json::to_vec(&again).unwrap(), written, "{body}");
        let keys = |payload: &Payload| -> Vec<String> {
            payload.entries().map(|entry| entry.key().to_string()).collect()
        };
        assert_eq!(keys(&again), keys(&payload), "{body}");
        for event in payload.events() {
            let json = match (event.as_unknown(), event.as_undecoded()) {
                (Some(unknown), _) => unknown.json(),
                (_, Some(undecoded)) => undecoded.json(),
                _ => continue,
            };
            assert!(body.contains(json), "{json} {body}");
            assert!(serde_json::from_str::<&serde_json::value::RawValue>(json).is_ok(), "{json}");
        }
    }
}
