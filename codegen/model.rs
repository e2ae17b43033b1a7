//! The model of the Rust types: their fields, codecs, defaults and twins. It is built from the
//! schemas (`schema`) and written as Rust (`emit`).

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToSnakeCase, ToUpperCamelCase};

use super::json::Json;
use super::refusal::{Place, Refusal};
use super::schema::{Body, Definition, Document, IN_PLACE, Kind, Property, Scalar};

/// The Rust items of one schema file.
#[derive(Clone, Debug)]
pub(crate) struct Module {
    /// The schema file without `.json`, such as `account_activity/tweet`.
    pub(crate) name: String,
    pub(crate) items: Vec<Item>,
}

impl Module {
    /// Returns the folder of the schema file. Its types share one Rust module.
    pub(crate) fn namespace(&self) -> &str {
        namespace(&self.name)
    }
}

impl Document {
    /// Returns the folder of the schema file.
    pub(crate) fn namespace(&self) -> &str {
        namespace(&self.file)
    }
}

/// The folders, and the Rust modules into which their types are generated.
const NAMESPACES: [(&str, &str); 2] =
    [("account_activity", "crate::model"), ("x_activity", "crate::xaa")];

/// Returns the folder of a file.
fn namespace(file: &str) -> &str {
    file.split_once('/').map_or("", |(folder, _)| folder)
}

#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// The Rust type.
    pub(crate) name: String,
    pub(crate) description: String,
    /// The schema, such as `schemas/account_activity/entities.json#/$defs/hashtag`.
    pub(crate) source: String,
    /// Samples of the JSON.
    pub(crate) examples: Vec<Json>,
    pub(crate) body: ItemBody,
}

#[derive(Clone, Debug)]
pub(crate) enum ItemBody {
    Struct(Vec<Field>),
    /// The values on the wire with their descriptions. The names of the variants follow from the
    /// values.
    Enum(Vec<(String, String)>),
}

#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// The Rust field.
    pub(crate) name: String,
    /// The member on the wire.
    pub(crate) key: String,
    /// The member that repeats an id as text, such as `id_str`.
    pub(crate) twin: Option<String>,
    /// Other spellings of the key, which are read and never written.
    pub(crate) aliases: Vec<String>,
    pub(crate) description: String,
    pub(crate) presence: Presence,
    pub(crate) codec: Codec,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Presence {
    Required,
    Optional,
    Defaulted,
}

/// The codec of a value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Codec {
    /// A type that is its own codec: `Text`, an object, an enumeration, a hexadecimal id. A type of
    /// another namespace is named by its path.
    Named(String),
    Boolean,
    Integer,
    Number,
    Json,
    /// A codec for another type, such as `IdText<UserId>` or `TwitterDate`.
    Coded {
        codec: &'static str,
        value: String,
    },
    Boxed(Box<Self>),
    OneOrMany(Box<Self>),
    List(Box<Self>),
    Pair(Box<Self>),
    Map(Box<Self>),
}

/// Formats whose Rust type is a number.
const NUMBER_IDS: [&str; 9] = [
    "app-id",
    "direct-message-id",
    "media-id",
    "replay-job-id",
    "rule-id",
    "tweet-id",
    "user-id",
    "webhook-id",
    "welcome-message-id",
];

/// Formats whose Rust type is text.
const TEXTS: [&str; 3] = ["color", "favorite-id", "place-id"];

/// Builds the model of all documents.
pub(crate) fn model(documents: &[Document]) -> Result<Vec<Module>, Refusal> {
    let names = names(documents)?;
    let mut modules = Vec::new();
    for document in documents {
        let mut items = Vec::new();
        for (pointer, definition) in &document.definitions {
            let item = item(document, pointer, definition, &names)?;
            if !document.hand_written {
                items.push(item);
            }
        }
        if !document.hand_written {
            let name = document.file.trim_end_matches(".json").to_owned();
            modules.push(Module { name, items });
        }
    }
    box_large(&mut modules);
    box_cycles(&mut modules);
    Ok(modules)
}

/// The Rust names of the definitions, by file and pointer.
pub(crate) type Names = BTreeMap<(String, String), String>;

