//! The text of keys of both families, which must not change, because programs store it.

use account_activity::{Activity, EventKey, Payload};
use serde_json::{Value, json};

use super::{envelope, event};

fn keys(data: &Value) -> Vec<String> {
    let envelope = envelope(data);
    let keys = envelope.activities().map(Activity::key);
    keys.map(|key| {
        assert_eq!(key.as_str().parse(), Ok::<EventKey, _>(key.clone()));
        key.to_string()
    })
    .collect()
}

fn user(id: &str) -> Value {
    json!({ "data": { "id": id } })
}

#[test]
fn published_vectors() {
    let post = json!({ "id": "10", "author_id": "2" });
    let pair = json!({ "source": user("2"), "target": user("3") });
    let message = json!({ "direct_message_events": [{ "id": "77", "message_create": {
        "sender_id": "2", "target": { "recipient_id": "3" } } }] });
    let chat = json!({ "id": "8e75466b-56ec-4e88-bddf-b18f7cc6030e", "sender_id": "2" });
    let change = json!({ "before": "a", "after": "b" });
    let broadcast = json!({ "broadcast_id": "1mGPa" });
    let remark = json!({ "broadcast_id": "1mGPa", "message_id": "88" });
    for (event_type, payload, key) in [
        ("post.create", &post, "1/1/tweet_create/10"),
        ("post.mention.create", &post, "1/1/tweet_create/10"),
        ("post.reply.create", &post, "1/1/tweet_create/10"),
        ("post.quote.create", &post, "1/1/tweet_create/10"),
        ("post.repost.create", &post, "1/1/tweet_create/10"),
        ("post.delete", &post, "1/1/tweet_delete/10"),
        (
            "like.create",
            &json!({ "id": "306365f99a761d92af4753775e89f7a4", "liked_tweet_id": "10" }),
            "1/1/favorite/306365f99a761d92af4753775e89f7a4",
        ),
        // The subscriber likes another user's post, and the like has no id.
        (
            "like.create",
            &json!({ "liked_tweet_id": "10", "liked_tweet_author_id": "2",
                "timestamp_ms": "1576540199643" }),
            "1/1/favorite/1-10-1576540199643",
        ),
        ("like.create", &json!({ "liked_tweet_id": "10" }), "1/1/favorite/-77"),
        ("follow.follow", &pair, "1/1/follow/-77"),
        ("follow.unfollow", &pair, "1/1/unfollow/-77"),
        ("subscriptions.subscribe", &pair, "1/1/subscriptions_subscribe/-77"),
        ("subscriptions.unsubscribe", &pair, "1/1/subscriptions_unsubscribe/-77"),
        ("mute.mute", &pair, "1/1/mute/-77"),
        ("mute.unmute", &pair, "1/1/unmute/-77"),
        ("block.block", &pair, "1/1/block/-77"),
        ("block.unblock", &pair, "1/1/unblock/-77"),
        ("dm.received", &message, "1/1/direct_message/77"),
        ("dm.sent", &message, "1/1/direct_message/77"),
        (
            "dm.read",
            &json!({ "sender_id": "2", "target": { "recipient_id": "3" },
                "last_read_event_id": "77", "created_timestamp": "1518127183443" }),
            "1/1/direct_message_mark_read/2-3-77-1518127183443",
        ),
        (
            "dm.read",
            &json!({ "direct_message_events": [{ "id": "79", "initiating_user_id": "2" }] }),
            "1/1/direct_message_mark_read/79",
        ),
        ("dm.read", &json!({ "initiating_user_id": "2" }), "1/1/direct_message_mark_read/-77"),
        (
            "dm.indicate_typing",
            &json!({ "created_timestamp": "1518127183443", "sender_id": "2",
                "target": { "recipient_id": "3" } }),
            "1/1/direct_message_typing/2-3-1518127183443",
        ),
        ("dm.indicate_typing", &json!({ "sender_id": "2" }), "1/1/direct_message_typing/-77"),
        ("chat.received", &chat, "1/1/chat_received/8e75466b-56ec-4e88-bddf-b18f7cc6030e"),
        ("chat.sent", &chat, "1/1/chat_sent/8e75466b-56ec-4e88-bddf-b18f7cc6030e"),
        (
            "chat.conversation_join",
            &chat,
            "1/1/chat_conversation_join/8e75466b-56ec-4e88-bddf-b18f7cc6030e",
        ),
        ("chat.conversation.member_added", &json!({}), "1/1/chat_conversation_member_added/-77"),
        (
            "chat.conversation.member_removed",
            &json!({}),
            "1/1/chat_conversation_member_removed/-77",
        ),
        ("chat.conversation.admin_added", &json!({}), "1/1/chat_conversation_admin_added/-77"),
        ("chat.conversation.admin_removed", &json!({}), "1/1/chat_conversation_admin_removed/-77"),
        ("chat.update.group_name", &json!({}), "1/1/chat_update_group_name/-77"),
        ("chat.update.restrictions", &json!({}), "1/1/chat_update_restrictions/-77"),
        ("profile.update.bio", &change, "1/1/profile_update_bio/-77"),
        ("profile.update.profile_picture", &change, "1/1/profile_update_profile_picture/-77"),
        ("profile.update.banner_picture", &change, "1/1/profile_update_banner_picture/-77"),
        ("profile.update.screenname", &change, "1/1/profile_update_screenname/-77"),
        ("profile.update.geo", &change, "1/1/profile_update_geo/-77"),
        ("profile.update.url", &change, "1/1/profile_update_url/-77"),
        ("profile.update.handle", &change, "1/1/profile_update_handle/-77"),
        ("profile.update.verified_badge", &change, "1/1/profile_update_verified_badge/-77"),
        ("profile.update.affiliate_badge", &change, "1/1/profile_update_affiliate_badge/-77"),
        ("spaces.start", &broadcast, "1/1/spaces_start/1mGPa"),
        ("spaces.end", &broadcast, "1/1/spaces_end/1mGPa"),
        ("broadcast.start", &broadcast, "1/1/broadcast_start/1mGPa"),
        ("broadcast.end", &broadcast, "1/1/broadcast_end/1mGPa"),
        ("broadcast.chat", &remark, "1/1/broadcast_chat/88"),
        ("broadcast.chat.remove", &remark, "1/1/broadcast_chat_remove/88"),
        ("news.new", &json!({ "id": "99" }), "1/1/news_new/99-_"),
        (
            "oauth.revoke",
            &json!({ "date_time": "2018-05-24T09:48:12+00:00", "user_id": "6", "app_id": "13" }),
            "1/6/revoke/6-13-1527155292000",
        ),
        ("oauth.revoke", &json!({ "user_id": "6" }), "1/6/revoke/6-_-_"),
        ("post.pin", &json!({ "id": "10" }), "1/1/unknown/a348385273b836279f888ff5ee3e0df5"),
        ("post.create", &json!({ "text": "a" }), "1/1/undecoded/a7eea8f2f1ec15ff2d53871160cc0998"),
    ] {
        assert_eq!(keys(&event(event_type, payload)), [key], "{event_type} {payload}");
    }
}

