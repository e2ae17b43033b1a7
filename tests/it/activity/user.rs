//! Users, in each of the shapes that bodies have.

use account_activity::activity::UserView;
use account_activity::{Payload, UserId};
use serde_json::json;

use super::{OTHER, THIRD, event, only, with_includes};

/// Returns what tells a user apart.
fn described(user: Option<UserView<'_>>) -> Option<(u64, Option<String>, Option<&str>)> {
    user.map(|user| (user.id().get(), user.name(), user.username()))
}

#[test]
fn each_event_describes_its_users() {
    let bob = json!({ "data": { "id": "2", "name": "Bob &amp; co", "username": "bob" } });
    let found = Some((2, Some("Bob & co".to_owned()), Some("bob")));
    let message = json!([{ "id": "7", "message_create": { "sender_id": "2",
        "target": { "recipient_id": "1" } } }]);
    for (kind, payload) in [
        ("follow.follow", json!({ "source": bob, "target": { "id": "1" } })),
        ("block.block", json!({ "source": { "id": "1" }, "target": bob })),
        ("dm.received", json!({ "direct_message_events": message, "users": { "2": bob } })),
        ("dm.received", json!({ "direct_message_events": message, "users": { "x": bob } })),
        ("dm.read", json!({ "initiating_user_id": "2", "users": { "2": bob["data"] } })),
        ("dm.indicate_typing", json!({ "users": { "2": bob } })),
        ("spaces.start", json!({ "user": bob })),
        ("broadcast.end", json!({ "user": bob })),
        ("broadcast.chat", json!({ "author": bob })),
    ] {
        only(&event(kind, &payload), |activity| {
            assert_eq!(described(activity.user(OTHER)), found, "{kind}");
            assert!(activity.user(THIRD).is_none(), "{kind}");
        });
    }
    for users in [json!([bob]), json!([{ "id": "1" }, bob["data"]])] {
        let event = event("post.create", &json!({ "id": "10", "author_id": "2" }));
        only(&with_includes(event, &json!({ "users": users })), |activity| {
            assert_eq!(described(activity.user(OTHER)), found);
            assert_eq!(described(activity.post().unwrap().author_view()), found);
        });
    }
}

#[test]
fn each_payload_describes_its_users() {
    let bob = r#"{"id": "2", "id_str": "2", "name": "Bob &amp; co", "screen_name": "bob"}"#;
    let author = |id: u64, more: &str| {
        format!(r#"{{"id": {id}, "user": {{"id": {id}, "screen_name": "u{id}"}} {more}}}"#)
    };
    let of_bob = format!(r#"{{"id": 9, "user": {bob}}}"#);
    let message =
        r#"[{"id": "7", "message_create": {"sender_id": "2", "target": {"recipient_id": "1"}}}]"#;
    for body in [
        format!(r#""tweet_create_events": [{of_bob}]"#),
        format!(
            r#""tweet_create_events": [{}]"#,
            author(5, &format!(r#", "retweeted_status": {of_bob}"#))
        ),
        format!(
            r#""tweet_create_events": [{}]"#,
            author(5, &format!(r#", "quoted_status": {of_bob}"#))
        ),
        format!(r#""favorite_events": [{{"user": {bob}, "favorited_status": {}}}]"#, author(5, "")),
        format!(r#""favorite_events": [{{"user": {{"id": 5}}, "favorited_status": {of_bob}}}]"#),
        format!(
            r#""follow_events": [{{"type": "follow", "source": {bob}, "target": {{"id": "5"}}}}]"#
        ),
        format!(r#""mute_events": [{{"type": "mute", "source": {{"id": "5"}}, "target": {bob}}}]"#),
        format!(
            r#""block_events": [{{"type": "block", "source": {{"id": "5"}}, "target": {bob}}}]"#
        ),
        format!(r#""direct_message_events": {message}, "users": {{"2": {bob}}}"#),
    ] {
        let payload = Payload::from_slice(format!("{{{body}}}").as_bytes()).unwrap();
        let activity = payload.activities().next().unwrap();
        let found = Some((2, Some("Bob & co".to_owned()), Some("bob")));
        assert_eq!(described(activity.user(OTHER)), found, "{body}");
        assert!(activity.user(UserId::new(8)).is_none(), "{body}");
    }
}

#[test]
fn what_a_trimmed_archive_drops_is_absent() {
    let event = with_includes(
        event("post.create", &json!({ "id": "10" })),
        &json!({ "users": [
            { "id": "2", "name": "", "username": "", "description": "", "profile_image_url": "" },
            { "id": "3", "description": "a &lt; b", "profile_image_url": "https://p.example/3_normal.jpg",
                "protected": true, "verified": false },
        ] }),
    );
    only(&event, |activity| {
        let user = activity.user(OTHER).unwrap();
        assert_eq!((user.name(), user.username(), user.description()), (None, None, None));
        assert_eq!((user.picture(), user.is_protected(), user.is_verified()), (None, None, None));
        let user = activity.user(THIRD).unwrap();
        assert_eq!(user.description().unwrap(), "a < b");
        assert_eq!(user.picture(), Some("https://p.example/3_normal.jpg"));
        assert_eq!((user.is_protected(), user.is_verified()), (Some(true), Some(false)));
    });
}
