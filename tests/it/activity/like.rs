//! Who liked a post, which the payload of a like does not name.

use account_activity::xaa::Envelope;
use account_activity::{Relation, UserId};
use serde_json::{Value, json};

use super::{ME, OTHER, THIRD, event, only, with_includes};

fn like(direction: &Value, author: Option<&str>, users: &Value, posts: &Value) -> Value {
    let payload = json!({ "id": "a1", "liked_tweet_id": "10", "liked_tweet_author_id": author });
    let like = event("like.create", &payload);
    let mut like = with_includes(like, &json!({ "users": users, "tweets": posts }));
    like["filter"] = json!({ "user_id": "1" });
    for (key, value) in direction.as_object().unwrap() {
        like["filter"][key] = value.clone();
    }
    like
}

#[test]
fn the_liker_is_found_or_absent() {
    let out = json!({ "direction": "outbound" });
    let into = json!({ "direction": "inbound" });
    let none = json!({});
    let qualified = |direction: &str| json!({ "qualifiers": { "direction": direction } });
    let user = |id: &str| json!({ "id": id });
    let [me, other, third] = ["1", "2", "3"].map(user);
    let nobody = json!([]);
    let post = json!([{ "id": "10", "author_id": "1",
        "entities": { "mentions": [{ "id": "3", "username": "cleo" }] } }]);
    let replies = json!([{ "id": "10", "author_id": "1", "in_reply_to_user_id": "3" }]);
    let theirs = json!([{ "id": "10", "author_id": "2" }]);
    for (direction, author, users, posts, actor, target) in [
        // The subscriber likes a post, even an own one.
        (&out, Some("2"), &json!([other]), &nobody, Some(ME), Some(OTHER)),
        (&out, Some("1"), &json!([me]), &nobody, Some(ME), Some(ME)),
        (&out, None, &json!([other]), &theirs, Some(ME), Some(OTHER)),
        (&out, None, &nobody, &nobody, Some(ME), None),
        (&qualified("outbound"), Some("1"), &json!([other]), &nobody, Some(ME), Some(ME)),
        (&none, Some("2"), &json!([other]), &nobody, Some(ME), Some(OTHER)),
        (&none, None, &json!([other]), &theirs, Some(ME), Some(OTHER)),
        // A post of the subscriber is liked.
        (&into, Some("1"), &json!([other]), &nobody, Some(OTHER), Some(ME)),
        (&into, Some("1"), &json!([me, other]), &nobody, Some(OTHER), Some(ME)),
        (&into, None, &json!([other]), &nobody, Some(OTHER), Some(ME)),
        (
            &qualified("inbound"),
            Some("1"),
            &json!([{ "data": other }]),
            &nobody,
            Some(OTHER),
            Some(ME),
        ),
        (&none, Some("1"), &json!([other]), &nobody, Some(OTHER), Some(ME)),
        // A user may be included twice.
        (&into, Some("1"), &json!([other, other]), &nobody, Some(OTHER), Some(ME)),
        // The post accounts for one of two users.
        (&into, Some("1"), &json!([third, me, other]), &post, Some(OTHER), Some(ME)),
        (&into, Some("1"), &json!([third, other]), &replies, Some(OTHER), Some(ME)),
        // The subscriber likes an own post: the event includes nobody else.
        (&into, Some("1"), &json!([me]), &nobody, Some(ME), Some(ME)),
        (&none, Some("1"), &json!([me]), &nobody, Some(ME), Some(ME)),
        // Nothing tells.
        (&into, Some("1"), &nobody, &nobody, None, Some(ME)),
        (&into, Some("1"), &json!([third, other]), &nobody, None, Some(ME)),
        (&none, Some("1"), &json!([third, other]), &nobody, None, Some(ME)),
        (&none, None, &json!([other]), &nobody, None, None),
        (&json!({ "direction": "sideways" }), None, &json!([other]), &nobody, None, None),
    ] {
        let like = like(direction, author, users, posts);
        only(&like, |activity| {
            assert_eq!((activity.actor(), activity.target()), (actor, target), "{like}");
            let relation = match (actor, target) {
                (Some(ME), _) => Relation::By,
                (_, Some(ME)) => Relation::Of,
                _ => Relation::Unrelated,
            };
            assert_eq!(activity.relation(), relation, "{like}");
            assert_eq!(activity.is_own(), actor == Some(ME), "{like}");
        });
    }
}

#[test]
fn without_a_subscriber_nobody_is_the_liker() {
    let mut like = like(&json!({}), Some("1"), &json!([{ "id": "2" }]), &json!([]));
    like["filter"] = json!({});
    only(&like, |activity| {
        assert_eq!((activity.subscriber(), activity.actor()), (None, None));
        assert_eq!(activity.target(), Some(UserId::new(1)));
    });
}

#[test]
fn each_spelling_names_the_author_and_the_post() {
    for (author, post) in [
        ("liked_tweet_author_id", "liked_tweet_id"),
        ("tweet_author_id", "liked_tweet_id"),
        ("liked_post_author_id", "liked_post_id"),
    ] {
        let payload = json!({ "id": "a1", author: "3", post: "10" });
        only(&event("like.create", &payload), |activity| {
            assert_eq!(activity.target(), Some(THIRD));
            assert_eq!(activity.actor(), Some(ME));
            assert_eq!(activity.post_id().unwrap().get(), 10);
        });
    }
}

#[test]
fn the_time_is_the_one_of_the_like() {
    let payload = json!({ "id": "a1", "liked_tweet_id": "10", "liked_tweet_author_id": "2",
        "created_at": "2026-07-24T21:12:45.000Z", "timestamp_ms": "1784927565236" });
    let mut like = event("like.create", &payload);
    only(&like, |activity| {
        assert_eq!(activity.occurred_at().unwrap().to_string(), "2026-07-24T21:12:45.236Z");
    });
    like["payload"]["timestamp_ms"] = Value::Null;
    only(&like, |activity| assert_eq!(activity.occurred_at(), None));
}

#[test]
fn the_liked_post_is_the_one_of_the_like() {
    let posts = json!([{ "id": "9", "text": "no" }, { "id": "10", "text": "yes" }]);
    let like = like(&json!({}), Some("2"), &json!([]), &posts);
    only(&like, |activity| assert_eq!(activity.post().unwrap().text(), "yes"));
}

/// Of objects that several likes share, nothing tells whose user each is.
#[test]
fn shared_objects_do_not_name_the_liker() {
    for (likes, actor) in [(1, Some(OTHER)), (2, None)] {
        let mut like = like(&json!({ "direction": "inbound" }), Some("1"), &json!([]), &json!([]));
        like.as_object_mut().unwrap().remove("includes");
        let body = json!({ "data": vec![like; likes], "includes": { "users": [{ "id": "2" }] } });
        let envelope = Envelope::from_slice(body.to_string().as_bytes()).unwrap();
        assert!(envelope.activities().all(|activity| activity.actor() == actor), "{likes}");
    }
}
