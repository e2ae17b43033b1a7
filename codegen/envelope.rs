//! What the schema of an envelope means: its members, and the table of events (`x-events`).

use std::collections::BTreeSet;

use heck::ToUpperCamelCase;

use super::model::{Codec, Names, codec};
use super::refusal::{Place, Refusal};
use super::schema::{Body, Document, EventRow, Kind, Property};

/// The body of a request, whose Rust type is written by hand.
#[derive(Clone, Debug)]
pub(crate) struct Envelope {
    pub(crate) shape: Object,
    pub(crate) events: Vec<EventMember>,
}

/// The shape of an object that has no generated Rust type.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) name: String,
    pub(crate) source: String,
    pub(crate) members: Vec<Member>,
}

#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) key: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) holds: Holds,
}

#[derive(Clone, Debug)]
pub(crate) enum Holds {
    Coded(Codec),
    /// An object described in place.
    Object(Object),
}

/// A member that holds events.
#[derive(Clone, Debug)]
pub(crate) struct EventMember {
    pub(crate) key: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) container: Container,
    pub(crate) entries: Vec<Entry>,
}

/// How a member holds its events.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Container {
    /// An array of events.
    Array,
    /// One event.
    Object,
    /// An object with an event in each member.
    Members,
}

/// A model type, and the kinds of events that it carries.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The name within `Container::Members`; empty elsewhere.
    pub(crate) member: String,
    pub(crate) model: String,
    pub(crate) kinds: Vec<EventKind>,
    /// The member `type`, if it selects the kind.
    pub(crate) selector: Option<Selector>,
}

#[derive(Clone, Debug)]
pub(crate) struct EventKind {
    /// The text of the kind, such as `tweet_create`.
    pub(crate) text: String,
    pub(crate) description: String,
    pub(crate) aliases: Vec<String>,
    /// The value of `type` that selects the kind.
    pub(crate) value: Option<String>,
}

/// The enumeration of a member `type`.
#[derive(Clone, Debug)]
pub(crate) struct Selector {
    pub(crate) enumeration: String,
    /// Whether `type` can be absent, which then means the only kind.
    pub(crate) is_optional: bool,
}

/// Decides what an envelope's schema means.
pub(crate) fn envelope(
    document: &Document,
    documents: &[Document],
    names: &Names,
) -> Result<Envelope, Refusal> {
    let place = Place { file: document.file.clone(), pointer: String::new() };
    let Some((_, definition)) = document.definitions.first() else {
        return place.refuse("an envelope has a definition");
    };
    let Body::Object { properties, .. } = &definition.body else {
        return place.refuse("an envelope is an object");
    };
    let shape = object(&definition.name, &place, properties, names)?;
    let context = Context { documents, names };
    let events: Vec<EventMember> = properties
        .iter()
        .filter_map(|property| context.member(property).transpose())
        .collect::<Result<_, _>>()?;
    check_kinds(properties)?;
    check_models(&events, &place)?;
    Ok(Envelope { shape, events })
}

fn object(
    name: &str,
    place: &Place,
    properties: &[Property],
    names: &Names,
) -> Result<Object, Refusal> {
    let members = properties.iter().map(|property| {
        let holds = match &property.kind {
            Kind::Inline(inner) => {
                Holds::Object(object(&property.name, &property.place, inner, names)?)
            }
            kind => Holds::Coded(codec(kind, &property.place, names)?),
        };
        Ok(Member { key: property.name.clone(), aliases: property.aliases.clone(), holds })
    });
    let fragment = if place.pointer.is_empty() { "" } else { "#" };
    Ok(Object {
        name: name.to_upper_camel_case(),
        source: format!("schemas/{}{fragment}{}", place.file, place.pointer),
        members: members.collect::<Result<_, Refusal>>()?,
    })
}

/// Refuses two rows of one kind.
fn check_kinds(properties: &[Property]) -> Result<(), Refusal> {
    let mut kinds = BTreeSet::from(["Unknown".to_owned(), "Undecoded".to_owned()]);
    for row in properties.iter().flat_map(rows) {
        let variant = row.kind.to_upper_camel_case();
        if syn::parse_str::<proc_macro2::Ident>(&variant).is_err() || !kinds.insert(variant) {
            return row.place.at("kind").refuse("another kind has this name, or Rust reserves it");
        }
    }
    Ok(())
}

