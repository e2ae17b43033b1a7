//! Unknown members of an envelope.

use account_activity::xaa::Envelope;
use account_activity::{ActivityKind, Decoder};

use crate::fixtures;
use crate::payload::unknown::strangers;

fn of(body: &str) -> Vec<String> {
    let envelope = Envelope::from_slice(body.as_bytes()).unwrap();
    envelope.unknown().iter().map(ToString::to_string).collect()
}

/// A decoder that met nothing unknown has nothing to search. A stranger at the top makes every body be searched.
#[test]
fn a_stranger_is_found_wherever_it_is() {
    let mut found = 0;
    for fixture in fixtures::x_activity() {
        strangers(&fixture.json(), |json| {
            let body = json.to_string();
            let searched = format!("{{\"strange\":1,{}", &body[1..]);
            let mut expected = of(&searched);
            expected.retain(|unknown| unknown != "field Envelope.strange");
            let unknown = of(&body);
            assert_eq!(unknown, expected, "{body}");
            found += unknown.len();
        });
    }
    assert!(found > 1_000, "{found}");
}

/// A decoder of some kinds searches the events that it decoded, and no others.
#[test]
fn of_some_events_only_their_strangers_are_found() {
    let body = br#"{"data":[{"event_type":"like.create","payload":{"liked_tweet_id":"1","b":2}},
        {"event_type":"post.create","payload":{"id":"1","v":3}}]}"#;
    let mut decoder = Decoder::new().only([ActivityKind::Post]);
    let body = decoder.decode(body).unwrap();
    let unknown = body.envelope().unwrap().unknown();
    assert_eq!(unknown.iter().map(ToString::to_string).collect::<Vec<_>>(), ["field Post.v"]);
}
