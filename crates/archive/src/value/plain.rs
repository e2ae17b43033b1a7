//! Values with telling first keys: payloads, envelopes and bare Tweets. They are decoded once.

use std::sync::LazyLock;

use account_activity::{ActivityKind, Body, Event, Payload, xaa};
use bytes::Bytes;
use memchr::memmem::Finder;

use super::bare;
use super::extended;
use crate::selection::Selection;

/// The starts of members that tell that a value needs a second look: a time of receipt, and Extended JSON.
static SECOND_LOOK: LazyLock<[Finder<'static>; 2]> =
    LazyLock::new(|| ["\"received", "\"$date"].map(Finder::new));

/// The ends of other members that have a time of receipt in a delivery.
static ENDS: LazyLock<[Finder<'static>; 2]> =
    LazyLock::new(|| ["ed_at\"", "edAt\""].map(Finder::new));

/// The kinds that a bare Tweet can have.
const TWEETS: [ActivityKind; 2] = [ActivityKind::Post, ActivityKind::Undecoded];

/// The texts before these ends.
const STEMS: [&[u8]; 5] = [b"arriv", b"deliver", b"insert", b"stor", b"logg"];

/// A value that was told by its first keys.
#[allow(clippy::large_enum_variant, reason = "each is taken apart at once")]
pub(super) enum Plain {
    /// A body, and the start of pointers into it that the value does not have.
    Body(Body, &'static str),
    /// The value has none of the selected kinds.
    Passed,
}

/// Decodes a value if its first keys tell what it is, and decoding proves them right. `None` otherwise, and for
/// every value that needs a second look.
pub(super) fn decode(bytes: &Bytes, selection: &mut Selection) -> Option<Plain> {
    let guess = guess(bytes)?;
    let added = match guess {
        Guess::Tweet if TWEETS.iter().any(|kind| selection.has(*kind)) => bare::TWEET_PREFIX,
        _ => "",
    };
    // A body is large, so it is moved as rarely as possible.
    let body = match added {
        "" => selection.decode(bytes).ok()?,
        _ => Payload::from_tweet(bytes, None).ok()?.into(),
    };
    if !selection.is_all() && is_passed(&body, &guess) {
        return Some(Plain::Passed);
    }
    // A time of receipt is a member that is not in the schemas.
    if !body.is_in_schema() && has_receipt(bytes, &guess) {
        return None;
    }
    let is_right = match &body {
        Body::AccountActivity(payload) if added.is_empty() => bare::is_delivery(payload),
        Body::AccountActivity(payload) => is_tweet(payload),
        Body::XActivity(_) => true,
        _ => false,
    };
    let is_plain = is_right && (is_clean(&body) || !extended::is_extended_bytes(bytes));
    if is_plain { Some(Plain::Body(body, added)) } else { None }
}

/// Returns `true` for a value that certainly is what it seems to be, and has no activity of the selected kinds.
fn is_passed(body: &Body, guess: &Guess) -> bool {
    match (body, guess) {
        (Body::AccountActivity(payload), Guess::Delivery) => {
            payload.for_user_id().is_some() && payload.events().is_empty()
        }
        (Body::XActivity(envelope), Guess::Delivery) => envelope.activities().len() == 0,
        (Body::Other(raw), Guess::Tweet) => {
            let has = |name: &str| raw.keys().any(|key| key == name);
            has("user") && (has("text") || has("full_text"))
        }
        _ => false,
    }
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

/// Returns `true` if there can be a time of receipt beside the members of a value.
fn has_receipt(bytes: &[u8], guess: &Guess) -> bool {
    let is_stem = |at: usize| {
        let before = bytes.get(at.saturating_sub(7)..at).unwrap_or_default();
        STEMS.iter().any(|stem| before.ends_with(stem))
    };
    SECOND_LOOK.iter().any(|finder| finder.find(bytes).is_some())
        || matches!(guess, Guess::Delivery)
            && ENDS.iter().any(|finder| finder.find_iter(bytes).any(is_stem))
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
            || key == b"replay_job_status"
            || key == b"data"
        {
            return Some(Guess::Delivery);
        }
        if bare::TWEET.iter().any(|name| name.as_bytes() == key) {
            return Some(Guess::Tweet);
        }
        let after = match value.first()? {
            b'"' => string(value)?.1,
            b'{' if key == b"users" || key == b"apps" => return Some(Guess::Delivery),
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
