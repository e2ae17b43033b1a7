//! The model of an envelope: its members, and the table of events (`x-events`).

use std::collections::BTreeSet;

use super::case::Case;
use super::codec::{Codec, codec};
use super::form::Kind;
use super::names::{Names, path};
use super::refusal::{Place, Refusal};
use super::schema::{Body, Document, EventRow, Property};

/// The body of a delivery, whose Rust type is written by hand.
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

/// The form in which a member holds its events.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Container {
    /// An array of events.
    Array,
    /// One event.
    Object,
    /// An object with an event in each member.
    Members,
}

/// A model type, and the kinds of events that have this type.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The name within `Container::Members`. It is empty for other containers.
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
    /// The path by which the events of the envelope name it.
    pub(crate) enumeration: String,
    /// Whether `type` can be absent. The event then has the only kind.
    pub(crate) is_optional: bool,
}

/// Builds the model of an envelope.
pub(crate) fn envelope(
    document: &Document,
    documents: &[Document],
    names: &Names,
) -> Result<Envelope, Refusal> {
    let place = Place { file: document.file.clone(), pointer: String::new() };
    let Some((_, definition)) = document.definitions.first() else {
        return place.refuse("expected the definition of an envelope, found none");
    };
    let Body::Object { properties, .. } = &definition.body else {
        return place.refuse("expected an object as the envelope, found an enumeration");
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

/// Rejects two rows of one kind.
fn check_kinds(properties: &[Property]) -> Result<(), Refusal> {
    let mut kinds = BTreeSet::from(["Unknown".to_owned(), "Undecoded".to_owned()]);
    for row in properties.iter().flat_map(rows) {
        let variant = row.kind.to_upper_camel_case();
        if syn::parse_str::<proc_macro2::Ident>(&variant).is_err() || !kinds.insert(variant) {
            let message = format!("expected a unique Rust identifier, found `{}`", row.kind);
            return row.place.at("kind").refuse(message);
        }
    }
    Ok(())
}

/// Rejects a model in two members, because the kind of the event would not follow from its type.
fn check_models(events: &[EventMember], place: &Place) -> Result<(), Refusal> {
    let mut models = BTreeSet::new();
    for entry in events.iter().flat_map(|member| &member.entries) {
        if !models.insert(&entry.model) {
            let model = &entry.model;
            let message =
                format!("expected one member for each type of event, found two for `{model}`");
            return place.refuse(message);
        }
    }
    Ok(())
}

fn rows(property: &Property) -> Vec<&EventRow> {
    let rows: Vec<&EventRow> = match &property.kind {
        Kind::Inline(inner) => inner.iter().flat_map(|property| &property.events).collect(),
        _ => property.events.iter().collect(),
    };
    // The others are those of a catalog.
    rows.into_iter().filter(|row| row.facts.is_none()).collect()
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
            _ => property.place.refuse("expected a reference to the schema of the event"),
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
            return property.place.refuse("expected a reference to the schema of the event");
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

    /// Returns the member `type` of a model, if the rows select by it. They must then name each of
    /// its values.
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
        let Some((enumeration, values, is_optional)) =
            self.values_of_type(file, pointer, &property.place.file)
        else {
            let message = "expected the object to have a `type`, which selects the kind";
            return place.refuse(message);
        };
        let rows: BTreeSet<&String> = named.iter().copied().collect();
        let is_complete = rows == values.iter().collect() && named.len() == property.events.len();
        if !is_complete || rows.len() != named.len() {
            return place.refuse("expected one row for each value of the object's `type`");
        }
        if is_optional && named.len() > 1 {
            let message = "expected the object to require `type`, because it selects the kind";
            return place.refuse(message);
        }
        Ok(Some(Selector { enumeration, is_optional }))
    }

    /// Returns the enumeration of the member `type` of a model as the file `from` names it, its
    /// values, and whether `type` can be absent.
    fn values_of_type(
        &self,
        file: &str,
        pointer: &str,
        from: &str,
    ) -> Option<(String, Vec<String>, bool)> {
        let Body::Object { properties, required } = self.definition(file, pointer)? else {
            return None;
        };
        let kind = properties.iter().find(|property| property.name == "type")?;
        let Kind::Reference(file, pointer) = &kind.kind else { return None };
        let Body::Enumeration(values) = self.definition(file, pointer)? else { return None };
        let name = self.names.get(&(file.clone(), pointer.clone()))?;
        let values = values.iter().map(|(value, _)| value.clone()).collect();
        let name = path(name, file, from);
        Some((name, values, !required.contains(&"type".to_owned())))
    }

    fn definition(&self, file: &str, pointer: &str) -> Option<&Body> {
        let document = self.documents.iter().find(|document| document.file == file)?;
        let (_, definition) = document.definitions.iter().find(|(at, _)| at == pointer)?;
        Some(&definition.body)
    }
}
