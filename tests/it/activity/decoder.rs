//! A decoder of many bodies reads the same as each body by itself, and of some kinds the same as a filter
//! afterwards.

use account_activity::activity::{PostView, Source, UserView};
use account_activity::{Activity, ActivityKind, Body, DecodeErrorKind, Decoder, Event, xaa};
use bytes::Bytes;

use crate::fixtures::{self, Fixture};
use crate::payload::mutation::mutant;
use crate::payload::reading::with_escaped_key;

fn bodies() -> Vec<Fixture> {
    let archives = ["corpus", "corpus-2", "corpus-xaa"].map(fixtures::archive);
    let archives = archives.into_iter().flatten().flatten();
    fixtures::all().into_iter().chain(fixtures::x_activity()).chain(archives).collect()
}

/// Everything that an activity tells, with the users that the body describes.
fn told(activity: Activity<'_>) -> String {
    let parties = [activity.actor(), activity.target(), activity.subscriber()];
    let users = parties.map(|id| id.and_then(|id| activity.user(id)).map(UserView::username));
    let stored = serde_json::to_string(&activity).unwrap();
    format!("{stored} {users:?} {:?}", activity.post().map(PostView::display_text))
}

/// What a body has beside events and what only events need.
fn around(body: &Body) -> String {
    match body {
        Body::AccountActivity(payload) => format!(
            "{:?} {:?} {:?} {:?}",
            payload.for_user_id(),
            payload.user_has_blocked(),
            payload.is_blocked_by(),
            payload.meta()
        ),
        Body::XActivity(envelope) => format!("{:?} {:?}", envelope.meta(), envelope.errors()),
        other => format!("{other:?}"),
    }
}

/// Checks a decoder of some kinds against a filter of the whole body.
#[track_caller]
fn check(decoder: &mut Decoder, kinds: &[ActivityKind], bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let only = decoder.decode(bytes);
    let body = match Body::from_slice(bytes) {
        Ok(body) => body,
        // The decoder may have passed over the part that nests too deep.
        Err(error) if error.kind() == DecodeErrorKind::TooDeep => return,
        Err(error) => return assert_eq!(only.unwrap_err(), error, "{text}"),
    };
    let only = only.unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(only.family(), body.family(), "{text}");
    assert_eq!(only.as_bytes(), bytes);
    assert_eq!(around(&only), around(&body), "{text}");
    let wanted = body.activities().filter(|activity| is_wanted(*activity, kinds));
    let wanted: Vec<String> = wanted.map(told).collect();
    let found: Vec<String> = only.activities().map(told).collect();
    assert_eq!(found, wanted, "{kinds:?}: {text}");
    for fault in only.faults() {
        assert!(body.faults().contains(fault), "{fault:?}: {text}");
    }
    if wanted.len() == body.activities().len() && !wanted.is_empty() {
        assert_eq!(only, body, "{text}");
        assert_eq!(only.faults(), body.faults(), "{text}");
    }
}

#[test]
fn a_decoder_reads_what_each_body_is() {
    let mut decoder = Decoder::new();
    for fixture in bodies() {
        let body = Body::from_slice(fixture.body.as_bytes());
        let decoded = decoder.decode(fixture.body.as_bytes());
        assert_eq!(format!("{decoded:?}"), format!("{body:?}"), "{}", fixture.name);
    }
    assert!(decoder.decode(b"{").is_err());
    assert!(decoder.decode(b"{}").is_ok());
}

/// Returns `true` for an activity of the kinds, and for an undecoded one that could be.
fn is_wanted(activity: Activity<'_>, kinds: &[ActivityKind]) -> bool {
    use ActivityKind::*;
    let could_be = match activity.source() {
        Source::AccountActivity(entry) => match entry.event() {
            Event::Undecoded(event) => match event.key() {
                "tweet_create_events" => vec![Post],
                "tweet_delete_events" => vec![PostDelete],
                "favorite_events" => vec![Like],
                "follow_events" => vec![Follow, Unfollow],
                "block_events" => vec![Block, Unblock],
                "mute_events" => vec![Mute, Unmute],
                "direct_message_events" => vec![DirectMessage],
                "direct_message_indicate_typing_events" => vec![DirectMessageTyping],
                "direct_message_mark_read_events" => vec![DirectMessageMarkRead],
                "replay_job_status" => vec![ReplayJobStatus],
                "user_event" => vec![Revoke],
                key => key
                    .strip_suffix("_events")
                    .and_then(|kind| kind.parse().ok())
                    .into_iter()
                    .collect(),
            },
            _ => Vec::new(),
        },
        Source::XActivity(xaa::Event::Undecoded(event)) => vec![(&event.kind()).into()],
        _ => Vec::new(),
    };
    could_be.iter().chain([&activity.kind()]).any(|kind| kinds.contains(kind))
}

