//! Shapes: the types of values as data. They describe objects, their members and the members'
//! values.

use super::keys::Keys;

/// An object described by a schema.
#[derive(Clone, Copy, Debug)]
pub struct Object {
    name: &'static str,
    source: &'static str,
    properties: &'static [Property],
    keys: Keys,
}

impl Object {
    pub(crate) const fn new(
        name: &'static str,
        source: &'static str,
        properties: &'static [Property],
    ) -> Self {
        Self { name, source, properties, keys: Keys::NONE }
    }

    /// Adds the table by which members are found fast.
    pub(crate) const fn with_keys(self, keys: Keys) -> Self {
        Self { keys, ..self }
    }

    /// Returns the name of the Rust type, such as `Hashtag`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the schema, such as `schemas/account_activity/entities.json#/$defs/hashtag`.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        self.source
    }

    /// Returns the members, in the order in which the schema lists them.
    #[must_use]
    pub const fn properties(&self) -> &'static [Property] {
        self.properties
    }

    pub(crate) fn has_required(&self) -> bool {
        self.properties.iter().any(|property| property.presence == Presence::Required)
    }

    /// Returns the property that has a key as one of its spellings.
    pub(crate) fn property(&self, key: &str) -> Option<&'static Property> {
        if !self.keys.is_empty() {
            let member = self.keys.find(key)?.member;
            return self.properties.get(usize::from(member.property));
        }
        self.properties.iter().find(|property| {
            property.name == key || property.twin == Some(key) || property.aliases.contains(&key)
        })
    }

    pub(crate) const fn keys(&self) -> &Keys {
        &self.keys
    }
}

/// A member of an object.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    name: &'static str,
    twin: Option<&'static str>,
    aliases: &'static [&'static str],
    presence: Presence,
    shape: Shape,
}

impl Property {
    pub(crate) const fn new(
        name: &'static str,
        twin: Option<&'static str>,
        presence: Presence,
        shape: Shape,
    ) -> Self {
        Self { name, twin, aliases: &[], presence, shape }
    }

    pub(crate) const fn optional(name: &'static str, shape: Shape) -> Self {
        Self::new(name, None, Presence::Optional, shape)
    }

    /// Adds other spellings of the key.
    pub(crate) const fn or(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }

    /// Returns the key on the wire.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the key that repeats the id as text, such as `id_str`, if there is one.
    #[must_use]
    pub const fn twin(&self) -> Option<&'static str> {
        self.twin
    }

    /// Returns the other spellings of the key, which are read and never written.
    #[must_use]
    pub const fn aliases(&self) -> &'static [&'static str] {
        self.aliases
    }

    /// Returns the meaning of the member's absence.
    #[must_use]
    pub const fn presence(&self) -> Presence {
        self.presence
    }

    /// Returns the type of the member's value.
    #[must_use]
    pub const fn shape(&self) -> Shape {
        self.shape
    }
}

/// The meaning of a member's absence.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Presence {
    /// The object cannot be decoded without the member.
    Required,
    /// The field is `None` without the member.
    Optional,
    /// The field has its empty value without the member: 0, false, empty text, list or map.
    Defaulted,
}

/// The type of a member's value.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Shape {
    /// Free-form JSON.
    Any,
    /// A boolean, also as text.
    Boolean,
    /// An open enumeration: its name and its values in the schemas.
    Enumeration(&'static str, &'static [&'static str]),
    /// A 64-bit id, as text or number.
    Id,
    /// An integer, also as text.
    Integer,
    /// An array.
    List(&'static Self),
    /// An object with free keys.
    Map(&'static Self),
    /// A number, also as text.
    Number,
    /// An object with a schema. It is a function, because objects refer to each other in cycles.
    Object(fn() -> &'static Object),
    /// An object, or an array of objects.
    OneOrMany(&'static Self),
    /// An array of two elements.
    Pair(&'static Self),
    /// Text, also as a number.
    Text,
    /// A timestamp in any of its encodings.
    Timestamp,
    /// A value, or an object whose member `data` is the value.
    Wrapped(&'static Self),
}

impl Shape {
    /// Returns `true` if a value is one token of JSON.
    pub(crate) fn is_scalar(self) -> bool {
        match self {
            Self::Boolean
            | Self::Enumeration(..)
            | Self::Id
            | Self::Integer
            | Self::Number
            | Self::Text
            | Self::Timestamp => true,
            Self::Any
            | Self::List(_)
            | Self::Map(_)
            | Self::Object(_)
            | Self::OneOrMany(_)
            | Self::Pair(_)
            | Self::Wrapped(_) => false,
        }
    }

    /// Returns `true` if a value can be an object with any members, also with none.
    pub(crate) fn has_any_members(self) -> bool {
        matches!(self, Self::Any | Self::Map(_))
    }

    /// Returns the object that a value is, whether or not it is wrapped.
    pub(crate) fn object(self) -> Option<&'static Object> {
        match self {
            Self::Object(object) => Some(object()),
            Self::Wrapped(shape) => shape.object(),
            _ => None,
        }
    }
}
