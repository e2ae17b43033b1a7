//! JSON that is kept as received.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use bytes::Bytes;
use serde::ser::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// A JSON value of a payload: a shared slice of the payload's bytes.
#[derive(Clone)]
pub(crate) struct RawJson(Bytes);

impl RawJson {
    /// Creates the slice of a body that is a value.
    pub(crate) fn part(body: &Bytes, range: Range<usize>) -> Self {
        Self(if body.get(range.clone()).is_some() { body.slice(range) } else { Bytes::new() })
    }

    pub(crate) fn new(value: &impl Serialize) -> Self {
        Self(serde_json::to_vec(value).unwrap_or_else(|_| b"null".to_vec()).into())
    }

    pub(crate) fn as_str(&self) -> &str {
        // The bytes are part of a text, or were written by `serde_json`.
        std::str::from_utf8(&self.0).unwrap_or("null")
    }

    fn canonical(&self) -> String {
        canonical(self.as_str())
    }
}

/// Returns JSON in a form that white space, the order of members, escapes and repeated keys do not
/// change.
///
/// Unknown and undecoded JSON is compared and hashed in this form. It must therefore not depend on
/// the features of `serde_json` that a build turns on.
pub(crate) fn canonical(json: &str) -> String {
    let mut canonical = String::with_capacity(json.len());
    write_canonical(json, DEPTH, &mut canonical);
    canonical
}

/// The depth up to which members are sorted. Deeper members keep their order.
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
        // A text that `serde_json` cannot decode (half a surrogate pair) is not changed.
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
    /// Serializes plain data, for any format, if that loses nothing. Otherwise serializes the JSON
    /// as received, which only works in JSON. Examples are a number beyond 64 bits and nesting
    /// beyond the limit of `serde_json`.
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
