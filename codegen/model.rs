//! The model of the Rust types: their fields, codecs, defaults and twins. It is built from the
//! schemas (`schema`) and written as Rust (`emit`).

use super::boxes::{box_cycles, box_large};
use super::case::Case;
use super::codec::{Codec, codec, number_id};
use super::form::{IN_PLACE, Kind, Scalar};
use super::json::Json;
use super::names::{Names, check_names, field_name, names, namespace};
use super::refusal::{Place, Refusal};
use super::schema::{Body, Definition, Document, Property};

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
    /// Optional, and an event is identified by it.
    Identifying,
    /// Optional, and repeated as text by the twin.
    Repeated,
    Defaulted,
}

impl Presence {
    /// Returns `true` if the field is an `Option`.
    pub(crate) fn is_optional(self) -> bool {
        matches!(self, Self::Optional | Self::Identifying | Self::Repeated)
    }
}

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

/// Returns `true` for a time that is written as a number.
fn is_number_of_millis(kind: &Kind) -> bool {
    matches!(kind, Kind::Format(format, Scalar::Integer) if format == "epoch-millis")
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
        .map(|sibling| sibling.name.clone())
        .or_else(|| (property.repeated && property.aliases.is_empty()).then_some(text_key));
    let is_required = required.contains(&property.name);
    let presence = match (is_required, property.default) {
        (true, true) => {
            return property
                .place
                .refuse("expected no `default`, because the property is required");
        }
        (true, false) => Presence::Required,
        (false, true) => Presence::Defaulted,
        (false, false) if property.repeated => Presence::Repeated,
        (false, false) if property.identity => Presence::Identifying,
        (false, false) => Presence::Optional,
    };
    if property.identity && (presence != Presence::Identifying || twin.is_some()) {
        let place = property.place.at("x-identity");
        return place.refuse("expected an optional property without default and twin");
    }
    if property.repeated
        && (presence != Presence::Repeated
            || !matches!(property.kind, Kind::Integer) && !is_number_of_millis(&property.kind))
    {
        let place = property.place.at("x-twin");
        return place.refuse(
            "expected an optional integer, or a time that is written as a number, without default",
        );
    }
    if is_required == property.nullable && twin.is_none() {
        return property.place.refuse(if is_required {
            "expected a type without null, because the property is required"
        } else {
            "expected a type with null, because the property is not required"
        });
    }
    let says_absence = property.description.to_lowercase().contains("absent");
    if presence.is_optional() && !document.hand_written && !says_absence {
        return property.place.refuse("expected a description of when the property is absent");
    }
    if matches!(property.kind, Kind::Inline(_)) && !document.hand_written {
        return property.place.refuse(IN_PLACE);
    }
    if !property.events.is_empty() && !document.hand_written {
        let place = property.place.at("x-events");
        return place.refuse("expected an envelope (`x-hand-written`), found another object");
    }
    check_aliases(property, siblings, twin.is_some() && !property.repeated)?;
    Ok(Field {
        name: field_name(&property.name),
        key: property.name.clone(),
        twin,
        aliases: spellings(property),
        description: property.description.clone(),
        presence,
        codec: codec(&property.kind, &property.place, names)?,
    })
}

/// Returns the other spellings of a property, the newest last. A number that is repeated as text has
/// them for the text too.
fn spellings(property: &Property) -> Vec<String> {
    if !property.repeated || property.aliases.is_empty() {
        return property.aliases.clone();
    }
    let all = [&property.name].into_iter().chain(&property.aliases);
    all.flat_map(|name| [name.clone(), format!("{name}_str")]).skip(1).collect()
}

/// Rejects a spelling that occurs twice, and other spellings of an id that has a twin and of a
/// property by whose name an event is read.
fn check_aliases(
    property: &Property,
    siblings: &[Property],
    has_twin: bool,
) -> Result<(), Refusal> {
    let place = property.place.at("x-aliases");
    if has_twin && !property.aliases.is_empty() {
        return place.refuse("expected no other spellings of an id with a twin");
    }
    if let Kind::Inline(inner) = &property.kind
        && inner.iter().any(|property| !property.events.is_empty())
        && let Some(inner) = inner.iter().find(|property| !property.aliases.is_empty())
    {
        let message = "expected no other spellings here, because the object holds events by name";
        return inner.place.at("x-aliases").refuse(message);
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
