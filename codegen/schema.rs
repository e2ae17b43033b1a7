//! Reads the JSON Schemas of `schemas/` and rejects those outside the profile
//! (`schemas/PROFILE.md`).

use super::json::Json;
use super::node::Node;
use super::refusal::{Place, Refusal};

/// A schema file.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// The folder and the name of the file, such as `account_activity/tweet.json`. The folder is
    /// the namespace of the names in the file.
    pub(crate) file: String,
    /// Whether the Rust type is written by hand and not generated.
    pub(crate) hand_written: bool,
    /// The file's own object, then those of its `$defs`, by pointer (`""`, `/$defs/hashtag`).
    pub(crate) definitions: Vec<(String, Definition)>,
}

/// The part of a schema that becomes a Rust type.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    /// The name of the type in the schema: `title`, or the name in `$defs`.
    pub(crate) name: String,
    pub(crate) description: String,
    /// Samples of the JSON, for the documentation.
    pub(crate) examples: Vec<Json>,
    pub(crate) body: Body,
}

#[derive(Clone, Debug)]
pub(crate) enum Body {
    Object {
        properties: Vec<Property>,
        required: Vec<String>,
    },
    /// An open enumeration: the known values with their descriptions.
    Enumeration(Vec<(String, String)>),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Property {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) kind: Kind,
    pub(crate) nullable: bool,
    /// Whether a `default` replaces an absent value.
    pub(crate) default: bool,
    /// Other spellings of the name (`x-aliases`), which are read and never written.
    pub(crate) aliases: Vec<String>,
    /// The kinds of events that the property holds (`x-events`).
    pub(crate) events: Vec<EventRow>,
    pub(crate) place: Place,
}

/// A kind of event: a row of `x-events`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EventRow {
    /// The text of the kind, which names the variant too.
    pub(crate) kind: String,
    /// The value of the object's `type` that selects the kind. `None` if every object has the kind.
    pub(crate) selector: Option<String>,
    pub(crate) description: String,
    /// Further words by which the search of the documentation finds the kind.
    pub(crate) aliases: Vec<String>,
    pub(crate) place: Place,
}

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

/// Reads one schema file.
pub(crate) fn read(file: &str, text: &str) -> Result<Document, Refusal> {
    let place = Place { file: file.to_owned(), pointer: String::new() };
    let json = match Json::parse(text) {
        Ok(json) => json,
        Err(error) => return place.refuse(format!("invalid JSON: {error}")),
    };
    let mut node = Node::new(&json, &place)?;
    node.fixed(
        "$schema",
        &Json::String("https://json-schema.org/draft/2020-12/schema".to_owned()),
    )?;
    let name = file.rsplit('/').next().unwrap_or(file);
    node.fixed("$id", &Json::String(name.to_owned()))?;
    let title = node.text("title")?.to_owned();
    let hand_written = match node.take("x-hand-written") {
        Some(Json::Bool(true)) => true,
        Some(found) => {
            let found = found.brief();
            return place.at("x-hand-written").refuse(format!("expected true, found {found}"));
        }
        None => false,
    };
    let defs = node.take("$defs");
    let mut definitions = vec![(String::new(), definition(node, title)?)];
    if let Some(defs) = defs {
        let place = place.at("$defs");
        let Some(members) = defs.as_object() else {
            return place
                .refuse(format!("expected an object of definitions, found {}", defs.brief()));
        };
        for (name, json) in members {
            let place = place.at(name);
            let node = Node::new(json, &place)?;
            definitions.push((format!("/$defs/{name}"), definition(node, name.clone())?));
        }
    }
    Ok(Document { file: file.to_owned(), hand_written, definitions })
}

fn definition(mut node: Node<'_>, name: String) -> Result<Definition, Refusal> {
    let description = node.text("description")?.to_owned();
    let examples = match node.take("examples") {
        Some(Json::Array(examples)) if !examples.is_empty() => examples.clone(),
        Some(found) => {
            let found = found.brief();
            return node
                .place
                .at("examples")
                .refuse(format!("expected a non-empty array, found {found}"));
        }
        None => Vec::new(),
    };
    let body = if node.has("type") { object(node)? } else { enumeration(node)? };
    Ok(Definition { name, description, examples, body })
}

fn object(mut node: Node<'_>) -> Result<Body, Refusal> {
    node.fixed("type", &Json::String("object".to_owned()))?;
    let properties = properties(&mut node)?;
    let mut required = match node.take("required") {
        Some(names) => strings(names, &node.place.at("required"))?,
        None => Vec::new(),
    };
    if let Some(either) = node.take("anyOf") {
        required.push(twin(either, &node.place.at("anyOf"))?);
    }
    for name in &required {
        if !properties.iter().any(|property| property.name == *name) {
            let message = format!("expected the name of a property, found `{name}`");
            return node.place.at("required").refuse(message);
        }
    }
    node.finish()?;
    Ok(Body::Object { properties, required })
}

fn properties(node: &mut Node<'_>) -> Result<Vec<Property>, Refusal> {
    let place = node.place.at("properties");
    let Some(members) = node.take("properties").and_then(Json::as_object) else {
        return place.refuse("expected an object that lists the properties");
    };
    members.iter().map(|(name, json)| property(name, Node::new(json, &place.at(name))?)).collect()
}

