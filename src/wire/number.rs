//! Numbers in the forms JSON readers hand them over.

use serde::Deserialize;
use serde::de::MapAccess;
use serde::de::value::MapAccessDeserializer;

/// Integers up to this one are exact as a float, and as a number of JavaScript.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The integer a float stands for, when it is exact.
#[allow(clippy::cast_possible_truncation)] // within ±2^53 and whole, so nothing is cut
pub(crate) fn whole(value: f64) -> Option<i64> {
    (value.fract() == 0.0 && value.abs() <= EXACT).then_some(value as i64)
}

/// The number in a map, which is how `serde_json` passes one when its feature
/// `arbitrary_precision` is on.
pub(crate) fn from_map<'de, A: MapAccess<'de>>(map: A) -> Option<serde_json::Number> {
    serde_json::Number::deserialize(MapAccessDeserializer::new(map)).ok()
}
