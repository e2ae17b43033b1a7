//! The parts of a payload that are not in the schemas.

use std::fmt;

use serde_json::Value;

use super::difference::{elements, unwrapped};
use super::{Object, Shape};
use crate::payload::Payload;
use crate::wire::json::{GaveUp, Reader, Tolerant, surrogate};

/// A member or value that is not in the schemas. Decoding ignores the member, and keeps the value
/// as `Unknown`.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Unknown {
    /// A member of an object: the Rust type, then the key.
    Field(&'static str, String),
    /// A value of an open enumeration: the Rust type, then the value.
    Value(&'static str, String),
}

impl fmt::Display for Unknown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(object, key) => write!(formatter, "field {object}.{key}"),
            Self::Value(enumeration, value) => write!(formatter, "value {enumeration} {value:?}"),
        }
    }
}

/// Returns the members and values of an object that are not in its schema, in the order found.
/// Null, empty arrays and empty objects count as absent.
///
/// ```
/// use account_activity::schema;
///
/// let json = serde_json::json!({ "for_user_id": "1", "colour": "red" });
/// let unknown = schema::unknown(schema::payload(), &json);
/// assert_eq!(unknown[0].to_string(), "field Payload.colour");
/// ```
#[must_use]
pub fn unknown(object: &Object, json: &Value) -> Vec<Unknown> {
    let mut found = Vec::new();
    walk_object(object, json, &mut found);
    found
}

impl Payload {
    /// Returns the members and values that are not in the schemas, in the order of the payload.
    ///
    /// Null, empty arrays and empty objects count as absent. The result is that of [`unknown`], but
    /// this method reads the bytes directly, which is several times faster. It reads nothing if the decoder
    /// has seen that all members and values are in the schemas.
    ///
    /// ```
    /// let body = br#"{"for_user_id": "1", "colour": "red"}"#;
    /// let payload = account_activity::Payload::from_slice(body)?;
    /// assert_eq!(payload.unknown()[0].to_string(), "field Payload.colour");
    /// # Ok::<(), account_activity::DecodeError>(())
    /// ```
    #[must_use]
    pub fn unknown(&self) -> Vec<Unknown> {
        if self.is_in_schema() {
            return Vec::new();
        }
        let json = self.json();
        let json = surrogate::replaced(json, &surrogate::halves(json));
        let mut reader = Reader::with_mode(&json, Tolerant::new(0));
        let mut found = Vec::new();
        // The body is an object. A part that nests too deep to be decoded ends the search.
        drop(read_object(super::payload(), &mut reader, &mut found));
        found
    }
}

pub(super) fn read_object(
    object: &'static Object,
    reader: &mut Reader<'_, Tolerant>,
    found: &mut Vec<Unknown>,
) -> Result<(), GaveUp> {
    reader.members(|reader, key| read_member(object, key, reader, found))
}

/// Reads the value of a member of an object.
pub(super) fn read_member(
    object: &'static Object,
    key: &str,
    reader: &mut Reader<'_, Tolerant>,
    found: &mut Vec<Unknown>,
) -> Result<(), GaveUp> {
    if let Some(property) = object.property(key) {
        return read(property.shape(), reader, found);
    }
    if !reader.null()? && !reader.take_empty(b'[') && !reader.take_empty(b'{') {
        found.push(Unknown::Field(object.name(), key.to_owned()));
        reader.skip()?;
    }
    Ok(())
}

fn read(
    shape: Shape,
    reader: &mut Reader<'_, Tolerant>,
    found: &mut Vec<Unknown>,
) -> Result<(), GaveUp> {
    match (shape, reader.peek()) {
        (Shape::Object(object), Some(b'{')) => read_object(object(), reader, found),
        (Shape::OneOrMany(shape), Some(b'{')) if !reader.has_indices() => {
            read(*shape, reader, found)
        }
        (Shape::List(shape) | Shape::OneOrMany(shape), Some(b'[')) => {
            reader.elements(|reader| read(*shape, reader, found))
        }
        (Shape::List(shape) | Shape::OneOrMany(shape), Some(b'{')) => {
            let Some(listed) = reader.list_in_object(shape)? else { return reader.skip() };
            for element in listed.elements {
                reader.restart(element);
                read(*shape, reader, found)?;
            }
            reader.restart(listed.end);
            Ok(())
        }
        (Shape::Wrapped(shape), Some(b'{')) => {
            let start = reader.start();
            let members = reader.find_members()?;
            let end = reader.here();
            let is_plain = |key: &str| shape.object().is_some_and(|it| it.property(key).is_some());
            let data = members.iter().rev().find(|member| member.key == "data");
            let data = data.filter(|_| !members.iter().any(|member| is_plain(&member.key)));
            reader.restart(data.map_or(start, |data| data.start));
            read(*shape, reader, found)?;
            reader.restart(end);
            Ok(())
        }
        (Shape::Map(shape), Some(b'{')) => reader.members(|reader, _| read(*shape, reader, found)),
        (Shape::Enumeration(name, known), Some(b'"')) => {
            let value = reader.string()?;
            if !known.contains(&value) {
                found.push(Unknown::Value(name, value.to_owned()));
            }
            Ok(())
        }
        _ => reader.skip(),
    }
}

fn walk_object(object: &Object, json: &Value, found: &mut Vec<Unknown>) {
    let Value::Object(members) = json else { return };
    for (key, value) in members {
        match object.property(key) {
            Some(property) => walk(property.shape(), value, found),
            None if is_empty(value) => {}
            None => found.push(Unknown::Field(object.name(), key.clone())),
        }
    }
}

fn walk(shape: Shape, json: &Value, found: &mut Vec<Unknown>) {
    match (shape, json) {
        (Shape::Object(object), _) => walk_object(object(), json, found),
        (Shape::List(element), _) => {
            let elements = elements(*element, json).into_iter().flatten();
            elements.for_each(|json| walk(*element, &json, found));
        }
        (Shape::OneOrMany(element), _) => match elements(*element, json) {
            Some(elements) => elements.iter().for_each(|json| walk(*element, json, found)),
            None => walk(*element, json, found),
        },
        (Shape::Wrapped(shape), _) => walk(*shape, unwrapped(*shape, json), found),
        (Shape::Map(shape), Value::Object(members)) => {
            members.values().for_each(|element| walk(*shape, element, found));
        }
        (Shape::Enumeration(name, known), Value::String(value))
            if !known.contains(&value.as_str()) =>
        {
            found.push(Unknown::Value(name, value.clone()));
        }
        _ => {}
    }
}

fn is_empty(json: &Value) -> bool {
    match json {
        Value::Null => true,
        Value::Array(elements) => elements.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}
