//! Serializes a payload to the bytes that the API would deliver.
//!
//! The types serialize no null, and they serialize empty lists. The API sends null for some absent
//! members and omits some empty lists, and programs in other languages read members that are always
//! present without a check. So the JSON is serialized again, with the members in the order of the
//! schemas, which is mostly the order of the API, and with the escapes of the API.

use account_activity::Payload;
use account_activity::schema::{self, Object, Shape};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Number, Value};

use super::escape::escaped;

/// Members that are null if absent.
const NULL: [(&str, &[&str]); 2] = [
    (
        "Tweet",
        &[
            "in_reply_to_status_id",
            "in_reply_to_status_id_str",
            "in_reply_to_user_id",
            "in_reply_to_user_id_str",
            "in_reply_to_screen_name",
            "geo",
            "coordinates",
            "place",
            "contributors",
        ],
    ),
    (
        "User",
        &[
            "location",
            "url",
            "description",
            "utc_offset",
            "time_zone",
            "lang",
            "following",
            "follow_request_sent",
            "notifications",
        ],
    ),
];

/// Lists that are omitted if empty.
const LEFT_OUT: [(&str, &[&str]); 3] = [
    ("Tweet", &["withheld_in_countries", "matching_rules"]),
    ("Entities", &["media", "polls"]),
    ("MessageData", &["ctas"]),
];

/// Returns the same payload, with the bytes that the API would deliver.
pub(super) fn as_delivered(payload: &Payload) -> Payload {
    let written = serde_json::to_value(payload).and_then(|value| {
        let shape = Shape::Object(schema::payload);
        serde_json::to_string(&Delivered { shape, value: &value })
    });
    let delivered = written.ok().and_then(|body| Payload::from_bytes(escaped(&body).into()).ok());
    delivered.unwrap_or_else(|| payload.clone())
}

struct Delivered<'a> {
    shape: Shape,
    value: &'a Value,
}

impl Serialize for Delivered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.shape, self.value) {
            (Shape::Object(object), Value::Object(members)) => write(object(), members, serializer),
            (Shape::OneOrMany(item), Value::Object(_)) => {
                Delivered { shape: *item, value: self.value }.serialize(serializer)
            }
            (Shape::List(item) | Shape::OneOrMany(item), Value::Array(items)) => {
                serializer.collect_seq(items.iter().map(|value| Delivered { shape: *item, value }))
            }
            (Shape::Map(item), Value::Object(members)) => serializer.collect_map(
                members.iter().map(|(key, value)| (key, Delivered { shape: *item, value })),
            ),
            (_, value) => value.serialize(serializer),
        }
    }
}

fn write<S: Serializer>(
    object: &Object,
    members: &Map<String, Value>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    for property in object.properties() {
        for key in [property.name()].into_iter().chain(property.twin()) {
            let value = members.get(key).unwrap_or(&Value::Null);
            let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
            let is_left_out = value.is_null() || (is_empty && lists(&LEFT_OUT, object, key));
            if is_empty && lists(&NULL, object, key) {
                map.serialize_entry(key, &Value::Null)?;
            } else if object.name() == "WebhookUser" && value == "-1" {
                // Colors that are not set are numbers.
                map.serialize_entry(key, &Number::from(-1))?;
            } else if !is_left_out {
                map.serialize_entry(key, &Delivered { shape: property.shape(), value })?;
            }
        }
    }
    map.end()
}

fn lists(table: &[(&str, &[&str])], object: &Object, key: &str) -> bool {
    table.iter().any(|(name, keys)| *name == object.name() && keys.contains(&key))
}
