//! Comparison of JSON before and after it passed through the typed model.

use std::borrow::Cow;
use std::fmt;

use serde_json::{Map, Value};

use super::{Object, Property, Shape};
use crate::value::id::{IdText, UserId};
use crate::value::text::Text;
use crate::value::timestamp::TwitterDate;
use crate::wire::Wire;
use crate::wire::scalar::{Boolean, Integer, Number};

/// A difference between two JSON texts of one object.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Difference {
    /// The place of the difference, as a JSON pointer (RFC 6901).
    pub pointer: String,
    /// The value in each of the two texts.
    pub message: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.pointer, self.message)
    }
}

/// Compares the JSON that an object was read from with the JSON that it was written as, for the
/// members in its schema.
///
/// The comparison ignores the differences between:
///
/// - null, absence and defaults;
/// - number and string forms of one scalar, including the encodings of a timestamp, numbers with
///   separators, and 0 and 1 for a boolean;
/// - an array, a text with commas, an object whose keys are indices, and a single object in place of
///   an array;
/// - a twin (`id`, `id_str`) and one half of it;
/// - the exact number of a twin, and that number as JavaScript rounds it;
/// - floats that differ in the last binary digit.
#[must_use]
pub fn differences(object: &Object, before: &Value, after: &Value) -> Vec<Difference> {
    let mut comparison = Comparison { pointer: String::new(), found: Vec::new() };
    comparison.object(object, before, after);
    comparison.found
}

/// Returns the member of a property, in the newest of its spellings that has a value. An empty list
/// counts only if no spelling has another value.
fn spelled<'a>(property: &Property, members: &'a Map<String, Value>) -> &'a Value {
    let is_text = matches!(property.shape(), Shape::Text | Shape::Enumeration(..));
    let rank = |value: &&Value| match value {
        Value::Null => 0,
        Value::String(text) if text.is_empty() && !is_text => 0,
        Value::Array(elements) if elements.is_empty() => 1,
        _ => 2,
    };
    let spellings = [property.name()].into_iter().chain(property.aliases().iter().copied());
    spellings.filter_map(|key| members.get(key)).max_by_key(rank).unwrap_or(&Value::Null)
}

struct Comparison {
    pointer: String,
    found: Vec<Difference>,
}

impl Comparison {
    fn differ(&mut self, before: &Value, after: &Value) {
        let message = format!("expected {}, found {}", excerpt(before), excerpt(after));
        self.found.push(Difference { pointer: self.pointer.clone(), message });
    }

    fn below(&mut self, segment: &str, compare: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(&segment.replace('~', "~0").replace('/', "~1"));
        compare(self);
        self.pointer.truncate(length);
    }

    fn object(&mut self, object: &Object, before: &Value, after: &Value) {
        let (Value::Object(old), Value::Object(new)) = (before, after) else {
            return self.differ(before, after);
        };
        for property in object.properties() {
            if property.twin().is_some() {
                self.twin(property, old, new);
            } else {
                let (before, after) = (spelled(property, old), spelled(property, new));
                self.below(property.name(), |comparison| {
                    comparison.value(property.shape(), before, after);
                });
            }
        }
    }

    /// Compares a number that occurs twice. The text counts; a number beside a text may be rounded.
    fn twin(&mut self, property: &Property, old: &Map<String, Value>, new: &Map<String, Value>) {
        let (null, shape) = (Value::Null, property.shape());
        let text_key = property.twin().unwrap_or_default();
        let (number, text) = (spelled(property, old), old.get(text_key).unwrap_or(&null));
        let (new_number, new_text) =
            (new.get(property.name()).unwrap_or(&null), new.get(text_key).unwrap_or(&null));
        if is_absent(shape, text) {
            self.below(property.name(), |comparison| {
                comparison.value(shape, number, new_number);
            });
        } else {
            self.below(text_key, |comparison| comparison.value(shape, text, new_text));
            let rounded = number.as_f64().zip(new_number.as_f64());
            let rounded = rounded.is_some_and(|(old, new)| equal_floats(old, new));
            if !is_absent(shape, number) && !rounded {
                self.below(property.name(), |comparison| {
                    comparison.value(shape, number, new_number);
                });
            }
        }
    }

