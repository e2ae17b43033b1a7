//! Values that the first keys tell: payloads, envelopes and bare Tweets. They are decoded once.

use account_activity::{Body, Event, Payload, xaa};
use bytes::Bytes;
use memchr::memmem;

use super::bare;
use super::extended;

/// The members that only Tweets of the v1.1 API have.
const TWEET: [&[u8]; 24] = [
    b"id_str",
    b"full_text",
    b"truncated",
    b"contributors",
    b"coordinates",
    b"in_reply_to_status_id",
    b"in_reply_to_status_id_str",
    b"in_reply_to_user_id_str",
    b"in_reply_to_screen_name",
    b"retweeted_status",
    b"quoted_status",
    b"retweet_count",
    b"favorite_count",
    b"reply_count",
    b"quote_count",
    b"favorited",
    b"retweeted",
    b"is_quote_status",
    b"filter_level",
    b"extended_tweet",
    b"extended_entities",
    b"user",
    b"quoted_status_id",
    b"quoted_status_id_str",
];

/// The first bytes, and the last ones, among which a time of receipt is looked for.
const ENDS: usize = 256;

/// Decodes a value if its first keys tell what it is, and decoding proves them right. `None` otherwise, and for
/// every value that needs a second look.
pub(super) fn decode(bytes: &Bytes) -> Option<(Body, &'static str)> {
    if has_receipt(bytes) {
        return None;
    }
    let (body, added) = match guess(bytes)? {
        Guess::Delivery => (Body::from_bytes(bytes.clone()).ok()?, ""),
        Guess::Tweet => (Payload::from_tweet(bytes, None).ok()?.into(), bare::TWEET_PREFIX),
    };
    let is_right = match &body {
        Body::AccountActivity(payload) if added.is_empty() => bare::is_delivery(payload),
        Body::AccountActivity(payload) => is_tweet(payload),
        Body::XActivity(_) => true,
        _ => false,
    };
    let is_plain = is_right && (is_clean(&body) || !extended::is_extended_bytes(bytes));
    is_plain.then_some((body, added))
}

/// Returns `true` if everything in a body was read.
pub(super) fn is_clean(body: &Body) -> bool {
    let is_decoded = match body {
        Body::AccountActivity(payload) => {
            payload.events().iter().all(|event| !matches!(event, Event::Undecoded(_)))
        }
        Body::XActivity(envelope) => {
            envelope.events().all(|event| !matches!(event, xaa::Event::Undecoded(_)))
        }
        _ => true,
    };
    is_decoded && body.fault_count() == 0
}

fn is_tweet(payload: &Payload) -> bool {
    matches!(
        payload.events(),
        [Event::TweetCreate(tweet)] if !tweet.text.is_empty() || tweet.full_text.is_some()
    )
}

/// Returns `true` if there can be a time of receipt, which is looked for at the ends only.
fn has_receipt(bytes: &[u8]) -> bool {
    let end = bytes.get(bytes.len().saturating_sub(ENDS)..).unwrap_or(bytes);
    let start = bytes.get(..ENDS).unwrap_or(bytes);
    let has = |part: &[u8], text: &str| memmem::find(part, text.as_bytes()).is_some();
    [start, end].iter().any(|part| has(part, "\"received") || has(part, "\"$date"))
}

enum Guess {
    Delivery,
    Tweet,
}

/// Looks at the first keys, up to one whose value is an object or array.
fn guess(bytes: &[u8]) -> Option<Guess> {
    let mut rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    rest = rest.strip_prefix(b"{")?;
    loop {
        let (key, after) = string(rest.trim_ascii_start())?;
        let value = after.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
        if key == b"for_user_id"
            || key.ends_with(b"_events")
            || key == b"user_event"
            || key == b"data"
        {
            return Some(Guess::Delivery);
        }
        if TWEET.contains(&key) {
            return Some(Guess::Tweet);
        }
        let after = match value.first()? {
            b'"' => string(value)?.1,
            b'{' | b'[' => return None,
            _ => value.get(memchr::memchr2(b',', b'}', value)?..)?,
        };
        rest = after.trim_ascii_start().strip_prefix(b",")?;
    }
}

/// Returns the content of a string, with its escapes, and what follows it.
fn string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let content = bytes.strip_prefix(b"\"")?;
    let mut at = 0;
    loop {
        at += memchr::memchr2(b'"', b'\\', content.get(at..)?)?;
        match content.get(at)? {
            b'\\' => at += 2,
            _ => return Some((content.get(..at)?, content.get(at + 1..)?)),
        }
    }
}