/// Refuses a model in two members: its type would not tell the kind of the event.
fn check_models(events: &[EventMember], place: &Place) -> Result<(), Refusal> {
    let mut models = BTreeSet::new();
    for entry in events.iter().flat_map(|member| &member.entries) {
        if !models.insert(&entry.model) {
            return place.refuse(format!("two members hold events of the type `{}`", entry.model));
        }
    }
    Ok(())
}

fn rows(property: &Property) -> Vec<&EventRow> {
    match &property.kind {
        Kind::Inline(inner) => inner.iter().flat_map(|property| &property.events).collect(),
        _ => property.events.iter().collect(),
    }
}

struct Context<'a> {
    documents: &'a [Document],
    names: &'a Names,
}

impl Context<'_> {
    fn member(&self, property: &Property) -> Result<Option<EventMember>, Refusal> {
        if rows(property).is_empty() {
            return Ok(None);
        }
        let entry = |kind: &Kind, property: &Property, member: &str| match kind {
            Kind::Reference(file, pointer) => self.entry(file, pointer, property, member),
            _ => property.place.refuse("an event is a reference to the schema of its object"),
        };
        let (container, entries) = match &property.kind {
            Kind::List(item) => (Container::Array, vec![entry(item, property, "")?]),
            Kind::Inline(inner) => {
                let inner = inner.iter().filter(|property| !property.events.is_empty());
                let entries = inner.map(|property| entry(&property.kind, property, &property.name));
                (Container::Members, entries.collect::<Result<_, _>>()?)
            }
            kind => (Container::Object, vec![entry(kind, property, "")?]),
        };
        let (key, aliases) = (property.name.clone(), property.aliases.clone());
        Ok(Some(EventMember { key, aliases, container, entries }))
    }

    fn entry(
        &self,
        file: &str,
        pointer: &str,
        property: &Property,
        member: &str,
    ) -> Result<Entry, Refusal> {
        let reference = Kind::Reference(file.to_owned(), pointer.to_owned());
        let Codec::Named(model) = codec(&reference, &property.place, self.names)? else {
            return property.place.refuse("an event is a reference to the schema of its object");
        };
        let kinds = property.events.iter().map(|row| EventKind {
            text: row.kind.clone(),
            description: row.description.clone(),
            aliases: row.aliases.clone(),
            value: row.selector.clone(),
        });
        Ok(Entry {
            member: member.to_owned(),
            model,
            kinds: kinds.collect(),
            selector: self.selector(file, pointer, property)?,
        })
    }

    /// The member `type` of a model, if the rows select by it. They then name each of its values.
    fn selector(
        &self,
        file: &str,
        pointer: &str,
        property: &Property,
    ) -> Result<Option<Selector>, Refusal> {
        let place = property.place.at("x-events");
        let named: Vec<&String> =
            property.events.iter().filter_map(|row| row.selector.as_ref()).collect();
        if named.is_empty() && property.events.len() == 1 {
            return Ok(None);
        }
        let Some((enumeration, values, is_optional)) = self.values_of_type(file, pointer) else {
            return place.refuse("several kinds are told apart by a member `type` of their object");
        };
        let rows: BTreeSet<&String> = named.iter().copied().collect();
        let is_complete = rows == values.iter().collect() && named.len() == property.events.len();
        if !is_complete || rows.len() != named.len() {
            return place.refuse("each value of the object's `type` has one row");
        }
        if is_optional && named.len() > 1 {
            return place.refuse("`type` selects the kind, so the object requires it");
        }
        Ok(Some(Selector { enumeration, is_optional }))
    }

    /// The enumeration of the member `type` of a model, its values, and whether it can be absent.
    fn values_of_type(&self, file: &str, pointer: &str) -> Option<(String, Vec<String>, bool)> {
        let Body::Object { properties, required } = self.definition(file, pointer)? else {
            return None;
        };
        let kind = properties.iter().find(|property| property.name == "type")?;
        let Kind::Reference(file, pointer) = &kind.kind else { return None };
        let Body::Enumeration(values) = self.definition(file, pointer)? else { return None };
        let name = self.names.get(&(file.clone(), pointer.clone()))?;
        let values = values.iter().map(|(value, _)| value.clone()).collect();
        Some((name.clone(), values, !required.contains(&"type".to_owned())))
    }

    fn definition(&self, file: &str, pointer: &str) -> Option<&Body> {
        let document = self.documents.iter().find(|document| document.file == file)?;
        let (_, definition) = document.definitions.iter().find(|(at, _)| at == pointer)?;
        Some(&definition.body)
    }
}
