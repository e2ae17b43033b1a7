//! Every generated type, with a sample of its JSON made from its schema.

use account_activity::schema::{self, Object, Presence, Property, Shape};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// A generated type behind its shape.
pub(crate) struct Type {
    pub(crate) object: &'static Object,
    pass: fn(&Value) -> Result<Value, serde_json::Error>,
    read: fn(&str) -> Result<Value, serde_json::Error>,
}

impl Type {
    /// Deserializes JSON as the type, serializes it, and checks that nothing was lost.
    #[track_caller]
    pub(crate) fn passes(&self, before: &Value) -> Value {
        let name = self.object.name();
        let after = (self.pass)(before).unwrap_or_else(|error| panic!("{name}: {error}: {before}"));
        assert_eq!(schema::differences(self.object, before, &after), [], "{name}: {before}");
        after
    }

    /// Deserializes two texts, and checks that their values are equal.
    #[track_caller]
    pub(crate) fn passes_text(&self, text: &str, same: &str) {
        assert_eq!((self.read)(text).unwrap(), (self.read)(same).unwrap(), "{text}");
    }

    pub(crate) fn refuses(&self, json: &Value) -> bool {
        (self.pass)(json).is_err()
    }
}

fn pass<T: DeserializeOwned + Serialize + Clone + PartialEq + std::fmt::Debug>(
    json: &Value,
) -> Result<Value, serde_json::Error> {
    let value: T = serde_json::from_str(&json.to_string())?;
    // `serde_json::Value` stands for any self-describing format without text.
    assert_eq!(serde_json::from_value::<T>(json.clone())?, value);
    let written = serde_json::to_value(&value)?;
    assert_eq!(serde_json::from_value::<T>(written.clone())?, value);
    Ok(written)
}

fn read<T: DeserializeOwned + Serialize>(text: &str) -> Result<Value, serde_json::Error> {
    serde_json::to_value(serde_json::from_str::<T>(text)?)
}

/// The name of a type, and its two functions.
type Functions = (
    &'static str,
    fn(&Value) -> Result<Value, serde_json::Error>,
    fn(&str) -> Result<Value, serde_json::Error>,
);

macro_rules! objects {
    ($($name:ident),* $(,)?) => {
        pub(super) const FUNCTIONS: &[super::Functions] = &[$((
            stringify!($name),
            super::pass::<$name>,
            super::read::<$name>,
        )),*];
    };
}

mod account_activity_types {
    use account_activity::model::*;

    include!(concat!(env!("OUT_DIR"), "/account_activity_objects.rs"));
}

mod x_activity_types {
    use account_activity::xaa::*;

    include!(concat!(env!("OUT_DIR"), "/x_activity_objects.rs"));
}

/// Returns every type of both APIs.
pub(crate) fn all() -> Vec<Type> {
    let (of_aaa, of_xaa) = (account_activity_types::FUNCTIONS, x_activity_types::FUNCTIONS);
    let types: Vec<Type> = schema::objects()
        .map(|object| {
            let functions = if is_x_activity(object) { of_xaa } else { of_aaa };
            let of_type = functions.iter().find(|(name, ..)| *name == object.name());
            let (_, pass, read) =
                of_type.unwrap_or_else(|| panic!("{} is not listed", object.name()));
            Type { object, pass: *pass, read: *read }
        })
        .collect();
    assert_eq!(types.len(), of_aaa.len() + of_xaa.len());
    types
}

/// Returns whether a type is one of the X Activity API.
pub(crate) fn is_x_activity(object: &Object) -> bool {
    object.source().starts_with("schemas/x_activity/")
}

/// Returns JSON with every member of an object. Below a depth, nested objects have only the
/// required members.
pub(crate) fn sample(object: &Object, depth: usize) -> Value {
    let mut members = Map::new();
    for property in object.properties() {
        if depth > 0 || property.presence() == Presence::Required {
            members.insert(property.name().to_owned(), value(property, depth));
            if let Some(twin) = property.twin() {
                members.insert(twin.to_owned(), value_of_twin(property));
            }
        }
    }
    Value::Object(members)
}

fn value(property: &Property, depth: usize) -> Value {
    match (property.shape(), property.twin()) {
        (Shape::Id, Some(_)) => json!(1_209_102_385_076_826_113_u64),
        (shape, _) => value_of(shape, depth.saturating_sub(1)),
    }
}

fn value_of_twin(property: &Property) -> Value {
    match property.shape() {
        Shape::Id => json!("1209102385076826113"),
        shape => match value_of(shape, 0) {
            Value::String(text) => json!(text),
            number => json!(number.to_string()),
        },
    }
}

fn value_of(shape: Shape, depth: usize) -> Value {
    match shape {
        Shape::Any => json!({ "free": [1, 2.5, "form"] }),
        Shape::Boolean => json!(true),
        Shape::Enumeration(_, known) => json!(known[0]),
        Shape::Id => json!("9007199254740993"),
        Shape::Integer => json!(42),
        // An empty object is not an element.
        Shape::List(Shape::Object(_)) if depth == 0 => json!([]),
        Shape::List(shape) | Shape::Pair(shape) => {
            json!([value_of(*shape, depth), value_of(*shape, depth)])
        }
        Shape::Map(shape) => json!({ "thumb": value_of(*shape, depth) }),
        Shape::Number => json!(-122.5),
        Shape::Object(object) => sample(object(), depth),
        Shape::OneOrMany(shape) => value_of(*shape, depth),
        Shape::Text => json!("text"),
        Shape::Timestamp => json!("1576540568600"),
        Shape::Wrapped(shape) => json!({ "data": value_of(*shape, depth) }),
        shape => panic!("{shape:?} has no sample"),
    }
}
