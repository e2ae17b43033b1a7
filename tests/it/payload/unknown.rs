//! Unknown members of a payload, found in its bytes.

use account_activity::{Payload, schema};

use crate::fixtures;

fn of(body: &str) -> Vec<String> {
    let payload = Payload::from_slice(body.as_bytes()).unwrap();
    payload.unknown().iter().map(ToString::to_string).collect()
}

#[test]
fn unknown_members_and_values_are_found_in_the_order_of_the_payload() {
    let tweet = r#"{"id":1,"user":{"id":2,"b":[]},"a":1,"filter_level":"x","entities":{"urls":[
        {"c":{}},{"d":true}]},"\u0065":"e"}"#;
    let body = format!(
        r#"{{"z":1,"y":null,"tweet_create_events":[{tweet}],"follow_events":{{
        "type":"superfollow","f":1}}}}"#
    );
    assert_eq!(
        of(&body),
        [
            "field Payload.z",
            "field Tweet.a",
            "value FilterLevel \"x\"",
            "field UrlEntity.d",
            "field Tweet.e",
            "value FollowKind \"superfollow\"",
            "field Follow.f",
        ]
    );
}

/// The walk over bytes finds what the walk over values finds.
#[test]
fn the_bytes_and_the_value_have_the_same_unknown_members() {
    let archives = ["corpus", "corpus-2"].into_iter().filter_map(fixtures::archive).flatten();
    for fixture in fixtures::all().into_iter().chain(archives) {
        let mut expected = schema::unknown(schema::payload(), &fixture.json());
        let mut found = fixture.payload().unknown();
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{}", fixture.name);
    }
}
