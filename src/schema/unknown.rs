//! The parts of a payload that are not in the schemas.

use std::fmt;

use serde_json::Value;

use super::{Object, Shape};

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
        (Shape::List(shape) | Shape::OneOrMany(shape), Value::Array(elements)) => {
            elements.iter().for_each(|element| walk(*shape, element, found));
        }
        (Shape::OneOrMany(shape), _) => walk(*shape, json, found),
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
