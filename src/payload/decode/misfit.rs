//! Decoding of a value, with the place and the message of its fault.

use serde_json::value::RawValue;
use serde_path_to_error::Track;

use super::locate;
use crate::wire::Wire;
use crate::wire::raw::canonical;

/// The number of levels that `serde_json` reads.
pub(super) const DEPTH: usize = 128;

/// A fault within a value.
pub(super) struct Misfit {
    /// The place of the fault, relative to the value.
    pub(super) pointer: String,
    pub(super) message: String,
    pub(super) too_deep: bool,
}

/// Reads a value with its codec. Null is absence.
pub(super) fn read<C: Wire>(raw: &RawValue) -> Result<Option<C::Value>, Misfit> {
    let error = match C::read(&mut serde_json::Deserializer::from_str(raw.get())) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    // The last value of a repeated key counts, even if an earlier one cannot be decoded.
    let last = canonical(raw.get());
    if let Ok(value) = C::read(&mut serde_json::Deserializer::from_str(&last)) {
        return Ok(value);
    }
    let mut track = Track::new();
    let mut deserializer = serde_json::Deserializer::from_str(raw.get());
    let tracked = serde_path_to_error::Deserializer::new(&mut deserializer, &mut track);
    // Reads again to find the path of the same error.
    drop(C::read(tracked));
    let path = track.path();
    let message = message(&error);
    // An array or object that the schema does not allow here was not read, so its depth must be
    // checked. (Unknown members of an expected object may nest to any depth.)
    let is_foreign = message.starts_with("invalid type");
    let too_deep = message == "recursion limit exceeded"
        || (is_foreign && locate::is_deeper(locate::value_at(raw, &path), DEPTH));
    Err(Misfit { pointer: locate::pointer(&path), message, too_deep })
}

/// Returns the message of an error, without the position that `serde_json` appends.
pub(super) fn message(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    message.strip_suffix(&position).unwrap_or(&message).to_owned()
}

/// Returns the message for a value of another type than the one expected.
pub(super) fn expected(what: &str, found: &RawValue) -> String {
    let found = match found.get().bytes().next() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "text",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    };
    format!("expected {what}, found {found}")
}

/// Returns the message for a value whose members cannot be read.
pub(super) fn expected_object(what: &str, found: &RawValue) -> String {
    if found.get().starts_with('{') {
        return "expected keys of Unicode text, found half a surrogate pair".to_owned();
    }
    expected(what, found)
}
