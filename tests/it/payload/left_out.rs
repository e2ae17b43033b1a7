//! Empty objects (`{}`) in lists, which are left out.

use account_activity::model::{MatchingRule, Tweet};
use account_activity::{Event, EventKind, Fault, Payload};

use super::faults::{decode, tweet};

/// Empty objects in a list are left out. Those of one list are one fault.
#[test]
fn empty_objects_in_a_list_are_one_fault() {
    let (read, faults) = tweet(
        r#""entities":{"media":[{},{"id":7},{ },3,[]],"hashtags":[{},{"text":"a"}],"urls":[null]}"#,
    );
    let entities = read.entities.unwrap();
    assert_eq!((entities.media.len(), entities.hashtags.len(), entities.urls.len()), (1, 1, 0));
    assert_eq!(
        faults,
        [
            "/entities/media/0: expected an element of the list, found an empty object",
            "/entities/media/3: expected Media (schemas/account_activity/media.json), found 3",
            "/entities/hashtags/0: expected an element of the list, found an empty object",
        ]
    );
    let payload = decode(
        r#"{"tweet_create_events":[{"id":1,"user":{"id":2},"entities":{"media":[{},{"id":7},{},[]]}}]}"#,
    );
    let [fault] = payload.faults() else { panic!("{:?}", payload.faults()) };
    assert_eq!((fault.count(), fault.json(), payload.fault_count()), (3, "{}", 1));
    // A list that is written as an object.
    let (read, faults) = tweet(r#""entities":{"media":{"0":{},"1":{"id":7}}}"#);
    assert_eq!((read.entities.unwrap().media.len(), faults.len()), (1, 1));
    // A list of lists.
    let (read, faults) =
        tweet(r#""place":{"id":"a","bounding_box":{"coordinates":[{},[],[[1,2]],{}]}}"#);
    let rings = read.place.unwrap().bounding_box.unwrap().coordinates;
    assert_eq!(rings, [vec![], vec![[1.0, 2.0]]]);
    let fault =
        "/place/bounding_box/coordinates/0: expected an element of the list, found an empty object";
    assert_eq!(faults, [fault]);
    // As entries, empty objects stay.
    let payload = decode(r#"{"tweet_create_events":[{},{"id":1,"user":{"id":2}},{}]}"#);
    let kinds: Vec<EventKind> = payload.events().iter().map(Event::kind).collect();
    assert_eq!(kinds, [EventKind::Undecoded, EventKind::TweetCreate, EventKind::Undecoded]);
    // A single type is strict.
    let strict =
        serde_json::from_str::<Tweet>(r#"{"id":1,"user":{"id":2},"entities":{"hashtags":[{}]}}"#);
    assert!(strict.unwrap_err().to_string().starts_with("expected an element of the list"));
}

/// A rule has only optional members. One that has none is an element if it is written with a member, and stays
/// one.
#[test]
fn elements_without_values_are_kept() {
    let (read, faults) = tweet(r#""matching_rules":[{},{"tag":null},{"x":1}]"#);
    assert_eq!(read.matching_rules, vec![MatchingRule::new(); 2]);
    assert_eq!(
        faults,
        ["/matching_rules/0: expected an element of the list, found an empty object"]
    );
    let json = serde_json::to_string(&read).unwrap();
    assert!(json.contains(r#""matching_rules":[{"tag":null},{"tag":null}]"#), "{json}");
    assert_eq!(serde_json::from_str::<Tweet>(&json).unwrap(), read);
    let strict = serde_json::from_str::<Tweet>(r#"{"id":1,"user":{"id":2},"matching_rules":[{}]}"#);
    assert!(strict.unwrap_err().to_string().starts_with("expected an element of the list"));
}

/// Returns the pointers of a payload's faults, behind the key and the index of the event, with their
/// counts.
fn counts(payload: &Payload) -> Vec<(String, usize)> {
    let below = |fault: &Fault| fault.pointer().splitn(4, '/').last().unwrap().to_owned();
    payload.faults().iter().map(|fault| (below(fault), fault.count())).collect()
}

/// Each list of the schemas, in Tweets and in Direct Messages, also between elements that can be read.
#[test]
fn empty_objects_are_one_fault_for_each_list_of_any_kind() {
    let entities = ["hashtags", "urls", "user_mentions", "symbols", "media", "polls"];
    let in_tweets = [
        (r#""extended_entities":{"media":LIST}"#, "extended_entities/media", r#"{"id":1}"#),
        (
            r#""entities":{"media":[{"video_info":{"variants":LIST}}]}"#,
            "entities/media/0/video_info/variants",
            r#"{"url":"a"}"#,
        ),
        (
            r#""entities":{"polls":[{"options":LIST}]}"#,
            "entities/polls/0/options",
            r#"{"text":"a"}"#,
        ),
        (r#""place":{"contained_within":LIST}"#, "place/contained_within", r#"{"id":"a"}"#),
        (
            r#""place":{"bounding_box":{"coordinates":[LIST]}}"#,
            "place/bounding_box/coordinates/0",
            "[1,2]",
        ),
        (r#""contributors":LIST"#, "contributors", "7"),
        (r#""withheld_in_countries":LIST"#, "withheld_in_countries", r#""DE""#),
        (r#""edit_history":{"edit_tweet_ids":LIST}"#, "edit_history/edit_tweet_ids", "7"),
    ];
    let in_messages = [
        (r#""attachment":{"media":LIST}"#, "attachment/media", r#"{"id":1}"#),
        (r#""ctas":LIST"#, "ctas", r#"{"url":"a"}"#),
        (r#""quick_reply":{"options":LIST}"#, "quick_reply/options", r#"{"label":"a"}"#),
    ];
    let tweet = |members: &str| {
        format!(r#"{{"tweet_create_events":[{{"id":1,"user":{{"id":2}},{members}}}]}}"#)
    };
    let message = |data: &str| {
        format!(
            r#"{{"direct_message_events":[{{"id":1,"message_create":{{"sender_id":1,
            "target":{{"recipient_id":2}},"message_data":{{{data}}}}}}}]}}"#
        )
    };
    let within = "message_create/message_data";
    let mut lists = Vec::new();
    for list in entities {
        let member = format!(r#""entities":{{"{list}":LIST}}"#);
        let place = format!("entities/{list}");
        lists.push((message(&member), format!("{within}/{place}"), r#"{"id":1}"#));
        let quoted = format!(r#""quoted_status":{{"id":3,"user":{{"id":4}},{member}}}"#);
        lists.push((tweet(&quoted), format!("quoted_status/{place}"), r#"{"id":1}"#));
        lists.push((tweet(&member), place, r#"{"id":1}"#));
    }
    for (members, place, element) in in_tweets {
        lists.push((tweet(members), place.to_owned(), element));
    }
    for (members, place, element) in in_messages {
        lists.push((message(members), format!("{within}/{place}"), element));
    }
    for (body, place, element) in lists {
        for (list, first, count) in [
            ("{},{},{}".to_owned(), 0, 3),
            (format!("{element},{{ }},{element},{{}}"), 1, 2),
            (format!("null,{element},{{}}"), 2, 1),
            ("{},".repeat(2_000) + element, 0, 2_000),
        ] {
            let payload = decode(&body.replace("LIST", &format!("[{list}]")));
            assert_eq!(counts(&payload), [(format!("{place}/{first}"), count)], "{body}");
            assert_eq!(payload.fault_count(), 1, "{body}");
            let good = list.matches(element).count();
            let without = vec![element; good].join(",");
            assert_eq!(payload, decode(&body.replace("LIST", &format!("[{without}]"))), "{body}");
        }
    }
}

/// The other elements of a list have their own faults, in the order of the text, and a bare Tweet has
/// the faults of one in an envelope.
#[test]
fn empty_objects_stand_beside_other_faults() {
    for (members, faults) in [
        (
            r#""entities":{"media":[1,{},{"id":[]},{},"x"]},"contributors":[[],{},3,{},{"a":1}]"#,
            &[
                ("entities/media/0", 1),
                ("entities/media/1", 2),
                ("entities/media/2/id", 1),
                ("entities/media/4", 1),
                ("contributors/0", 1),
                ("contributors/1", 2),
                ("contributors/4", 1),
            ][..],
        ),
        // Of a repeated member, the last value counts.
        (
            r#""contributors":[{},{}],"entities":{"urls":[{}],"urls":[{},{}]},"contributors":[{}]"#,
            &[("entities/urls/0", 2), ("contributors/0", 1)],
        ),
    ] {
        let tweet = format!(r#"{{"id":1,"user":{{"id":2}},{members}}}"#);
        let payload = decode(&format!(r#"{{"tweet_create_events":[{tweet}]}}"#));
        let faults: Vec<_> = faults.iter().map(|(at, count)| ((*at).to_owned(), *count)).collect();
        assert_eq!(counts(&payload), faults, "{tweet}");
        let bare = Payload::from_tweet(tweet.as_bytes(), None).unwrap();
        assert_eq!(bare.events(), payload.events());
        assert_eq!(counts(&bare), faults);
    }
}