pub(crate) fn names(documents: &[Document]) -> Result<Names, Refusal> {
    let mut names = Names::new();
    let mut taken = BTreeSet::new();
    for document in documents {
        let namespace = namespace(&document.file);
        if NAMESPACES.iter().all(|(folder, _)| *folder != namespace) {
            let place = Place { file: document.file.clone(), pointer: String::new() };
            return place.refuse(format!("expected a folder of `NAMESPACES`, found `{namespace}`"));
        }
        for (pointer, definition) in &document.definitions {
            let name = definition.name.to_upper_camel_case();
            let place = Place { file: document.file.clone(), pointer: pointer.clone() };
            check_names([name.clone()].into_iter(), &place)?;
            if USED.contains(&name.as_str()) || !taken.insert((namespace, name.clone())) {
                return place.refuse(format!("expected a unique type name, found `{name}`"));
            }
            names.insert((document.file.clone(), pointer.clone()), name);
        }
    }
    Ok(names)
}

/// The types, other than ids, that generated source names.
const USED: [&str; 14] = [
    "Box",
    "Color",
    "Default",
    "Indices",
    "Json",
    "List",
    "Map",
    "OneOrMany",
    "Option",
    "Pair",
    "Text",
    "Timestamp",
    "Value",
    "Vec",
];

/// Rejects names that are not Rust identifiers, or that occur twice in one type.
fn check_names(names: impl Iterator<Item = String>, place: &Place) -> Result<(), Refusal> {
    let mut taken = BTreeSet::new();
    for name in names {
        if syn::parse_str::<proc_macro2::Ident>(&name).is_err() {
            return place.refuse(format!("expected a Rust identifier, found `{name}`"));
        }
        if !taken.insert(name.clone()) {
            return place.refuse(format!("expected unique Rust names, found `{name}` twice"));
        }
    }
    Ok(())
}

fn item(
    document: &Document,
    pointer: &str,
    definition: &Definition,
    names: &Names,
) -> Result<Item, Refusal> {
    let fragment = if pointer.is_empty() { String::new() } else { format!("#{pointer}") };
    let place = Place { file: document.file.clone(), pointer: pointer.to_owned() };
    let body = match &definition.body {
        Body::Enumeration(values) => {
            let variants = values.iter().map(|(value, _)| value.to_upper_camel_case());
            check_names(variants.chain(["Unknown".to_owned()]), &place)?;
            ItemBody::Enum(values.clone())
        }
        Body::Object { properties, required } => {
            let mut fields = Vec::new();
            for property in properties {
                if !is_twin(property, properties) {
                    fields.push(field(property, properties, required, document, names)?);
                }
            }
            let known = |name: &&String| fields.iter().all(|field| field.key != **name);
            if let Some(name) = required.iter().find(known) {
                let message = format!("expected `anyOf` to require a twin, found `{name}` here");
                return place.at("required").refuse(message);
            }
            check_names(fields.iter().map(|field| field.name.clone()), &place)?;
            ItemBody::Struct(fields)
        }
    };
    Ok(Item {
        name: definition.name.to_upper_camel_case(),
        description: definition.description.clone(),
        examples: definition.examples.clone(),
        source: format!("schemas/{}{fragment}", document.file),
        body,
    })
}

fn number_id(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Format(format, _) => Some(format.as_str()).filter(|id| NUMBER_IDS.contains(id)),
        _ => None,
    }
}

/// Returns `true` if a property repeats the id of a sibling as text: `id_str` beside `id`.
fn is_twin(property: &Property, siblings: &[Property]) -> bool {
    property.name.strip_suffix("_str").is_some_and(|name| {
        siblings.iter().any(|sibling| {
            sibling.name == name
                && number_id(&sibling.kind).is_some()
                && number_id(&sibling.kind) == number_id(&property.kind)
        })
    })
}

