//! Reads the forms of values: types, formats, references, arrays and maps.

use super::json::Json;
use super::node::{Node, strings};
use super::refusal::{Place, Refusal};
use super::schema::{Property, properties};

/// The type of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Any,
    Boolean,
    Integer,
    Number,
    Text,
    /// A `format` of the profile, and the JSON type of its serialized form.
    Format(String, Scalar),
    /// File and pointer of a definition.
    Reference(String, String),
    /// One object, or an array of them.
    OneOrMany(Box<Self>),
    /// One object, plain or as the member `data` of another object.
    Wrapped(Box<Self>),
    List(Box<Self>),
    Pair(Box<Self>),
    /// Two indices of code points.
    Range,
    Map(Box<Self>),
    /// An object described in place, which is only allowed in a hand-written type.
    Inline(Vec<Property>),
}

/// The JSON type of the serialized form of a scalar with a `format`: the first of its `type`s.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Scalar {
    Integer,
    String,
}

/// Returns the type of a value, and whether it may be null.
pub(crate) fn kind(mut node: Node<'_>) -> Result<(Kind, bool), Refusal> {
    let place = node.place.clone();
    if let Some(target) = node.take("$ref") {
        node.finish()?;
        return Ok((reference(target, &place)?, false));
    }
    if let Some(branches) = node.take("anyOf") {
        node.finish()?;
        return alternatives(branches, &place.at("anyOf"));
    }
    let Some(types) = node.take("type") else {
        node.finish()?;
        return Ok((Kind::Any, true));
    };
    let mut types = match types {
        Json::String(name) => vec![name.clone()],
        _ => strings(types, &place.at("type"))?,
    };
    let nullable = types.iter().any(|name| name == "null");
    types.retain(|name| name != "null");
    let format = match node.take("format") {
        Some(Json::String(format)) => Some(format.clone()),
        Some(found) => {
            let found = found.brief();
            return place.at("format").refuse(format!("expected a string, found {found}"));
        }
        None => None,
    };
    let names: Vec<&str> = types.iter().map(String::as_str).collect();
    let kind = match (names.as_slice(), format) {
        (["string"] | ["string", "integer"], Some(format)) => Kind::Format(format, Scalar::String),
        (["integer"] | ["integer", "string"], Some(format)) => {
            Kind::Format(format, Scalar::Integer)
        }
        (["string"], None) => Kind::Text,
        (["boolean"] | ["boolean", "string"], None) => Kind::Boolean,
        (["integer"] | ["integer", "string"], None) => Kind::Integer,
        (["number"], None) => Kind::Number,
        (["array"], None) => array(&mut node)?,
        (["array"], Some(format)) if format == "code-point-range" => match array(&mut node)? {
            Kind::Pair(item) if *item == Kind::Integer => Kind::Range,
            _ => return place.refuse("expected an array of two integers for a code-point range"),
        },
        (["object"], None) if node.has("properties") => Kind::Inline(properties(&mut node)?),
        (["object"], None) => {
            let place = place.at("additionalProperties");
            match node.take("additionalProperties") {
                Some(json) => Kind::Map(Box::new(item(json, &place)?)),
                None => return place.refuse(IN_PLACE),
            }
        }
        _ => {
            let message = format!("expected types that the profile allows here, found {names:?}");
            return place.at("type").refuse(message);
        }
    };
    node.finish()?;
    Ok((kind, nullable))
}

/// The error for an object that is described in place and is not a map.
pub(crate) const IN_PLACE: &str =
    "expected a map (`additionalProperties`); an object with properties needs a name in `$defs`";

fn array(node: &mut Node<'_>) -> Result<Kind, Refusal> {
    let place = node.place.clone();
    let Some(items) = node.take("items") else {
        return place.refuse("expected the keyword `items`, found none");
    };
    let Some(prefix) = node.take("prefixItems") else {
        return Ok(Kind::List(Box::new(item(items, &place.at("items"))?)));
    };
    let place = place.at("prefixItems");
    if *items != Json::Bool(false) {
        let found = items.brief();
        return place.refuse(format!("expected `items` to be false here, found {found}"));
    }
    match prefix.as_array() {
        Some([first, second]) if first == second => {
            let kind = item(first, &place.at("0"))?;
            Ok(Kind::Pair(Box::new(kind)))
        }
        _ => place.refuse("expected two items of one type"),
    }
}

fn item(json: &Json, place: &Place) -> Result<Kind, Refusal> {
    match kind(Node::new(json, place)?)? {
        (Kind::Inline(_), _) => place.refuse(IN_PLACE),
        (_, true) => place.refuse("expected a type without null, because null is absence"),
        (kind, false) => Ok(kind),
    }
}

/// Reads `[reference, null]`, `[reference, array of the same, null]`, or `[reference, object with the
/// same as its member data, null]`.
fn alternatives(json: &Json, place: &Place) -> Result<(Kind, bool), Refusal> {
    let null = Json::Object(vec![("type".to_owned(), Json::String("null".to_owned()))]);
    let branches = json.as_array().unwrap_or_default();
    let nullable = branches.contains(&null);
    let mut kinds = Vec::new();
    for branch in branches.iter().filter(|branch| **branch != null) {
        kinds.push(match wrapped(branch, place)? {
            Some(kind) => Kind::Wrapped(Box::new(kind)),
            None => item(branch, place)?,
        });
    }
    match kinds.as_slice() {
        [one @ Kind::Reference(..)] => Ok((one.clone(), nullable)),
        [one @ Kind::Reference(..), Kind::List(many)] if **many == *one => {
            Ok((Kind::OneOrMany(Box::new(one.clone())), nullable))
        }
        [one @ Kind::Reference(..), wrapped @ Kind::Wrapped(inner)] if **inner == *one => {
            Ok((wrapped.clone(), nullable))
        }
        _ => place.refuse(
            "expected a reference, optionally an array of the same or an object with the same as \
             `data`, and optionally null",
        ),
    }
}

/// Reads `{type: object, properties: {data: reference}, required: [data]}`.
fn wrapped(json: &Json, place: &Place) -> Result<Option<Kind>, Refusal> {
    let Some([(_, object), (name, properties), (_, required)]) = json.as_object() else {
        return Ok(None);
    };
    let data = Json::Array(vec![Json::String("data".to_owned())]);
    match (object.as_str(), name.as_str(), properties.as_object()) {
        (Some("object"), "properties", Some([(name, value)]))
            if name == "data" && *required == data =>
        {
            item(value, place).map(Some)
        }
        _ => Ok(None),
    }
}

pub(crate) fn reference(json: &Json, place: &Place) -> Result<Kind, Refusal> {
    match json.as_str() {
        Some(target) => {
            let (file, pointer) = target.split_once('#').unwrap_or((target, ""));
            Ok(Kind::Reference(sibling(file, &place.file), pointer.to_owned()))
        }
        None => place.at("$ref").refuse(format!("expected a string, found {}", json.brief())),
    }
}

/// Returns the file that a relative reference names, in the same folder or in one beside it.
fn sibling(reference: &str, file: &str) -> String {
    let folder = file.split_once('/').map_or("", |(folder, _)| folder);
    match reference.strip_prefix("../") {
        _ if reference.is_empty() => file.to_owned(),
        Some(other) => other.to_owned(),
        None if folder.is_empty() => reference.to_owned(),
        None => format!("{folder}/{reference}"),
    }
}
