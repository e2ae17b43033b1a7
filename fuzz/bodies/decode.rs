//! Decodes any bytes: decoding never panics, the strict and the tolerant decoder give the same result, and a
//! serialized payload decodes to an equal one. The methods of a payload, an entry and a Tweet do not
//! panic either. The family of a body does not depend on the member that comes first. A decoder of some kinds gives what
//! a filter gives.

use std::hint::black_box;

use account_activity::model::Tweet;
use account_activity::{
    ActivityKind, Body, DecodeErrorKind, Decoder, Entry, Event, Payload, UserId,
};

pub(crate) fn run(body: &[u8]) {
    select(body);
    if let Ok(decoded) = Body::from_slice(body) {
        assert_eq!(decoded.as_bytes(), body);
        let again =
            Body::from_slice(&after(br#""_id":1"#, body)).expect("the members are the same");
        assert_eq!(decoded.family(), again.family(), "{}", String::from_utf8_lossy(body));
    }
    if let Ok(payload) = Payload::from_slice(body) {
        assert_eq!(payload, tolerantly(body), "{}", String::from_utf8_lossy(body));
        comes_back(&payload);
        for entry in payload.entries() {
            ask(entry);
        }
        black_box(payload.faults());
        // A payload may differ from its bytes, for example by a rounded id. Listing the differences
        // must not panic.
        black_box(payload.differences());
    }
}

/// Compares a decoder of a kind with a filter. The kind depends on the size of the body, so that all are tried.
pub(crate) fn select(body: &[u8]) {
    let kinds = ActivityKind::ALL;
    for kind in [kinds[body.len() % kinds.len()], ActivityKind::Post, ActivityKind::ReplayJobStatus]
    {
        let only = Decoder::new().only([kind]).decode(body);
        let whole = match Body::from_slice(body) {
            Ok(whole) => whole,
            // The decoder may have passed over the part that nests too deep.
            Err(error) if error.kind() == DecodeErrorKind::TooDeep => return,
            Err(error) => {
                assert_eq!(only, Err(error));
                continue;
            }
        };
        let only = only.expect("a body that decodes");
        assert_eq!(only.family(), whole.family(), "{}", String::from_utf8_lossy(body));
        let selected = |body: &Body| -> Vec<String> {
            let activities = body.activities().filter(|activity| activity.kind() == kind);
            activities
                .map(|activity| serde_json::to_string(&activity).expect("it is JSON"))
                .collect()
        };
        assert_eq!(selected(&only), selected(&whole), "{kind}: {}", String::from_utf8_lossy(body));
    }
}

/// Decodes with the tolerant decoder, to which the strict one gives way at a key with escapes.
fn tolerantly(body: &[u8]) -> Payload {
    let body = after(br#""\u006eew":[]"#, body);
    Payload::from_slice(&body).expect("an unknown key does not affect decoding")
}

/// Returns a body with another member before its own.
fn after(member: &[u8], body: &[u8]) -> Vec<u8> {
    let start = 1 + body.iter().position(|byte| *byte == b'{').expect("a body is an object");
    let comma = if body[start..].trim_ascii_start().starts_with(b"}") { "" } else { "," };
    [&body[..start], member, comma.as_bytes(), &body[start..]].concat()
}

fn comes_back(payload: &Payload) {
    let written = serde_json::to_vec(payload).expect("a payload can be serialized");
    let again = Payload::from_slice(&written).expect("a serialized payload can be decoded");
    assert_eq!(*payload, again, "{}", String::from_utf8_lossy(&written));
}

fn ask(entry: Entry<'_>) {
    black_box((entry.kind(), entry.occurred_at(), entry.actor(), entry.relation()));
    black_box((entry.is_own(), entry.sender(), entry.recipient(), entry.app(), entry.key()));
    let subscriber = entry.payload().for_user_id();
    match entry.event() {
        Event::TweetCreate(tweet) => ask_tweet(tweet, subscriber),
        Event::Favorite(favorite) => ask_tweet(&favorite.favorited_status, subscriber),
        Event::DirectMessage(message) => {
            black_box((message.text(), message.display_text(), message.expanded_text()));
            black_box(message.display_entities());
        }
        _ => {}
    }
}

fn ask_tweet(tweet: &Tweet, subscriber: Option<UserId>) {
    black_box((tweet.full_text(), tweet.display_text(), tweet.expanded_text(), tweet.media()));
    black_box((tweet.display_entities(), tweet.permalink(), tweet.id.created_at()));
    let user = subscriber.unwrap_or(tweet.user.id);
    black_box((tweet.relation_to(user), tweet.mention_of(user)));
    let original = tweet.original();
    black_box((original.full_text(), original.display_text(), original.expanded_text()));
}
