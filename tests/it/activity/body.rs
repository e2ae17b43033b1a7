//! How the families are told apart, and the errors of bodies that cannot be decoded.

use account_activity::activity::ParseFamilyError;
use account_activity::{Body, Event, Family, Payload};

use crate::fixtures;

const ACCOUNT: Option<Family> = Some(Family::AccountActivity);
const X: Option<Family> = Some(Family::XActivity);

#[track_caller]
fn decoded(body: &str) -> Body {
    let decoded = Body::from_slice(body.as_bytes()).unwrap();
    assert_eq!(decoded.as_bytes(), body.as_bytes());
    let (payload, envelope) = (decoded.payload().is_some(), decoded.envelope().is_some());
    assert_eq!((payload, envelope), (decoded.family() == ACCOUNT, decoded.family() == X));
    decoded
}

/// Bodies, with their families.
const BODIES: [(&str, Option<Family>); 53] = [
    // The Account Activity API.
    (r#"{"for_user_id": "1", "follow_events": []}"#, ACCOUNT),
    (r#"{"for_user_id": "1"}"#, ACCOUNT),
    (r#"{"for_user_id": {"odd": 1}}"#, ACCOUNT),
    (r#"{"user_event": {"revoke": {}}}"#, ACCOUNT),
    (r#"{"replay_job_status": {"job_id": "1", "job_state": "Complete"}}"#, ACCOUNT),
    (r#"{"users": {}, "apps": {}}"#, ACCOUNT),
    (r#"{"user_has_blocked": false, "tweet_create_events": []}"#, ACCOUNT),
    (r#"{"unfollow_events": []}"#, ACCOUNT),
    (r#"{"new_events": [1]}"#, ACCOUNT),
    (r#"{"new_event": {"data": 1}}"#, ACCOUNT),
    // Its members count more than a `data` of others, wherever they are.
    (r#"{"data": null, "tweet_create_events": []}"#, ACCOUNT),
    (r#"{"data": {"id": "1"}, "for_user_id": "1"}"#, ACCOUNT),
    (r#"{"data": {"event_type": "post.create", "payload": {}}, "for_user_id": "1"}"#, ACCOUNT),
    (r#"{"data": [{"event_type": "post.create"}], "mute_events": []}"#, ACCOUNT),
    // The X Activity API.
    (r#"{"data": {"event_type": "profile.update.bio", "payload": {}}}"#, X),
    (r#"{"data": {"payload": {}, "event_type": "profile.update.bio"}}"#, X),
    (r#"{"data": {"event_type": "a.new.kind"}}"#, X),
    (r#"{"data": {"event_type": 5}}"#, X),
    (r#"{"data": [{"event_type": "news.new"}, {"event_type": "news.new"}]}"#, X),
    (r#"{"data": [{}, null, 1, {"event_type": "news.new"}]}"#, X),
    (r#"{"meta": {"replay": true}, "data": {"event_type": "news.new"}}"#, X),
    (r#"{"errors": [{"title": "x"}], "data": {"event_type": "news.new"}}"#, X),
    (r#"{"matching_rules": [], "data": {"id": "1", "event_type": "news.new"}}"#, X),
    (r#"{"data": {"event_type": "news.new"}, "new_events": [{}]}"#, X),
    (r#"{"new_events": [{}], "data": {"event_type": "news.new"}}"#, X),
    (r#"{"data": {"event_type": "news.new"}, "new": {"id": "1"}}"#, X),
    // Neither.
    ("{}", None),
    (r#"{"data": {"id": "1", "text": "hi"}, "matching_rules": [{"id": "7"}]}"#, None),
    (r#"{"matching_rules": [{"id": "7"}], "data": {"id": "1", "text": "hi"}}"#, None),
    (r#"{"errors": [{"title": "x"}]}"#, None),
    (r#"{"data": []}"#, None),
    (r#"{"data": [[{"event_type": "news.new"}]]}"#, None),
    (r#"{"data": {"event_type": null}}"#, None),
    (r#"{"data": {"payload": {"event_type": "news.new"}}}"#, None),
    (r#"{"data": "event_type"}"#, None),
    (r#"{"event_type": "news.new", "filter": {}}"#, None),
    (r#"{"meta": {"replay": true}}"#, None),
    (r#"{"new": {"id": "1", "type": "new"}}"#, None),
    (r#"{"new_events": null, "for_user_id": null}"#, None),
    // A member that is null is absent.
    (r#"{"for_user_id": null, "data": {"event_type": "news.new"}}"#, X),
    (r#"{"data": {"event_type": "news.new"}, "tweet_create_events": null}"#, X),
    (r#"{"new_events": null, "tweet_create_events": []}"#, ACCOUNT),
    // Databases add members.
    (r#"{"_id": {"$oid": "1"}, "for_user_id": "1"}"#, ACCOUNT),
    (r#"{"_id": {"$oid": "1"}, "data": {"event_type": "news.new"}}"#, X),
    (r#"{"_id": {"$oid": "1"}, "$events": [{}], "_event": {}, "data": {"id": "1"}}"#, None),
    // White space, escapes, a repeated member.
    (" \r\n\t{ \"for_user_id\" :\n \"1\" } ", ACCOUNT),
    (" \n{\n\t\"data\" :\n{ \"event_type\" : \"news.new\" } }\n", X),
    (r#"{"\u0066or_user_id": "1"}"#, ACCOUNT),
    (r#"{"d\u0061ta": {"event\u005ftype": "news.new"}}"#, X),
    (r#"{"\ud83d": 1, "data": {"\ud83d": "\ud83d", "event_type": "news.new"}}"#, X),
    (r#"{"data": {"id": "1"}, "data": {"event_type": "news.new"}}"#, X),
    (r#"{"data": {"event_type": "news.new"}, "data": {"id": "1"}}"#, None),
    (r#"{"data": {"event_type": "news.new"}, "data": null}"#, None),
];

#[test]
fn the_members_of_a_body_tell_its_family() {
    for (body, family) in BODIES {
        assert_eq!(decoded(body).family(), family, "{body}");
        let marked = format!("\u{feff}{body}");
        assert_eq!(decoded(&marked).family(), family, "with a byte order mark: {body}");
    }
}

/// The first key mostly tells the family, and a body with another first key is read in another way.
#[test]
fn a_member_of_a_database_before_the_others_changes_nothing() {
    let corpus = fixtures::archive("corpus-xaa").unwrap_or_default();
    let fixtures = fixtures::all().into_iter().chain(corpus).map(|fixture| fixture.body);
    for body in BODIES.map(|(body, _)| body.to_owned()).into_iter().chain(fixtures) {
        let (before, after) = body.split_once('{').unwrap();
        let comma = if after.trim_start().starts_with('}') { "" } else { "," };
        let (one, other) = (decoded(&body), decoded(&format!("{before}{{\"_id\":1{comma}{after}")));
        match (&one, &other) {
            (Body::Other(one), Body::Other(other)) => assert!(one.keys().eq(other.keys().skip(1))),
            _ => assert_eq!(one, other),
        }
        assert_eq!(one.fault_count(), other.fault_count(), "{body}");
    }
}

#[test]
fn an_event_type_is_found_after_a_large_payload() {
    let payload =
        format!(r#"{{"text": "{}", "list": [{}1]}}"#, "x".repeat(100_000), "{},".repeat(10_000));
    let body = format!(r#"{{"data": {{"payload": {payload}, "event_type": "a.new.kind"}}}}"#);
    assert_eq!(decoded(&body).family(), X);
}

#[test]
fn a_body_of_the_account_activity_api_is_the_same_payload() {
    for fixture in fixtures::all() {
        let Body::AccountActivity(payload) = decoded(&fixture.body) else {
            panic!("{}", fixture.name);
        };
        assert_eq!(payload, fixture.payload(), "{}", fixture.name);
        assert_eq!(payload.fault_count(), fixture.payload().fault_count());
    }
}

#[test]
fn faults_are_those_of_the_content() {
    let body = decoded(
        r#"{"for_user_id": [], "tweet_create_events": [{"id": 1, "user": {"id": 1}, "lang": []}]}"#,
    );
    assert_eq!((body.faults().len(), body.fault_count()), (2, 2));
    let Body::AccountActivity(payload) = body else { panic!("it has a marker") };
    assert!(matches!(payload.events(), [Event::TweetCreate(_)]));
    let other = decoded(r#"{"matching_rules": 1}"#);
    assert_eq!((other.faults().len(), other.fault_count()), (0, 0));
}

#[test]
fn a_body_of_neither_family_is_kept_as_it_is() {
    let body = r#" {"d\u0061ta": {"id": "1"}, "matching_rules": [], "data": 1, "": 0} "#;
    let Body::Other(raw) = decoded(body) else { panic!("it has no event") };
    assert_eq!(raw.as_bytes(), body.as_bytes());
    assert!(raw.keys().eq(["data", "matching_rules", "data", ""]));
    assert_eq!((raw.keys().len(), raw.keys().next_back()), (4, Some("")));
    assert_eq!(raw.clone().into_bytes(), body.as_bytes());
    assert_eq!(Body::from(raw.clone()), Body::Other(raw));
}

/// The error is that of a payload, whichever member comes first.
#[test]
fn bodies_that_are_not_json_objects_are_rejected_with_their_place() {
    let deep = "[".repeat(10_000);
    for body in [
        b"".as_slice(),
        b" \n ",
        b"[1]",
        b"\n \"text\"",
        b"null",
        b"nil",
        b"{",
        b"{\"",
        b"{\"data\"",
        b"{\"data\": {\"event_type\": \"news.new\", \"payload\": {\"a\": [1,]}}}",
        b"{\"data\": {\"event_type\": \"news.new\"}} x",
        b"{\"data\": {\"event_type\": \"news.new\"},\n  }",
        b"{\"data\": {\"event_type\": \"caf\xe9\"}}",
        b"{\"data\": [{\"event_type\": \"news.new\"}, {\"a\": 1 2}]}",
        b"\xef\xbb\xbf{\"data\": {\"id\": tru}}",
        b"{\"matching_rules\": [{\"id\": \"cut of",
        b"{\"for_user_id\": nul}",
        b"{\"follow_events\": [{\"source\": {\"id\": \"1\", \"name\": \"cut of",
        deep.as_bytes(),
    ] {
        let error = Body::from_slice(body).unwrap_err();
        assert_eq!(error, Payload::from_slice(body).unwrap_err());
    }
    let error = Body::from_slice(b"{\"data\": {\"id\": \"1\",}}").unwrap_err();
    insta::assert_snapshot!(error, @"key must be a string at line 1 column 21, in /data");
}

#[test]
fn a_family_has_a_name() {
    for family in Family::ALL {
        assert_eq!(family.to_string().parse(), Ok(*family));
        let json = serde_json::to_string(family).unwrap();
        assert_eq!(json, format!("\"{family}\""));
        assert_eq!(serde_json::from_str::<Family>(&json).unwrap(), *family);
    }
    let error: ParseFamilyError = "AAA".parse::<Family>().unwrap_err();
    insta::assert_snapshot!(error, @"expected a family of events: `account_activity` or `x_activity`");
}
