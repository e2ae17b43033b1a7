//! Both families of events.

mod body;
mod entry;
mod glance;
mod key;
mod kind;
mod like;
mod neutral;
mod post;
mod relation;
mod several;
mod stored;
mod user;

use account_activity::xaa::Envelope;
use account_activity::{Activity, UserId};
use serde_json::{Value, json};

/// The subscriber of the bodies below.
const ME: UserId = UserId::new(1);
const OTHER: UserId = UserId::new(2);
const THIRD: UserId = UserId::new(3);

/// An event of the X Activity API for the subscriber.
fn event(event_type: &str, payload: &Value) -> Value {
    json!({ "event_uuid": "-77", "filter": { "user_id": "1" }, "event_type": event_type,
        "payload": payload })
}

fn with_includes(mut event: Value, includes: &Value) -> Value {
    event["includes"] = includes.clone();
    event
}

fn envelope(data: &Value) -> Envelope {
    Envelope::from_slice(json!({ "data": data }).to_string().as_bytes()).unwrap()
}

/// Checks the only activity of an event.
fn only<T>(data: &Value, check: impl FnOnce(Activity<'_>) -> T) -> T {
    let envelope = envelope(data);
    assert_eq!(envelope.faults(), [], "{data}");
    let mut activities = envelope.activities();
    assert_eq!(activities.len(), 1, "{data}");
    check(activities.next().unwrap())
}