#[test]
fn of_one_story_each_keyword_has_a_key() {
    let story = |keyword: &str| {
        json!({ "event_uuid": "99", "filter": { "keyword": keyword }, "event_type": "news.new",
            "payload": { "headline": "Fog" } })
    };
    assert_eq!(keys(&story("fog")), ["1/_/news_new/99-dcf5b695b7452e34faed08fc521925f7"]);
    assert_ne!(keys(&story("fog")), keys(&story("quay")));
}

#[test]
fn without_an_id_the_data_is_the_identity() {
    let follow = |name: &str| {
        json!({ "filter": { "user_id": "1" }, "event_type": "follow.follow",
            "payload": { "source": { "id": "2", "name": name }, "target": user("1") } })
    };
    assert_eq!(keys(&follow("ada")), ["1/1/follow/91a0fc2f7613433527cc3da847c5562c"]);
    assert_ne!(keys(&follow("ada")), keys(&follow("bob")));
    // An `event_uuid` that is empty is none.
    let mut empty = follow("ada");
    empty["event_uuid"] = "".into();
    assert_ne!(keys(&empty), ["1/1/follow/"]);
}

/// Two posts of an unknown kind have one `event_uuid`.
#[test]
fn the_key_of_an_unknown_event_depends_on_its_kind_and_data() {
    let pin = |kind: &str, id: u64| keys(&event(kind, &json!({ "id": id })));
    assert_ne!(pin("post.pin", 10), pin("post.pin", 11));
    assert_ne!(pin("post.pin", 10), pin("post.unpin", 10));
}

#[test]
fn both_families_have_one_key() {
    let tweet = json!({ "id_str": "10", "user": { "id_str": "2" } });
    let message = json!([{ "id": "77", "message_create": { "sender_id": "2",
        "target": { "recipient_id": "1" } } }]);
    let typing = json!([{ "created_timestamp": "1518127183443", "sender_id": "2",
        "target": { "recipient_id": "1" } }]);
    let id = "306365f99a761d92af4753775e89f7a4";
    for (member, value, event_type, payload) in [
        (
            "tweet_create_events",
            json!([tweet]),
            "post.mention.create",
            json!({ "id": "10", "author_id": "2" }),
        ),
        (
            "tweet_delete_events",
            json!([{ "status": { "id": "10", "user_id": "1" } }]),
            "post.delete",
            json!({ "id": "10", "author_id": "1" }),
        ),
        (
            "favorite_events",
            json!([{ "id": id, "user": { "id": 2 }, "favorited_status": tweet }]),
            "like.create",
            json!({ "id": id, "liked_tweet_id": "10" }),
        ),
        (
            "direct_message_events",
            message.clone(),
            "dm.received",
            json!({ "direct_message_events": message }),
        ),
        (
            "direct_message_indicate_typing_events",
            typing.clone(),
            "dm.indicate_typing",
            json!({ "direct_message_indicate_typing_events": typing }),
        ),
        (
            "user_event",
            json!({ "revoke": { "date_time": "2018-05-24T09:48:12+00:00",
                "target": { "app_id": "13" }, "source": { "user_id": "1" } } }),
            "oauth.revoke",
            json!({ "date_time": "2018-05-24T09:48:12Z", "user_id": "1", "app_id": "13" }),
        ),
    ] {
        let body = json!({ "for_user_id": "1", member: value }).to_string();
        let payload_of_account = Payload::from_slice(body.as_bytes()).unwrap();
        let key = payload_of_account.activities().next().unwrap().key();
        assert_eq!(keys(&event(event_type, &payload)), [key.as_str()]);
    }
}
