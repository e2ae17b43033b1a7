//! Decodes any bytes as a delivery of the X Activity API: decoding never panics, the strict and the
//! tolerant decoder give the same result, and a serialized delivery decodes to an equal one. The
//! methods of a delivery, an entry, a kind and an activity do not panic either.

use std::hint::black_box;

use account_activity::Body;
use account_activity::activity::Activity;
use account_activity::xaa::{Entry, Envelope, Event};

pub(crate) fn run(body: &[u8]) {
    if let Ok(envelope) = Envelope::from_slice(body) {
        assert_eq!(envelope, tolerantly(body), "{}", String::from_utf8_lossy(body));
        comes_back(&envelope);
        envelope.entries().for_each(ask);
        black_box((envelope.event(), envelope.kind(), envelope.filter(), envelope.tag()));
        black_box((envelope.event_uuid(), envelope.includes(), envelope.is_replay()));
        black_box((envelope.faults(), envelope.unknown()));
        // A delivery may differ from its bytes, for example by a rounded id. Listing the differences
        // must not panic.
        black_box(envelope.differences());
    }
    if let Ok(envelope) = Envelope::from_post(body) {
        comes_back(&envelope);
        envelope.activities().for_each(ask_activity);
    }
    if let Ok(body) = Body::from_slice(body) {
        if let Some(envelope) = body.envelope() {
            assert_eq!(Envelope::from_slice(body.as_bytes()).as_ref(), Ok(envelope));
        }
        body.activities().for_each(ask_activity);
    }
}

/// Decodes with the tolerant decoder, to which the strict one gives way at a key with escapes.
fn tolerantly(body: &[u8]) -> Envelope {
    let start = 1 + body.iter().position(|byte| *byte == b'{').expect("a delivery is an object");
    let comma = if body[start..].trim_ascii_start().starts_with(b"}") { "" } else { "," };
    let key = format!("\"\\u006eew\":[]{comma}");
    let body = [&body[..start], key.as_bytes(), &body[start..]].concat();
    Envelope::from_slice(&body).expect("an unknown key does not affect decoding")
}

fn comes_back(envelope: &Envelope) {
    let written = serde_json::to_vec(envelope).expect("a delivery can be serialized");
    let again = Envelope::from_slice(&written).expect("a serialized delivery can be decoded");
    assert_eq!(*envelope, again, "{}", String::from_utf8_lossy(&written));
}

fn ask(entry: Entry<'_>) {
    let kind = entry.kind();
    assert_eq!(kind.as_str().parse(), Ok(kind.clone()));
    black_box((kind.confidence(), kind.filters(), kind.price(), kind.replaces(), kind.scope()));
    black_box((entry.event_type(), entry.filter(), entry.tag(), entry.event_uuid()));
    black_box((entry.includes(), entry.json()));
    match entry.event() {
        Event::DmRead(read) => drop(black_box(read.receipts().count())),
        Event::DmIndicateTyping(typing) => drop(black_box(typing.notices().count())),
        _ => {}
    }
}

fn ask_activity(activity: Activity<'_>) {
    let (key, kind) = (activity.key(), activity.kind());
    assert_eq!(key.as_str().parse(), Ok(key));
    assert_eq!(kind.as_str().parse(), Ok(kind));
    let (actor, target) = (activity.actor(), activity.target());
    black_box((activity.subscriber(), activity.occurred_at(), activity.relation()));
    black_box((activity.is_own(), activity.is_replay(), activity.message()));
    for user in [actor, target].into_iter().flatten().filter_map(|id| activity.user(id)) {
        black_box((user.name(), user.username(), user.description(), user.picture()));
    }
    if let Some(post) = activity.post() {
        for post in
            [Some(post), post.reply_to(), post.quoted(), post.reposted()].into_iter().flatten()
        {
            black_box((post.text(), post.display_text(), post.expanded_text(), post.url()));
            black_box((post.display_entities(), post.media().count(), post.author_view()));
        }
    }
    black_box(serde_json::to_string(&activity).expect("an activity can be serialized"));
}
