//! Why a value does not decode.

use serde_json::value::RawValue;
use serde_path_to_error::Track;

use super::locate;
use crate::wire::Wire;
use crate::wire::raw::canonical;

/// How deep `serde_json` reads.
pub(super) const DEPTH: usize = 128;

/// A fault within a value.
pub(super) struct Misfit {
    /// Relative to the value.
    pub(super) pointer: String,
    pub(super) what: String,
    pub(super) too_deep: bool,
}

/// Reads a value with its codec; null is absence.
pub(super) fn read<C: Wire>(raw: &RawValue) -> Result<Option<C::Value>, Misfit> {
    let error = match C::read(&mut serde_json::Deserializer::from_str(raw.get())) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    // Of a repeated key the last wins, even over one that does not decode.
    let last = canonical(raw.get());
    if let Ok(value) = C::read(&mut serde_json::Deserializer::from_str(&last)) {
        return Ok(value);
    }
    let mut track = Track::new();
    let mut deserializer = serde_json::Deserializer::from_str(raw.get());
    let tracked = serde_path_to_error::Deserializer::new(&mut deserializer, &mut track);
    // The same read again, for the path of the same error.
    drop(C::read(tracked));
    let path = track.path();
    let what = message(&error);
    // An array or object where neither belongs was not read, so its depth is still unknown. (What an
    // object of the right place holds beyond its schema may be as deep as it likes.)
    let is_foreign = what.starts_with("invalid type");
    let too_deep = what == "recursion limit exceeded"
        || (is_foreign && locate::is_deeper(locate::value_at(raw, &path), DEPTH));
    Err(Misfit { pointer: locate::pointer(&path), what, too_deep })
}

/// What an error says, without the position that `serde_json` appends.
pub(super) fn message(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    message.strip_suffix(&position).unwrap_or(&message).to_owned()
}