    fn value(&mut self, shape: Shape, before: &Value, after: &Value) {
        match (is_absent(shape, before), is_absent(shape, after)) {
            _ if before == after => return,
            (true, true) => return,
            (true, false) | (false, true) => return self.differ(before, after),
            (false, false) => {}
        }
        match shape {
            Shape::Object(object) => self.object(object(), before, after),
            Shape::List(shape) | Shape::Pair(shape) => self.list(*shape, before, after),
            Shape::OneOrMany(shape) if after.is_array() => self.list(*shape, before, after),
            Shape::OneOrMany(shape) => self.value(*shape, before, after),
            Shape::Map(shape) => self.map(*shape, before, after),
            Shape::Wrapped(shape) => {
                let (old, new) = (unwrapped(*shape, before), unwrapped(*shape, after));
                if std::ptr::eq(old, before) {
                    self.value(*shape, old, new);
                } else {
                    self.below("data", |comparison| comparison.value(*shape, old, new));
                }
            }
            Shape::Any => {
                if !equal_json(before, after) {
                    self.differ(before, after);
                }
            }
            _ => {
                if !equal_scalars(shape, before, after) {
                    self.differ(before, after);
                }
            }
        }
    }

    fn list(&mut self, shape: Shape, before: &Value, after: &Value) {
        let (Some(old), Value::Array(new)) = (elements(shape, before), after) else {
            return self.differ(before, after);
        };
        let old: Vec<_> = old.iter().filter(|element| !is_left_out(shape, element)).collect();
        // A null among events is an undecoded event, which is written.
        let new: Vec<_> = new.iter().filter(|element| !is_left_out(shape, element)).collect();
        if old.len() != new.len() {
            return self.differ(before, after);
        }
        for (index, (old, new)) in old.into_iter().zip(new).enumerate() {
            self.below(&index.to_string(), |comparison| comparison.value(shape, old, new));
        }
    }

    fn map(&mut self, shape: Shape, before: &Value, after: &Value) {
        let (Value::Object(old), Value::Object(new)) = (before, after) else {
            return self.differ(before, after);
        };
        let added = new.keys().filter(|key| !old.contains_key(*key));
        for key in old.keys().chain(added) {
            let value =
                |members: &Map<String, Value>| members.get(key).cloned().unwrap_or_default();
            let (before, after) = (value(old), value(new));
            self.below(key, |comparison| comparison.value(shape, &before, &after));
        }
    }
}

/// Returns the value in a wrapper, or the value itself if it is plain.
pub(super) fn unwrapped(shape: Shape, value: &Value) -> &Value {
    let (Some(object), Value::Object(members)) = (shape.object(), value) else { return value };
    match members.get("data") {
        Some(data) if !members.keys().any(|key| object.property(key).is_some()) => data,
        _ => value,
    }
}

/// Returns the elements of an array, or of an object or text in place of an array.
pub(super) fn elements(element: Shape, value: &Value) -> Option<Vec<Cow<'_, Value>>> {
    match value {
        Value::Array(elements) => Some(elements.iter().map(Cow::Borrowed).collect()),
        Value::Object(members) => {
            let by_index: Option<Vec<Cow<'_, Value>>> = (0..members.len())
                .map(|index| members.get(&index.to_string()).map(Cow::Borrowed))
                .collect();
            by_index.or_else(|| {
                let object = element.object()?;
                let is_wrapper = |key: &str| matches!(element, Shape::Wrapped(_)) && key == "data";
                let mut keys = members.keys();
                let is_element = keys.any(|key| object.property(key).is_some() || is_wrapper(key));
                is_element.then(|| vec![Cow::Borrowed(value)])
            })
        }
        Value::String(text) if element.is_scalar() => {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            Some(parts.map(|part| Cow::Owned(part.into())).collect())
        }
        _ => None,
    }
}