fn field(
    property: &Property,
    siblings: &[Property],
    required: &[String],
    document: &Document,
    names: &Names,
) -> Result<Field, Refusal> {
    let text_key = format!("{}_str", property.name);
    let twin = siblings
        .iter()
        .find(|sibling| sibling.name == text_key && is_twin(sibling, siblings))
        .map(|sibling| sibling.name.clone());
    let is_required = required.contains(&property.name);
    let presence = match (is_required, property.default) {
        (true, true) => {
            return property
                .place
                .refuse("expected no `default`, because the property is required");
        }
        (true, false) => Presence::Required,
        (false, true) => Presence::Defaulted,
        (false, false) => Presence::Optional,
    };
    if is_required == property.nullable && twin.is_none() {
        return property.place.refuse(if is_required {
            "expected a type without null, because the property is required"
        } else {
            "expected a type with null, because the property is not required"
        });
    }
    let says_absence = property.description.to_lowercase().contains("absent");
    if presence == Presence::Optional && !document.hand_written && !says_absence {
        return property.place.refuse("expected a description of when the property is absent");
    }
    if matches!(property.kind, Kind::Inline(_)) && !document.hand_written {
        return property.place.refuse(IN_PLACE);
    }
    if !property.events.is_empty() && !document.hand_written {
        let place = property.place.at("x-events");
        return place.refuse("expected an envelope (`x-hand-written`), found another object");
    }
    check_aliases(property, siblings, twin.is_some())?;
    Ok(Field {
        name: field_name(&property.name),
        key: property.name.clone(),
        twin,
        aliases: property.aliases.clone(),
        description: property.description.clone(),
        presence,
        codec: codec(&property.kind, &property.place, names)?,
    })
}

/// Rejects a spelling that occurs twice, and other spellings of an id that has a twin.
fn check_aliases(
    property: &Property,
    siblings: &[Property],
    has_twin: bool,
) -> Result<(), Refusal> {
    let place = property.place.at("x-aliases");
    if has_twin && !property.aliases.is_empty() {
        return place.refuse("expected no other spellings of an id with a twin");
    }
    let all = |sibling: &Property| {
        [&sibling.name].into_iter().chain(&sibling.aliases).cloned().collect::<Vec<_>>()
    };
    let all: Vec<String> = siblings.iter().flat_map(all).collect();
    let spellings = |name: &str| all.iter().filter(|spelling| *spelling == name).count();
    match property.aliases.iter().find(|alias| spellings(alias) != 1) {
        Some(alias) => place.refuse(format!("expected unique spellings, found `{alias}` twice")),
        None => Ok(()),
    }
}

/// Returns the Rust field of a member. `type` becomes `kind`, because it is a keyword.
fn field_name(key: &str) -> String {
    match key {
        "type" => "kind".to_owned(),
        _ => key.to_snake_case(),
    }
}

pub(crate) fn codec(kind: &Kind, place: &Place, names: &Names) -> Result<Codec, Refusal> {
    let inner = |kind: &Kind| codec(kind, place, names).map(Box::new);
    Ok(match kind {
        Kind::Any | Kind::Inline(_) => Codec::Json,
        Kind::Boolean => Codec::Boolean,
        Kind::Integer => Codec::Integer,
        Kind::Number => Codec::Number,
        Kind::Text => Codec::Named("Text".to_owned()),
        Kind::Range => Codec::Named("Indices".to_owned()),
        Kind::Format(format, scalar) => return formatted(format, *scalar, place),
        Kind::Reference(file, pointer) => {
            let Some(name) = names.get(&(file.clone(), pointer.clone())) else {
                let message =
                    format!("expected a reference to a definition, found `{file}#{pointer}`");
                return place.refuse(message);
            };
            Codec::Named(path(name, file, &place.file))
        }
        Kind::OneOrMany(kind) => Codec::OneOrMany(inner(kind)?),
        Kind::List(kind) => Codec::List(inner(kind)?),
        Kind::Pair(kind) => Codec::Pair(inner(kind)?),
        Kind::Map(kind) => Codec::Map(inner(kind)?),
    })
}

/// Returns the path by which the items of a file name a type.
fn path(name: &str, file: &str, from: &str) -> String {
    let (own, other) = (namespace(from), namespace(file));
    let module = NAMESPACES.iter().find(|(folder, _)| *folder == other && own != other);
    module.map_or_else(|| name.to_owned(), |(_, module)| format!("{module}::{name}"))
}

