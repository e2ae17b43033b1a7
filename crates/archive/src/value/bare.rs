//! The kind of an object by its keys: a delivery, or a bare Tweet, Post or message.

use account_activity::{Body, DecodeError, Event, Payload, UserId, xaa};
use bytes::Bytes;

use crate::item::MESSAGE_PREFIX;
use crate::object::{self, Object};

/// The pointer to a bare Tweet in its payload.
pub(super) const TWEET_PREFIX: &str = "/tweet_create_events/0";
const POST_PREFIX: &str = "/data/payload";
const EVENT_PREFIX: &str = "/data";

/// The members that only Posts of the v2 API have.
const POST: [&str; 10] = [
    "author_id",
    "conversation_id",
    "edit_history_tweet_ids",
    "edit_history_post_ids",
    "edit_controls",
    "public_metrics",
    "referenced_tweets",
    "referenced_posts",
    "reply_settings",
    "context_annotations",
];

/// The members that only Tweets of the v1.1 API have. Objects of other kinds can have `user` too.
pub(super) const TWEET: [&str; 23] = [
    "id_str",
    "full_text",
    "truncated",
    "contributors",
    "coordinates",
    "in_reply_to_status_id",
    "in_reply_to_status_id_str",
    "in_reply_to_user_id_str",
    "in_reply_to_screen_name",
    "retweeted_status",
    "quoted_status",
    "retweet_count",
    "favorite_count",
    "reply_count",
    "quote_count",
    "favorited",
    "retweeted",
    "is_quote_status",
    "filter_level",
    "extended_tweet",
    "extended_entities",
    "quoted_status_id",
    "quoted_status_id_str",
];

/// The members that no Post has.
const NO_POST: [&str; 7] =
    ["id_str", "user", "full_text", "sender_id", "dm_conversation_id", "event_type", "screen_name"];

/// The kind of an object that is a value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    /// A body of a delivery of either family.
    Delivery,
    /// The content of `data` of a delivery of the X Activity API.
    Event,
    Tweet,
    Post,
    Message,
}

/// Returns what the keys of an object tell.
pub(super) fn kind(object: &Object<'_>) -> Option<Kind> {
    let is_payload = object.members.iter().any(|(key, value)| {
        *value != "null"
            && (["for_user_id", "user_event", "replay_job_status"].contains(&&**key)
                || (key.ends_with("_events") && !key.starts_with(['_', '$'])))
    });
    if is_payload || data_has(object, |datum| datum.has("event_type")) {
        return Some(Kind::Delivery);
    }
    if object.string("event_type").is_some_and(|name| name.contains('.')) && object.has("payload") {
        return Some(Kind::Event);
    }
    if object.is_object("message_create") {
        return Some(Kind::Message);
    }
    if is_post(object) {
        return Some(Kind::Post);
    }
    let is_message_of_v2 = object.has_any(&["sender_id", "dm_conversation_id", "event_type"]);
    let has_text = object.has_any(&["text", "full_text"]);
    let is_tweet = (has_id(object) || object.has("id") && object.has_any(&TWEET)) && has_text;
    (is_tweet && !is_message_of_v2).then_some(Kind::Tweet)
}

/// Returns `true` for a Tweet or Post that only its id, its text and its user tell. A wrapper can have these too.
pub(super) fn is_sparse(kind: Option<Kind>, object: &Object<'_>) -> bool {
    match kind {
        Some(Kind::Tweet) => !object.has_any(&TWEET),
        Some(Kind::Post) => !object.has_any(&POST),
        _ => false,
    }
}

/// Returns `true` if an object has an id as Tweets have it. Extended JSON has it within an object.
fn has_id(object: &Object<'_>) -> bool {
    let is_id = |json: &str| json.starts_with('{') || json.trim_matches('"').parse::<u64>().is_ok();
    ["id", "id_str"].iter().any(|key| object.get(key).is_some_and(is_id))
}

/// Returns the kind of an object with few known members that is not a wrapper.
pub(super) fn weak_kind(object: &Object<'_>) -> Option<Kind> {
    let user = object.object("user").filter(|_| object.has_any(&["id", "id_str"]));
    if user.is_some_and(|user| has_id(object) || has_id(&user)) {
        return Some(Kind::Tweet);
    }
    let message = object.string("type").is_some_and(|name| name == "message_create");
    Some(if message { Kind::Message } else { Kind::Delivery })
}

pub(super) fn is_post(object: &Object<'_>) -> bool {
    object.has("id")
        && !object.has_any(&NO_POST)
        && (object.has_any(&POST)
            || (object.has("text")
                && has_id(object)
                && object.get("id").is_some_and(|id| id.starts_with('"'))))
}

/// Returns `true` if `data` is an object, or has an object as its first element, that fulfils a condition.
pub(super) fn data_has(object: &Object<'_>, condition: impl Fn(&Object<'_>) -> bool) -> bool {
    let first = match object.get("data") {
        Some(data) if data.starts_with('[') => object::elements(data).0.first().copied(),
        data => data,
    };
    first.and_then(Object::read).is_some_and(|datum| condition(&datum))
}

/// Decodes an object of a kind. Also returns the start of pointers into the body that the object does not have.
pub(super) fn decode(
    kind: Kind,
    bytes: &Bytes,
    owner: Option<UserId>,
) -> Result<(Body, &'static str), DecodeError> {
    Ok(match kind {
        Kind::Delivery => (Body::from_bytes(bytes.clone())?, ""),
        Kind::Event => {
            let body = [b"{\"data\":", &**bytes, b"}"].concat();
            (xaa::Envelope::from_bytes(body.into())?.into(), EVENT_PREFIX)
        }
        Kind::Tweet => (Payload::from_tweet(bytes, owner)?.into(), TWEET_PREFIX),
        Kind::Post => (xaa::Envelope::from_post(bytes)?.into(), POST_PREFIX),
        Kind::Message => (Payload::from_direct_message(bytes)?.into(), MESSAGE_PREFIX),
    })
}

/// Returns `true` for a payload that has something of the Account Activity API, and not only keys that end in
/// `_events`.
pub(super) fn is_delivery(payload: &Payload) -> bool {
    payload.for_user_id().is_some()
        || payload.events().iter().any(|event| !matches!(event, Event::Unknown(_)))
}

/// Returns `false` for a delivery that has only unknown members, and can be a wrapper.
pub(super) fn is_certain(kind: Kind, body: &Body) -> bool {
    match body {
        Body::AccountActivity(payload) => kind != Kind::Delivery || is_delivery(payload),
        Body::XActivity(_) => true,
        _ => false,
    }
}