/// Reads `[{"required": ["id"]}, {"required": ["id_str"]}]`, by which one half of a twin is
/// required.
fn twin(json: &Json, place: &Place) -> Result<String, Refusal> {
    let mut names = Vec::new();
    for branch in json.as_array().unwrap_or_default() {
        let mut node = Node::new(branch, place)?;
        match node.take("required") {
            Some(required) => names.extend(strings(required, place)?),
            None => {
                return place.refuse("expected the keyword `required` in each branch, found none");
            }
        }
        node.finish()?;
    }
    match names.as_slice() {
        [name, text] if *text == format!("{name}_str") => Ok(name.clone()),
        _ => place.refuse("expected two branches, of which one requires `x` and the other `x_str`"),
    }
}

fn strings(json: &Json, place: &Place) -> Result<Vec<String>, Refusal> {
    let texts = json.as_array().map(|items| {
        items.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
    });
    match texts.flatten() {
        Some(texts) => Ok(texts),
        None => place.refuse(format!("expected an array of strings, found {}", json.brief())),
    }
}

/// Reads `anyOf: [{const, description}, …, {"type": "string"}]`.
fn enumeration(mut node: Node<'_>) -> Result<Body, Refusal> {
    let place = node.place.at("anyOf");
    let Some(branches) = node.take("anyOf").and_then(Json::as_array) else {
        let message = "expected an object (`type`) or an open enumeration (`anyOf`), found neither";
        return node.place.refuse(message);
    };
    node.finish()?;
    let Some((last, values)) = branches.split_last() else {
        return place.refuse("expected the values of an open enumeration, found none");
    };
    let open = Json::Object(vec![("type".to_owned(), Json::String("string".to_owned()))]);
    if *last != open {
        let message =
            "expected {\"type\": \"string\"} as the last branch, because enumerations are open";
        return place.refuse(message);
    }
    let mut known = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let mut node = Node::new(value, &place.at(&index.to_string()))?;
        known.push((node.text("const")?.to_owned(), node.text("description")?.to_owned()));
        node.finish()?;
    }
    Ok(Body::Enumeration(known))
}

fn property(name: &str, mut node: Node<'_>) -> Result<Property, Refusal> {
    let place = node.place.clone();
    let description = node.text("description")?.to_owned();
    let default = node.take("default");
    let aliases = match node.take("x-aliases") {
        Some(names) => strings(names, &place.at("x-aliases"))?,
        None => Vec::new(),
    };
    let events = match node.take("x-events") {
        Some(rows) => event_rows(rows, &place.at("x-events"))?,
        None => Vec::new(),
    };
    let (kind, nullable) = kind(node)?;
    if let Some(default) = default {
        let empty = match kind {
            Kind::Text => *default == Json::String(String::new()),
            Kind::Integer => *default == Json::Number("0".to_owned()),
            Kind::Boolean => *default == Json::Bool(false),
            Kind::List(_) => *default == Json::Array(Vec::new()),
            Kind::Map(_) => *default == Json::Object(Vec::new()),
            _ => {
                let message =
                    "expected a type with a default: a string, integer, boolean, array or map";
                return place.at("default").refuse(message);
            }
        };
        if !empty {
            let found = default.brief();
            let message = format!("expected the empty value of the type, found {found}");
            return place.at("default").refuse(message);
        }
    }
    Ok(Property {
        name: name.to_owned(),
        description,
        kind,
        nullable,
        default: default.is_some(),
        aliases,
        events,
        place,
    })
}

/// Reads `[{"kind": …, "type": …, "description": …, "aliases": …}]`.
fn event_rows(json: &Json, place: &Place) -> Result<Vec<EventRow>, Refusal> {
    let rows = json.as_array().unwrap_or_default();
    if rows.is_empty() {
        let found = json.brief();
        return place.refuse(format!("expected a non-empty array of event kinds, found {found}"));
    }
    let rows = rows.iter().enumerate();
    rows.map(|(index, row)| event_row(Node::new(row, &place.at(&index.to_string()))?)).collect()
}

fn event_row(mut node: Node<'_>) -> Result<EventRow, Refusal> {
    let place = node.place.clone();
    let kind = node.text("kind")?.to_owned();
    let selector = if node.has("type") { Some(node.text("type")?.to_owned()) } else { None };
    let description = node.text("description")?.to_owned();
    let aliases = match node.take("aliases") {
        Some(names) => strings(names, &place.at("aliases"))?,
        None => Vec::new(),
    };
    node.finish()?;
    Ok(EventRow { kind, selector, description, aliases, place })
}

/// Returns the type of a value, and whether it may be null.
fn kind(mut node: Node<'_>) -> Result<(Kind, bool), Refusal> {
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

/// Reads `[reference, null]` or `[reference, array of the same, null]`.
fn alternatives(json: &Json, place: &Place) -> Result<(Kind, bool), Refusal> {
    let null = Json::Object(vec![("type".to_owned(), Json::String("null".to_owned()))]);
    let branches = json.as_array().unwrap_or_default();
    let nullable = branches.contains(&null);
    let mut kinds = Vec::new();
    for branch in branches.iter().filter(|branch| **branch != null) {
        kinds.push(item(branch, place)?);
    }
    match kinds.as_slice() {
        [one @ Kind::Reference(..)] => Ok((one.clone(), nullable)),
        [one @ Kind::Reference(..), Kind::List(many)] if **many == *one => {
            Ok((Kind::OneOrMany(Box::new(one.clone())), nullable))
        }
        _ => place
            .refuse("expected a reference, optionally an array of the same, and optionally null"),
    }
}

fn reference(json: &Json, place: &Place) -> Result<Kind, Refusal> {
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
