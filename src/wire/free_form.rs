//! Free-form JSON.

use serde::de::Deserializer;
use serde::ser::{Serialize, Serializer};

use super::Wire;
use super::json::{GaveUp, Mode, Reader};
use super::shape::Shape;

/// The codec of free-form JSON.
///
/// A `Value` holds more than 600 bytes for each object with members, so JSON with many tiny objects is not read.
/// This keeps memory in proportion to the length of a body.
pub(crate) struct Json;

/// The bytes of JSON for each object with members, beside the first ones. X's objects are longer.
const SHORTEST_OBJECT: usize = 10;
/// The objects that any JSON may have.
const FEW: usize = 2;

impl Wire for Json {
    type Value = serde_json::Value;
    const SHAPE: Shape = Shape::Any;

    fn blank() -> serde_json::Value {
        serde_json::Value::Null
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self::Value>, D::Error> {
        let value: serde_json::Value = serde::Deserialize::deserialize(deserializer)?;
        Ok(if value.is_null() { None } else { Some(value) })
    }

    fn read_json<M: Mode>(
        slot: &mut Option<Self::Value>,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        *slot = None;
        let start = reader.start();
        if has_too_many_objects(reader.skipped()) {
            return reader.reject(start, "JSON with at most one object in ten bytes");
        }
        reader.restart(start);
        match reader.through_serde::<Self>() {
            Ok(value) => *slot = value,
            Err(GaveUp) => return reader.reject(start, "JSON whose numbers fit 64-bit floats"),
        }
        Ok(())
    }

    fn write<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}

/// Returns `true` for JSON with too many objects for its length. Those without members take no memory. A brace in
/// a text counts too, unless the text is all of the JSON.
fn has_too_many_objects(json: &str) -> bool {
    let is_filled = |bytes: &&[u8]| bytes.starts_with(b"{") && *bytes != b"{}";
    let objects = json.as_bytes().windows(2).filter(is_filled).count();
    objects > FEW + json.len() / SHORTEST_OBJECT && !json.starts_with('"')
}

#[cfg(test)]
mod tests {
    use super::has_too_many_objects;

    #[test]
    fn small_and_usual_json_may_have_objects() {
        for json in [
            "{}",
            r#"{"a":{}}"#,
            r#"{"a":{"b":1}}"#,
            r#"{"a":{"b":{"c":{}}}}"#,
            "[{},{},{},{},{},{}]",
            r#""{{{{{{{{""#,
            r#"[{"abc":0},{"abc":0},{"abc":0},{"abc":0},{"abc":0},{"abc":0}]"#,
        ] {
            assert!(!has_too_many_objects(json), "{json}");
        }
        for part in [r#"{"":0}"#, r#"{"":{"":0}}"#] {
            assert!(has_too_many_objects(&format!("[{}]", vec![part; 20].join(","))), "{part}");
        }
    }
}
