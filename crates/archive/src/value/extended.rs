//! MongoDB Extended JSON (<https://github.com/mongodb/specifications/blob/master/source/extended-json/extended-json.md>).

use account_activity::Timestamp;
use memchr::{memchr_iter, memchr2};

use crate::object::{Object, is_json, quoted, string};

/// The keys of values that plain JSON can express.
const KEYS: [&str; 9] = [
    "$numberLong",
    "$numberInt",
    "$numberDouble",
    "$numberDecimal",
    "$date",
    "$oid",
    "$symbol",
    "$uuid",
    "$undefined",
];

pub(super) fn is_extended_bytes(bytes: &[u8]) -> bool {
    memchr_iter(b'$', bytes).any(|at| {
        let is_key = at.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b'"');
        let rest = bytes.get(at..).unwrap_or_default();
        is_key && KEYS.iter().any(|key| closes(rest, key))
    })
}

pub(super) fn is_extended(text: &str) -> bool {
    is_extended_bytes(text.as_bytes())
}

fn closes(rest: &[u8], key: &str) -> bool {
    rest.strip_prefix(key.as_bytes()).is_some_and(|rest| rest.starts_with(b"\""))
}

/// Writes a text with each value of Extended JSON in plain JSON. Everything else keeps its bytes.
pub(super) fn rewritten(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut written = String::with_capacity(text.len());
    let (mut kept, mut at) = (0, 0);
    while let Some(next) = bytes.get(at..).and_then(|rest| memchr2(b'"', b'{', rest)) {
        at += next;
        let rest = text.get(at..).unwrap_or_default();
        if let Some((length, plain)) = rest.starts_with('{').then(|| plain(rest)).flatten() {
            written.push_str(text.get(kept..at).unwrap_or_default());
            written.push_str(&plain);
            at += length;
            kept = at;
        } else if rest.starts_with('{') {
            at += 1;
        } else {
            at += string_length(rest.as_bytes());
        }
    }
    written.push_str(text.get(kept..).unwrap_or_default());
    written
}

/// Returns the length of the string at the start of a text.
fn string_length(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(next) = bytes.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        at += next;
        match bytes.get(at) {
            Some(b'\\') => at += 2,
            _ => return at + 1,
        }
    }
    bytes.len()
}

/// Reads the object at the start of a text. Returns its length and its value in plain JSON, if it is a value of
/// Extended JSON that has one.
fn plain(text: &str) -> Option<(usize, String)> {
    let inside = text.get(1..)?.trim_ascii_start();
    if !inside.starts_with("\"$") {
        return None;
    }
    let mut values =
        serde_json::Deserializer::from_str(text).into_iter::<&serde_json::value::RawValue>();
    let json = values.next()?.ok()?.get();
    Some((json.len(), value(&Object::read(json)?)?))
}

/// Returns the plain JSON of a value of Extended JSON.
fn value(object: &Object<'_>) -> Option<String> {
    let [(key, json)] = object.members.as_slice() else { return None };
    match &**key {
        "$numberLong" | "$numberInt" | "$numberDouble" | "$numberDecimal" => {
            let number = string(json).unwrap_or_else(|| (*json).to_owned());
            (is_json(&number) && !number.starts_with(['"', '{', '[', 't', 'f', 'n']))
                .then_some(number)
        }
        "$date" => date(json).map(|time| quoted(&time.to_string())),
        "$oid" | "$symbol" | "$uuid" => json.starts_with('"').then(|| (*json).to_owned()),
        "$undefined" => Some("null".to_owned()),
        _ => None,
    }
}

/// Reads the content of `$date`: RFC 3339, or milliseconds since 1970 in one of three forms.
pub(super) fn date(json: &str) -> Option<Timestamp> {
    if let Some(text) = string(json) {
        return text.parse().ok();
    }
    let millis = match Object::read(json) {
        Some(long) => string(long.get("$numberLong")?)?.parse().ok()?,
        None => json.parse().ok()?,
    };
    Some(Timestamp::from_millis(millis))
}