#[test]
fn bytes_are_shared() {
    for fixture in bodies() {
        let bytes = Bytes::from(fixture.body);
        let Ok(body) = Decoder::new().decode_bytes(bytes.clone()) else { continue };
        assert_eq!(body.as_bytes().as_ptr(), bytes.as_ptr(), "{}", fixture.name);
        assert_eq!(Body::from_bytes(bytes.clone()).unwrap().as_bytes().as_ptr(), bytes.as_ptr());
    }
}

#[test]
fn a_checked_body_is_the_same() {
    for Fixture { name, body } in bodies() {
        for body in [body.clone(), format!("\u{feff}{body}")] {
            let bytes = Bytes::from(body);
            let text = std::str::from_utf8(&bytes).unwrap();
            let checked = Decoder::new().decode_checked(bytes.clone(), text);
            assert_eq!(checked, Body::from_bytes(bytes.clone()), "{name}");
            let Ok(checked) = checked else { continue };
            assert_eq!(checked.as_bytes().as_ptr(), bytes.as_ptr());
        }
    }
}

#[test]
fn a_text_that_is_not_the_body_is_ignored() {
    let bytes = Bytes::from_static(b"{\"for_user_id\":\"1\",\"new\":\"\xff\"}");
    let part = std::str::from_utf8(&bytes[..19]).unwrap();
    for text in [part, "", "{}", &String::from_utf8_lossy(&bytes)] {
        let error = Decoder::new().decode_checked(bytes.clone(), text).unwrap_err();
        assert_eq!(error.kind(), DecodeErrorKind::InvalidUtf8, "{text}");
    }
}

/// Each single kind, all of them, none, and sets of several.
fn sets() -> Vec<Vec<ActivityKind>> {
    let mut random = fastrand::Rng::with_seed(5);
    let mut sets: Vec<Vec<ActivityKind>> =
        ActivityKind::ALL.iter().map(|kind| vec![*kind]).collect();
    sets.extend([Vec::new(), ActivityKind::ALL.to_vec()]);
    sets.extend((0..10).map(|_| random.choose_multiple(ActivityKind::ALL.iter().copied(), 20)));
    sets
}

#[test]
fn some_kinds_are_those_of_a_filter() {
    let bodies = bodies();
    for kinds in sets() {
        let mut decoder = Decoder::new().only(kinds.iter().copied());
        for fixture in &bodies {
            check(&mut decoder, &kinds, fixture.body.as_bytes());
            // The tolerant reader reads a body whose key has escapes.
            check(&mut decoder, &kinds, &with_escaped_key(fixture.body.as_bytes()));
        }
    }
}

#[test]
fn some_kinds_of_mutants_are_those_of_a_filter() {
    let families = [fixtures::all(), fixtures::x_activity()];
    let sets = sets();
    let mut decoders: Vec<(Decoder, &Vec<ActivityKind>)> =
        sets.iter().map(|kinds| (Decoder::new().only(kinds.iter().copied()), kinds)).collect();
    for seed in 0..20_000 {
        let body = mutant(&families[seed % 2], seed / 2);
        let index = seed % decoders.len();
        let (decoder, kinds) = &mut decoders[index];
        check(decoder, kinds, &body);
    }
}

