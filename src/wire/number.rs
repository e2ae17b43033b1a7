//! Numbers in the forms in which deserializers pass them.

use serde::Deserialize;
use serde::de::MapAccess;
use serde::de::value::MapAccessDeserializer;

/// The integer up to which floats, and numbers in JavaScript, are exact.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Returns the integer that a float represents exactly.
#[allow(clippy::cast_possible_truncation)] // within ±2^53 and whole, so the cast is exact
pub(crate) fn whole(value: f64) -> Option<i64> {
    (value.fract() == 0.0 && value.abs() <= EXACT).then_some(value as i64)
}

/// Returns the number in a map. `serde_json` passes numbers in this form if its feature
/// `arbitrary_precision` is on.
pub(crate) fn from_map<'de, A: MapAccess<'de>>(map: A) -> Option<serde_json::Number> {
    serde_json::Number::deserialize(MapAccessDeserializer::new(map)).ok()
}
