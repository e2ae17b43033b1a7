//! Reads the JSON Schemas of `schemas/` and rejects those outside the profile
//! (`schemas/PROFILE.md`).

use super::catalog::{Facts, facts};
use super::form::{Kind, kind};
use super::json::Json;
use super::node::{Node, strings};
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
    /// Whether an event is identified by the property (`x-identity`).
    pub(crate) identity: bool,
    /// Whether the property `<name>_str` repeats the number as text (`x-twin`).
    pub(crate) repeated: bool,
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
    /// What the row says beside this, if `event_type` selects the kind.
    pub(crate) facts: Option<Facts>,
    pub(crate) place: Place,
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
    let hand_written = flag(&mut node, "x-hand-written")?;
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
    // A validator would reject an object that only has another spelling.
    let is_spelled = |it: &&Property| required.contains(&it.name) && !it.aliases.is_empty();
    if let Some(property) = properties.iter().find(is_spelled) {
        let place = property.place.at("x-aliases");
        return place.refuse("expected `anyOf` to require one of the spellings");
    }
    if let Some(either) = node.take("anyOf") {
        required.push(spelled(either, &node.place.at("anyOf"), &properties)?);
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

pub(crate) fn properties(node: &mut Node<'_>) -> Result<Vec<Property>, Refusal> {
    let place = node.place.at("properties");
    let Some(members) = node.take("properties").and_then(Json::as_object) else {
        return place.refuse("expected an object that lists the properties");
    };
    members.iter().map(|(name, json)| property(name, Node::new(json, &place.at(name))?)).collect()
}

/// Reads `[{"required": ["id"]}, {"required": ["id_str"]}]`, by which one half of a twin or one
/// spelling of a property is required.
fn spelled(json: &Json, place: &Place, properties: &[Property]) -> Result<String, Refusal> {
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
    let Some((name, others)) = names.split_first() else {
        return place.refuse("expected the names of a property, found none");
    };
    let aliases = properties.iter().find(|it| it.name == *name).map(|it| it.aliases.as_slice());
    if *others == [format!("{name}_str")] || !others.is_empty() && aliases == Some(others) {
        return Ok(name.clone());
    }
    place.refuse(
        "expected two branches, of which one requires `x` and the other `x_str`, or a branch for \
         each spelling of `x`",
    )
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

/// Reads a keyword that is `true` or left out.
fn flag(node: &mut Node<'_>, keyword: &str) -> Result<bool, Refusal> {
    match node.take(keyword) {
        None => Ok(false),
        Some(Json::Bool(true)) => Ok(true),
        Some(found) => {
            let message = format!("expected true, found {}", found.brief());
            node.place.at(keyword).refuse(message)
        }
    }
}

fn property(name: &str, mut node: Node<'_>) -> Result<Property, Refusal> {
    let place = node.place.clone();
    let description = node.text("description")?.to_owned();
    let default = node.take("default");
    let aliases = match node.take("x-aliases") {
        Some(names) => strings(names, &place.at("x-aliases"))?,
        None => Vec::new(),
    };
    let identity = flag(&mut node, "x-identity")?;
    let repeated = flag(&mut node, "x-twin")?;
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
        identity,
        repeated,
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
    let facts = facts(&mut node)?;
    node.finish()?;
    Ok(EventRow { kind, selector, description, aliases, facts, place })
}