#[test]
fn the_kind_may_come_after_the_content() {
    for (event, kinds) in [
        (r#"{"payload":{"id":"7","author_id":"1"},"event_type":"post.delete"}"#, 1),
        (r#"{"event_type":"post.delete","payload":{"id":"7"},"event_type":"news.new"}"#, 0),
        (r#"{"event_type":"news.new","payload":{"id":"7"},"event_type":"post.delete"}"#, 1),
        (r#"{"event_type":"news.new","payload":{"id":[]}}"#, 0),
        (r#"{"event_type":"","payload":{"id":"7"}}"#, 0),
        (r#"{"tag":"a","tag":1,"event_uuid":[],"event_type":"news.new"}"#, 0),
        (r#"{"event_type":"news.new","filter":1,"payload":[["\ud83d"]]}"#, 0),
        (r#"{"payload":{"id":"\ud83d"},"event_type":"new"}"#, 0),
    ] {
        for body in [
            format!(r#"{{"data":{event}}}"#),
            format!(r#"{{"includes":{{"users":[1]}},"data":[{event},null]}}"#),
        ] {
            let mut decoder = Decoder::new().only([ActivityKind::PostDelete]);
            check(&mut decoder, &[ActivityKind::PostDelete], body.as_bytes());
            let decoded = decoder.decode(body.as_bytes()).unwrap();
            assert_eq!(decoded.activities().count(), kinds, "{body}");
            if kinds == 0 {
                assert_eq!(decoded.faults(), [], "{body}");
                assert_eq!(decoded.envelope().unwrap().includes(), None);
            }
        }
    }
}

/// Members without wanted events are neither events nor faults, whatever is in them.
#[test]
fn other_events_leave_nothing_behind() {
    let mut decoder = Decoder::new().only([ActivityKind::Follow]);
    for members in [
        r#""tweet_create_events":[{"id":[]}]"#,
        r#""tweet_create_events":7"#,
        r#""tweet_create_events":["\ud83d"],"tweet_create_events":[{}]"#,
        r#""new_events":["\ud83d"]"#,
        r#""new":{"id":1}"#,
        r#""follow_events":[{"type":"new","source":{"id":"\ud83d"}}]"#,
        r#""user_event":{"new":{"\ud83d":1}}"#,
        r#""users":{"x":1,"1":{"id":"1","name":"\ud83d"}},"apps":7,"mute_events":[]"#,
    ] {
        let body = format!(r#"{{"for_user_id":"1",{members}}}"#);
        let decoded = decoder.decode(body.as_bytes()).unwrap();
        assert_eq!(decoded.activities().len(), 0, "{body}");
        assert_eq!(decoded.faults(), [], "{body}");
        let payload = decoded.payload().unwrap();
        assert_eq!((payload.users().len(), payload.apps().len()), (0, 0), "{body}");
        assert_eq!(payload.for_user_id().map(u64::from), Some(1));
        assert!(decoder.decode(&body.as_bytes()[..body.len() - 1]).is_err(), "{body}");
    }
    let deep = format!("{{\"tweet_create_events\":[{}1{}]}}", "[".repeat(999), "]".repeat(999));
    assert!(decoder.decode(deep.as_bytes()).is_ok());
}

/// The events of a key that this version does not support are of a kind too.
#[test]
fn unknown_events_can_be_wanted() {
    for members in [
        r#""for_user_id":"1","new_events":[{"id":"7"},{"text":"あ"}]"#,
        r#""for_user_id":"1","new":{"id":"7"}"#,
        r#""_id":"1","user_event":{"new":{"source":{"id":"7"}}},"other":[1]"#,
        r#""follow_events":[{"type":"new","source":{"id":"7"},"target":{"id":"1"}}]"#,
    ] {
        let body = format!("{{{members}}}");
        for (kind, has_some) in [(ActivityKind::Unknown, true), (ActivityKind::Mute, false)] {
            let mut decoder = Decoder::new().only([kind]);
            check(&mut decoder, &[kind], body.as_bytes());
            let decoded = decoder.decode(body.as_bytes()).unwrap();
            assert_eq!(decoded.activities().next().is_some(), has_some, "{kind}: {body}");
        }
    }
}

/// An event of a wanted kind is not lost because it cannot be decoded.
#[test]
fn an_undecoded_event_that_could_be_wanted_stays() {
    let event = r#"{"type":"unfollow","source":{"id":1},"target":{"id":[]}}"#;
    for (member, kind, count) in [
        (format!(r#""follow_events":[{event}]"#), ActivityKind::Follow, 1),
        (format!(r#""follow_events":[{event}]"#), ActivityKind::Unknown, 0),
        (format!(r#""follow_events":[{event}]"#), ActivityKind::Mute, 0),
        (r#""follow_events":[7,null]"#.to_owned(), ActivityKind::Unfollow, 2),
        (r#""follow_events":"\ud83d""#.to_owned(), ActivityKind::Follow, 1),
        (
            r#""data":{"event_type":"post.delete","payload":{"id":[]}}"#.to_owned(),
            ActivityKind::PostDelete,
            1,
        ),
    ] {
        let body = format!("{{{member}}}");
        let mut decoder = Decoder::new().only([kind]);
        check(&mut decoder, &[kind], body.as_bytes());
        let decoded = decoder.decode(body.as_bytes()).unwrap();
        let kinds = decoded.activities().map(Activity::kind);
        assert_eq!(kinds.collect::<Vec<_>>(), vec![ActivityKind::Undecoded; count], "{body}");
    }
}

/// The parties are those of the whole body if an event needs them, wherever they are.
#[test]
fn wanted_events_have_their_parties() {
    let message = r#"{"sender_id":"1","target":{"recipient_id":"2"}}"#;
    let event = format!(r#""direct_message_events":[{{"id":"5","message_create":{message}}}]"#);
    let users = r#""users":{"9":{"id":"9","name":"old"}},"users":{"1":{"id":"1","name":"me"}}"#;
    for members in [format!("{event},{users}"), format!("{users},{event}")] {
        for odd in ["", r#","follow_events":[1],"apps":{"a":1}"#] {
            let body = format!("{{{members}{odd}}}");
            let kinds = [ActivityKind::DirectMessage];
            let mut decoder = Decoder::new().only(kinds);
            check(&mut decoder, &kinds, body.as_bytes());
            let decoded = decoder.decode(body.as_bytes()).unwrap();
            assert_eq!(decoded.payload().unwrap().users().len(), 1, "{body}");
            assert_eq!(decoded.faults().len(), usize::from(!odd.is_empty()), "{body}");
        }
    }
}

/// A body without wanted events is passed over before its UTF-8 is checked, and its errors are those of any other.
#[test]
fn broken_utf_8_is_the_error_of_a_whole_body() {
    // The characters have one to four bytes, and escapes are between them.
    let text = r"a é あい 😋\nж한\u00e9, a word of ASCII";
    let account = format!(
        r#"{{"for_user_id":"1","favorite_events":[{{"id":"{text}","{text}":["{text}"]}}],"users":{{}}}}"#
    );
    let x = format!(
        r#"{{"data":{{"filter":{{"user_id":"1"}},"event_type":"post.create","payload":{{"{text}":"{text}"}}}},"errors":[{{"title":"{text}"}}],"includes":{{"{text}":"{text}"}}}}"#
    );
    let kinds = [ActivityKind::Follow];
    let mut decoder = Decoder::new().only(kinds);
    for body in [account.as_bytes(), x.as_bytes()] {
        check(&mut decoder, &kinds, body);
        assert!(decoder.decode(body).unwrap().activities().next().is_none());
        for at in 0..=body.len() {
            let (before, after) = body.split_at(at);
            check(&mut decoder, &kinds, before);
            let mut changes: Vec<Vec<u8>> = Vec::new();
            for bytes in BROKEN {
                changes.push([before, bytes, after].concat());
                changes
                    .push([before, bytes, after.get(bytes.len()..).unwrap_or_default()].concat());
                changes.push([before, bytes].concat());
            }
            changes.push([before, after.get(1..).unwrap_or_default()].concat());
            for change in &changes {
                check(&mut decoder, &kinds, change);
                let marked = [b"\xEF\xBB\xBF", &change[..]].concat();
                check(&mut decoder, &kinds, &marked);
            }
        }
    }
}

/// Bytes that are not UTF-8, or only in some places.
const BROKEN: [&[u8]; 12] = [
    b"\x80",
    b"\xBF\xBF",
    b"\xC0\x80",
    b"\xC3",
    b"\xE0\x9F\xBF",
    b"\xE3\x81",
    b"\xE3\x81\x82\xE3\x81",
    b"\xED\xA0\x80",
    b"\xF0\x8F\xBF\xBF",
    b"\xF0\x9F\x98",
    b"\xF4\x90\x80\x80",
    b"\xFF",
];

/// Texts in many scripts, of which some are broken.
#[test]
fn some_kinds_of_bodies_with_broken_utf_8_are_those_of_a_filter() {
    let bodies = bodies();
    let kinds = [ActivityKind::PostDelete];
    let mut decoder = Decoder::new().only(kinds);
    let mut random = fastrand::Rng::with_seed(18);
    let mut broken = 0;
    for fixture in &bodies {
        let body = fixture.body.as_bytes();
        // Places within characters first: most of a body is ASCII.
        let within: Vec<usize> = (0..body.len()).filter(|at| !body[*at].is_ascii()).collect();
        for round in 0..20 {
            let at = match random.choice(&within) {
                Some(at) if round % 2 == 0 => *at,
                _ => random.usize(..=body.len()),
            };
            let bytes = random.choice(BROKEN).unwrap();
            let until = (at + random.usize(0..4)).min(body.len());
            let changed = [&body[..at], bytes, &body[until..]].concat();
            broken += usize::from(std::str::from_utf8(&changed).is_err());
            check(&mut decoder, &kinds, &changed);
        }
    }
    assert!(broken > bodies.len() * 10, "{broken}");
}
