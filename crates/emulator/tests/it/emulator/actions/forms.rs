//! The form of the bodies of the X Activity API.

use account_activity::xaa::EventKind;
use serde_json::{Map, Value};

/// The members of `data`, in the order of X's deliveries.
const MEMBERS: [&str; 6] = ["event_uuid", "filter", "event_type", "tag", "payload", "includes"];

/// Members that X's deliveries have in the users of `includes` alone.
const OF_PLAIN_USERS: [&str; 3] =
    ["pinned_tweet_id", "most_recent_tweet_id", "profile_geo_enrichment"];

/// The kinds of objects that the users in a body are in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Users {
    Plain,
    Wrapped,
}

/// Checks a body that no action injected.
#[track_caller]
pub(super) fn check(body: &[u8]) {
    let text = std::str::from_utf8(body).unwrap();
    let json: Value = serde_json::from_str(text).unwrap();
    let data = json["data"].as_object().unwrap();
    assert_eq!(json.as_object().unwrap().len(), 1, "{text}");
    check_order(text, data);
    let kind = data["event_type"].as_str().unwrap();
    check_event_uuid(kind, data);
    let is_revoke = kind == EventKind::OauthRevoke.as_str();
    assert_eq!(data["filter"].as_object().unwrap().is_empty(), is_revoke, "{text}");
    assert_eq!(data.contains_key("tag"), !is_revoke && kind != "news.new", "{text}");
    check_includes(kind, data.get("includes"));
    check_twins(&data["payload"]);
    check_users(&data["payload"], Users::Wrapped);
}

#[track_caller]
fn check_order(text: &str, data: &Map<String, Value>) {
    let mut at = 0;
    for name in MEMBERS.iter().filter(|name| data.contains_key(**name)) {
        let found = text[at..].find(&format!("\"{name}\":"));
        at += found.unwrap_or_else(|| panic!("{name} is not in its place: {text}"));
    }
    assert!(data.keys().all(|name| MEMBERS.contains(&name.as_str())), "{text}");
}

/// Events of new posts and news have the id of these, others a signed number.
#[track_caller]
fn check_event_uuid(kind: &str, data: &Map<String, Value>) {
    let id = data["event_uuid"].as_str().unwrap();
    let is_of_content = (kind.starts_with("post.") && kind != "post.delete") || kind == "news.new";
    if is_of_content {
        assert_eq!(data["payload"]["id"], id, "{kind}");
    } else {
        assert!(id.parse::<i64>().is_ok(), "{kind}: {id}");
    }
}

/// Posts and likes include plain users and the posts; a deletion includes a wrapped user.
#[track_caller]
fn check_includes(kind: &str, includes: Option<&Value>) {
    let form = match kind {
        "post.delete" => Some(Users::Wrapped),
        kind if kind.starts_with("post.") || kind == "like.create" => Some(Users::Plain),
        _ => None,
    };
    assert_eq!(includes.is_some(), form.is_some(), "{kind}");
    let (Some(includes), Some(form)) = (includes, form) else { return };
    check_twins(includes);
    let users = includes["users"].as_array().unwrap();
    assert!(!users.is_empty(), "{kind}");
    for user in users {
        check_user(user, form);
    }
    let posts = includes.get("tweets").and_then(Value::as_array);
    assert_eq!(posts.is_some_and(|posts| !posts.is_empty()), form == Users::Plain, "{kind}");
}

/// Checks the users in a value, wherever they are.
#[track_caller]
fn check_users(value: &Value, form: Users) {
    match value {
        Value::Object(members) if members.contains_key("public_metrics") => {
            // A post, too, has metrics.
            assert!(members.contains_key("text"), "a user that is not wrapped: {value}");
        }
        Value::Object(members) if members.len() == 1 && members.contains_key("data") => {
            check_user(value, form);
        }
        Value::Object(members) => members.values().for_each(|it| check_users(it, form)),
        Value::Array(items) => items.iter().for_each(|it| check_users(it, form)),
        _ => {}
    }
}

#[track_caller]
fn check_user(user: &Value, form: Users) {
    let members = match form {
        Users::Plain => user,
        Users::Wrapped => {
            assert_eq!(user.as_object().unwrap().len(), 1, "{user}");
            &user["data"]
        }
    };
    let has = |name: &str| members.get(name).is_some();
    for name in ["id", "name", "username", "created_at", "protected", "public_metrics"] {
        assert!(has(name), "{name} is missing: {user}");
    }
    assert!(form == Users::Plain || !OF_PLAIN_USERS.iter().any(|name| has(name)), "{user}");
}

/// Checks that the text of each integer of an object stands beside it. The events of Direct Messages
/// have the form of the Account Activity API.
#[track_caller]
fn check_twins(value: &Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if member.is_i64() || member.is_u64() {
                    let twin = &members[&format!("{name}_str")];
                    assert_eq!(*twin, member.to_string(), "{name}: {value}");
                } else if name != "direct_message_events" {
                    check_twins(member);
                }
                assert!(!member.is_f64(), "{name}: {value}");
            }
        }
        Value::Array(items) => items.iter().for_each(check_twins),
        _ => {}
    }
}