fn formatted(format: &str, scalar: Scalar, place: &Place) -> Result<Codec, Refusal> {
    let coded = |codec, value: &str| Ok(Codec::Coded { codec, value: value.to_owned() });
    match (format, scalar) {
        ("twitter-date", Scalar::String) => coded("TwitterDate", "Timestamp"),
        ("date-time", Scalar::String) => coded("Rfc3339", "Timestamp"),
        ("epoch-millis", Scalar::String) => coded("MillisText", "Timestamp"),
        ("epoch-millis", Scalar::Integer) => coded("MillisNumber", "Timestamp"),
        (id, Scalar::String) if NUMBER_IDS.contains(&id) => {
            coded("IdText", &id.to_upper_camel_case())
        }
        (id, Scalar::Integer) if NUMBER_IDS.contains(&id) => {
            coded("IdNumber", &id.to_upper_camel_case())
        }
        (text, Scalar::String) if TEXTS.contains(&text) => {
            Ok(Codec::Named(text.to_upper_camel_case()))
        }
        _ => place
            .at("format")
            .refuse(format!("expected a format that the profile allows here, found `{format}`")),
    }
}

/// The number of members up to which optional objects are not boxed. The absence of a boxed object
/// only takes the room of a pointer.
const INLINE: usize = 6;

fn box_large(modules: &mut [Module]) {
    let items = || modules.iter().flat_map(|module| named(module, &module.items));
    let large: BTreeSet<String> = items()
        .filter(|(_, item)| matches!(&item.body, ItemBody::Struct(fields) if fields.len() > INLINE))
        .map(|(name, _)| name)
        .collect();
    for (namespace, field) in modules.iter_mut().flat_map(fields_of) {
        if let (Presence::Optional, Codec::Named(name)) = (field.presence, &field.codec)
            && large.contains(&qualified(&namespace, name))
        {
            field.codec = Codec::Boxed(Box::new(field.codec.clone()));
        }
    }
}

/// Boxes every field through which a struct would contain itself.
fn box_cycles(modules: &mut [Module]) {
    let mut held: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for module in modules.iter() {
        for (name, item) in named(module, &module.items) {
            if let ItemBody::Struct(fields) = &item.body {
                let inline = fields.iter().filter_map(|field| match &field.codec {
                    Codec::Named(name) => Some(qualified(module.namespace(), name)),
                    _ => None,
                });
                held.insert(name, inline.collect());
            }
        }
    }
    for module in modules {
        let namespace = module.namespace().to_owned();
        for item in &mut module.items {
            let owner = qualified(&namespace, &item.name);
            let ItemBody::Struct(fields) = &mut item.body else { continue };
            for field in fields {
                if let Codec::Named(name) = &field.codec
                    && reaches(&qualified(&namespace, name), &owner, &held, &mut BTreeSet::new())
                {
                    field.codec = Codec::Boxed(Box::new(field.codec.clone()));
                }
            }
        }
    }
}

/// Returns items with the paths of their types.
fn named<'a>(module: &'a Module, items: &'a [Item]) -> impl Iterator<Item = (String, &'a Item)> {
    items.iter().map(|item| (qualified(module.namespace(), &item.name), item))
}

/// Returns fields with the namespace of their struct.
fn fields_of(module: &mut Module) -> impl Iterator<Item = (String, &mut Field)> {
    let namespace = module.namespace().to_owned();
    let fields = module.items.iter_mut().flat_map(|item| match &mut item.body {
        ItemBody::Struct(fields) => fields.as_mut_slice(),
        ItemBody::Enum(_) => &mut [],
    });
    fields.map(move |field| (namespace.clone(), field))
}

/// Returns the path of a type that an item of a namespace names.
fn qualified(namespace: &str, name: &str) -> String {
    let module = NAMESPACES.iter().find(|(folder, _)| *folder == namespace);
    match module {
        Some((_, module)) if !name.contains("::") => format!("{module}::{name}"),
        _ => name.to_owned(),
    }
}

fn reaches(
    from: &str,
    to: &str,
    held: &BTreeMap<String, Vec<String>>,
    seen: &mut BTreeSet<String>,
) -> bool {
    from == to
        || (seen.insert(from.to_owned())
            && held
                .get(from)
                .is_some_and(|names| names.iter().any(|name| reaches(name, to, held, seen))))
}
