//! Alters bodies of deliveries for faults.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use crate::world::escaped;

/// Returns the body with one bit of its middle byte flipped.
pub(crate) fn corrupted(body: &Bytes) -> Bytes {
    let mut body = body.to_vec();
    let middle = body.len() / 2;
    if let Some(byte) = body.get_mut(middle) {
        *byte ^= 1;
    }
    body.into()
}

/// Returns the body with an additional event of an unknown kind. The event of the X Activity API
/// becomes one instead, because it is alone in its body.
pub(crate) fn with_unknown_kind(body: &Bytes) -> Bytes {
    altered(body, |envelope| {
        if let Some(data) = activity(envelope) {
            data.insert("event_type".to_owned(), Value::from("emulated.future"));
            return;
        }
        envelope.insert(
            "emulated_future_events".to_owned(),
            json!([{"id": "1", "created_timestamp": "1577836800000"}]),
        );
    })
}

/// Returns the body with an additional field in the envelope and in each object within the lists of
/// events, or within the event of the X Activity API.
pub(crate) fn with_future_fields(body: &Bytes) -> Bytes {
    altered(body, |envelope| {
        if let Some(data) = activity(envelope) {
            for (_, part) in data.iter_mut().filter(|(key, _)| *key != "filter") {
                extend_activity(part);
            }
        }
        for value in envelope.values_mut().filter(|value| value.is_array()) {
            extend(value);
        }
        // An object in the envelope would be taken for an event.
        envelope.insert(FUTURE_FIELD.to_owned(), Value::from("emulated"));
    })
}

const FUTURE_FIELD: &str = "emulated_future_field";

/// Members that are stored verbatim or whose keys are data. A key added there would not be a field.
const DATA: [&str; 8] = [
    "attributes",
    "call_to_actions",
    "derived",
    "features",
    "profile_location",
    "scopes",
    "sizes",
    "status",
];

/// Returns the event of the X Activity API in an envelope.
fn activity(envelope: &mut Map<String, Value>) -> Option<&mut Map<String, Value>> {
    let data = envelope.get_mut("data")?.as_object_mut()?;
    data.contains_key("event_type").then_some(data)
}

/// Extends each object but the map from the ids of users to users.
fn extend_activity(part: &mut Value) {
    match part {
        Value::Object(members) => {
            for (key, value) in members.iter_mut() {
                match value {
                    Value::Object(users) if key == "users" => {
                        users.values_mut().for_each(extend_activity);
                    }
                    value => extend_activity(value),
                }
            }
            members.insert(FUTURE_FIELD.to_owned(), json!({"emulated": [true]}));
        }
        Value::Array(values) => values.iter_mut().for_each(extend_activity),
        _ => {}
    }
}

fn extend(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(extend),
        Value::Object(members) => {
            let objects = members.iter_mut().filter(|(key, _)| !DATA.contains(&key.as_str()));
            objects.for_each(|(_, value)| extend(value));
            members.insert(FUTURE_FIELD.to_owned(), json!({"emulated": [true]}));
        }
        _ => {}
    }
}

/// Applies a change to a JSON object. Other bodies are returned unchanged.
fn altered(body: &Bytes, change: impl FnOnce(&mut Map<String, Value>)) -> Bytes {
    let Ok(mut envelope) = serde_json::from_slice(body) else { return body.clone() };
    change(&mut envelope);
    let Ok(text) = serde_json::to_string(&envelope) else { return body.clone() };
    // Only bodies of the Account Activity API have the escapes.
    if activity(&mut envelope).is_some() { text.into() } else { escaped(&text).into() }
}
