//! Unknown members of a payload, found in its bytes.

use account_activity::{Payload, schema};
use serde_json::Value;

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

/// Nothing else in the payload tells that it has to be searched.
#[test]
fn a_value_of_digits_is_unknown() {
    let body = r#"{"tweet_create_events":[{"id":1,"user":{"id":2},"filter_level":"7"}]}"#;
    assert_eq!(of(body), ["value FilterLevel \"7\""]);
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

/// A decoder that met nothing unknown has nothing to search. A stranger at the top makes every body be searched.
#[test]
fn a_stranger_is_found_wherever_it_is() {
    let mut found = 0;
    for fixture in fixtures::all() {
        strangers(&fixture.json(), |json| {
            let body = json.to_string();
            let searched = format!("{{\"stranger\":1,{}", &body[1..]);
            let unknown = of(&body);
            assert_eq!(of(&searched)[1..], unknown, "{body}");
            found += unknown.len();
        });
    }
    assert!(found > 1_000, "{found}");
}

/// Calls a function with the JSON once for each of its objects and texts. That object has one member more, or that
/// text is another one.
pub(crate) fn strangers(json: &Value, mut call: impl FnMut(&Value)) {
    let mut pointers = Vec::new();
    pointers_of(json, String::new(), &mut pointers);
    for pointer in pointers {
        let mut changed = json.clone();
        match changed.pointer_mut(&pointer).unwrap() {
            Value::Object(members) => {
                members.insert("stranger".to_owned(), Value::from(7));
            }
            text => *text = Value::from("stranger"),
        }
        call(&changed);
    }
}

fn pointers_of(json: &Value, pointer: String, pointers: &mut Vec<String>) {
    match json {
        Value::Object(members) => {
            for (key, value) in members {
                pointers_of(value, format!("{pointer}/{key}"), pointers);
            }
            pointers.push(pointer);
        }
        Value::Array(elements) => {
            for (index, value) in elements.iter().enumerate() {
                pointers_of(value, format!("{pointer}/{index}"), pointers);
            }
        }
        Value::String(_) => pointers.push(pointer),
        _ => {}
    }
}