/// Returns `true` for null, and for the values that mean absence in a member of this shape.
fn is_absent(shape: Shape, value: &Value) -> bool {
    let element = match shape {
        Shape::Wrapped(shape) => return is_absent(*shape, unwrapped(*shape, value)),
        Shape::List(element) => Some(element),
        Shape::OneOrMany(element) if value.is_array() || value.get("0").is_some() => Some(element),
        _ => None,
    };
    if let Some(element) = element
        && let Some(elements) = elements(*element, value)
    {
        return elements.iter().all(|json| is_left_out(*element, json));
    }
    match value {
        Value::Null => true,
        Value::String(text) if text.is_empty() => true,
        Value::Bool(_) | Value::Number(_) | Value::String(_) => match shape {
            Shape::Boolean => matches!(Boolean::read(value), Ok(Some(false))),
            Shape::Integer => matches!(Integer::read(value), Ok(Some(0))),
            _ => false,
        },
        Value::Array(elements) => {
            !matches!(shape, Shape::Any) && elements.iter().all(Value::is_null)
        }
        Value::Object(members) => match shape {
            Shape::Map(shape) => members.values().all(|value| is_absent(*shape, value)),
            // An empty map may replace an object whose members are all defaults.
            Shape::Object(object) => members.iter().all(|(key, value)| {
                object().property(key).is_none_or(|property| is_absent(property.shape(), value))
            }),
            _ => false,
        },
    }
}

/// Returns `true` for an element that is left out of a list, because it is absent.
fn is_left_out(shape: Shape, element: &Value) -> bool {
    match (element, shape) {
        (_, Shape::Wrapped(shape)) => is_left_out(*shape, unwrapped(*shape, element)),
        (Value::Null, _) => true,
        (Value::String(text), Shape::Id | Shape::Integer | Shape::Number) => text.is_empty(),
        (Value::Array(elements), Shape::Object(_) | Shape::Map(_) | Shape::Pair(_)) => {
            elements.is_empty()
        }
        (Value::Object(members), shape) => members.is_empty() && !shape.has_any_members(),
        _ => false,
    }
}

/// Compares two values as the codec of the shape reads them.
fn equal_scalars(shape: Shape, before: &Value, after: &Value) -> bool {
    fn equal<C: Wire<Value: PartialEq>>(before: &Value, after: &Value) -> bool {
        match (C::read(before), C::read(after)) {
            (Ok(before), Ok(after)) => before == after,
            _ => before == after,
        }
    }
    match shape {
        Shape::Boolean => equal::<Boolean>(before, after),
        Shape::Id => equal::<IdText<UserId>>(before, after),
        Shape::Integer => equal::<Integer>(before, after),
        Shape::Number => match (Number::read(before), Number::read(after)) {
            (Ok(Some(before)), Ok(Some(after))) => equal_floats(before, after),
            _ => before == after,
        },
        Shape::Timestamp => equal::<TwitterDate>(before, after),
        _ => equal::<Text>(before, after),
    }
}

/// Returns `true` if two floats are equal up to the last binary digit, in which a fast JSON reader
/// can be wrong.
fn equal_floats(before: f64, after: f64) -> bool {
    (before - after).abs() <= f64::EPSILON * before.abs().max(after.abs())
}

fn equal_json(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Array(old), Value::Array(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| equal_json(old, new))
        }
        (Value::Object(old), Value::Object(new)) => {
            old.len() == new.len()
                && old.iter().all(|(key, old)| new.get(key).is_some_and(|new| equal_json(old, new)))
        }
        (Value::Number(old), Value::Number(new)) => {
            old == new
                || old.as_f64().zip(new.as_f64()).is_some_and(|(old, new)| equal_floats(old, new))
        }
        _ => before == after,
    }
}

/// Returns JSON that is short enough for a message.
fn excerpt(json: &Value) -> String {
    const LONGEST: usize = 60;
    let text = json.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}
