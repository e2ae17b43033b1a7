//! Both families of events.

mod body;
mod decoder;
mod entry;
mod glance;
mod hostile;
mod key;
mod kind;
mod like;
mod neutral;
mod plain;
mod post;
mod relation;
mod several;
mod stored;
mod user;

use account_activity::activity::Activities;
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

/// Calls every method of activities of any input.
pub(crate) fn exercise(activities: Activities<'_>) {
    let mut left = activities.len();
    for activity in activities {
        left -= 1;
        let key = activity.key();
        assert_eq!(key.as_str().parse(), Ok(key));
        // This asks for everything that an activity can tell.
        serde_json::to_string(&activity).unwrap();
        let _ = (activity.is_own(), activity.source(), activity.user(ME));
        let Some(post) = activity.post() else { continue };
        let text = post.display_text();
        for placed in post.display_entities() {
            assert!(placed.indices.slice(&text).is_some(), "{placed:?} of {text:?}");
        }
        let _ =
            (post.expanded_text(), post.url(), post.reply_to(), post.quoted(), post.author_view());
    }
    assert_eq!(left, 0);
}

/// Checks the only activity of an event.
fn only<T>(data: &Value, check: impl FnOnce(Activity<'_>) -> T) -> T {
    let envelope = envelope(data);
    assert_eq!(envelope.faults(), [], "{data}");
    let mut activities = envelope.activities();
    assert_eq!(activities.len(), 1, "{data}");
    check(activities.next().unwrap())
}
