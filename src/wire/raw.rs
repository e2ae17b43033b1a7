//! JSON that is kept as it came.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use serde::ser::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// A JSON value as it stands in a delivery: a slice of the delivery's bytes, shared.
#[derive(Clone)]
pub(crate) struct RawJson(Bytes);

impl RawJson {
    /// A part of a body, which `raw` was borrowed from.
    pub(crate) fn part(body: &Bytes, raw: &RawValue) -> Self {
        Self(body.slice_ref(raw.get().as_bytes()))
    }

    pub(crate) fn new(value: &impl Serialize) -> Self {
        Self(serde_json::to_vec(value).unwrap_or_else(|_| b"null".to_vec()).into())
    }

    pub(crate) fn as_str(&self) -> &str {
        // Every part was cut out of a text.
        std::str::from_utf8(&self.0).unwrap_or("null")
    }

    pub(crate) fn canonical(&self) -> String {
        canonical(self.as_str())
    }
}

/// JSON in a form that white space, the order of members, escapes and repeated keys do not change.
///
/// It compares and hashes what this version has no type for, so it must not depend on the features
/// of `serde_json` that a build happens to turn on.
pub(crate) fn canonical(json: &str) -> String {
    let mut canonical = String::with_capacity(json.len());
    write_canonical(json, DEPTH, &mut canonical);
    canonical
}

/// How deep members are sorted; what is deeper keeps its order.
const DEPTH: usize = 128;

fn write_canonical(json: &str, depth: usize, out: &mut String) {
    let first = json.bytes().next().filter(|_| depth > 0);
    match first {
        Some(b'{') => match serde_json::from_str::<BTreeMap<String, &RawValue>>(json) {
            Ok(members) => write_between(out, '{', '}', members, |out, (key, value)| {
                out.push_str(&Value::String(key).to_string());
                out.push(':');
                write_canonical(value.get(), depth - 1, out);
            }),
            Err(_) => out.push_str(json),
        },
        Some(b'[') => match serde_json::from_str::<Vec<&RawValue>>(json) {
            Ok(elements) => write_between(out, '[', ']', elements, |out, element| {
                write_canonical(element.get(), depth - 1, out);
            }),
            Err(_) => out.push_str(json),
        },
        // A text that serde_json cannot hold (half a surrogate pair) stays as it is.
        Some(b'"') => match serde_json::from_str::<Value>(json) {
            Ok(text) => out.push_str(&text.to_string()),
            Err(_) => out.push_str(json),
        },
        _ => out.push_str(json),
    }
}

fn write_between<T>(
    out: &mut String,
    open: char,
    close: char,
    parts: impl IntoIterator<Item = T>,
    write: impl Fn(&mut String, T),
) {
    out.push(open);
    for (index, part) in parts.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(out, part);
    }
    out.push(close);
}

impl PartialEq for RawJson {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.canonical() == other.canonical()
    }
}

impl fmt::Debug for RawJson {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Serialize for RawJson {
    /// As plain data for any format where that loses nothing, as it came for JSON otherwise (a
    /// number beyond 64 bits, nesting beyond `serde_json`'s limit).
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let exact = serde_json::from_str::<Value>(self.as_str())
            .ok()
            .filter(|value| Self::new(value).canonical() == self.canonical());
        if let Some(value) = exact {
            return value.serialize(serializer);
        }
        match serde_json::from_str::<&RawValue>(self.as_str()) {
            Ok(raw) => raw.serialize(serializer),
            Err(error) => Err(serde::ser::Error::custom(error)),
        }
    }
}
