//! Bodies that are not what they should be.

use bytes::Bytes;
use serde_json::{Map, Value, json};

/// The body with one bit of one byte changed, in its middle.
pub(crate) fn corrupted(body: &Bytes) -> Bytes {
    let mut body = body.to_vec();
    let middle = body.len() / 2;
    if let Some(byte) = body.get_mut(middle) {
        *byte ^= 1;
    }
    body.into()
}

/// The body with an event more, of a kind that no version knows.
pub(crate) fn with_unknown_kind(body: &Bytes) -> Bytes {
    altered(body, |envelope| {
        envelope.insert(
            "emulated_future_events".to_owned(),
            json!([{"id": "1", "created_timestamp": "1577836800000"}]),
        );
    })
}

/// The body with a field more in the envelope, and in each object within the lists of events.
pub(crate) fn with_future_fields(body: &Bytes) -> Bytes {
    altered(body, |envelope| {
        for value in envelope.values_mut().filter(|value| value.is_array()) {
            extend(value);
        }
        // In the envelope an object would be an event.
        envelope.insert(FUTURE_FIELD.to_owned(), Value::from("emulated"));
    })
}

const FUTURE_FIELD: &str = "emulated_future_field";

/// Members that are kept as they come, or whose keys are data: what is added there is no field.
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

/// A body that is no JSON object stays as it is.
fn altered(body: &Bytes, change: impl FnOnce(&mut Map<String, Value>)) -> Bytes {
    let Ok(mut envelope) = serde_json::from_slice(body) else { return body.clone() };
    change(&mut envelope);
    serde_json::to_vec(&envelope).map_or_else(|_| body.clone(), Bytes::from)
}
