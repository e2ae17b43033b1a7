//! Decodes any bytes as a delivery of the X Activity API: decoding never panics, the strict and the
//! tolerant decoder give the same result, and a serialized delivery decodes to an equal one. The
//! methods of a delivery, an entry and a kind do not panic either.

use std::hint::black_box;

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
