//! Every property of every schema of the Account Activity API, and every value of every enumeration,
//! occurs in a fixture.

use std::collections::BTreeSet;

use account_activity::schema::{self, Object, Shape};
use serde_json::Value;

use super::each_type::is_x_activity;
use crate::fixtures;

pub(crate) type Seen = BTreeSet<String>;

/// Notes the members of an object and the values of its enumerations, under the names of the schema.
pub(crate) fn see_object(object: &Object, json: &Value, seen: &mut Seen) {
    let Value::Object(members) = json else { return };
    for property in object.properties() {
        let names = [Some(property.name()), property.twin()].into_iter().flatten();
        for key in names.chain(property.aliases().iter().copied()) {
            if let Some(value) = members.get(key).filter(|value| !value.is_null()) {
                seen.insert(format!("{}.{key}", object.name()));
                see(property.shape(), value, seen);
            }
        }
    }
}

fn see(shape: Shape, json: &Value, seen: &mut Seen) {
    match (shape, json) {
        (Shape::Object(object), _) => see_object(object(), json, seen),
        (Shape::Wrapped(shape), _) => see(*shape, json.get("data").unwrap_or(json), seen),
        (Shape::List(shape) | Shape::OneOrMany(shape), Value::Array(elements)) => {
            elements.iter().for_each(|element| see(*shape, element, seen));
        }
        (Shape::OneOrMany(shape), _) => see(*shape, json, seen),
        (Shape::Map(shape), Value::Object(members)) => {
            members.values().for_each(|element| see(*shape, element, seen));
        }
        (Shape::Enumeration(name, _), Value::String(value)) => {
            seen.insert(format!("{name}={value}"));
        }
        _ => {}
    }
}

/// Returns every property and every value of an enumeration in objects.
pub(crate) fn everything<'a>(objects: impl IntoIterator<Item = &'a Object>) -> Seen {
    let mut all = Seen::new();
    for object in objects {
        for property in object.properties() {
            for key in [Some(property.name()), property.twin()].into_iter().flatten() {
                all.insert(format!("{}.{key}", object.name()));
            }
            if let Shape::Enumeration(name, values) = property.shape() {
                all.extend(values.iter().map(|value| format!("{name}={value}")));
            }
        }
    }
    all
}

#[test]
fn every_property_and_value_occurs_in_a_fixture() {
    let mut seen = Seen::new();
    for fixture in fixtures::all() {
        see_object(schema::payload(), &fixture.json(), &mut seen);
    }
    let objects = schema::objects().filter(|object| !is_x_activity(object));
    let missing: Vec<String> = everything(objects).difference(&seen).cloned().collect();
    assert!(missing.is_empty(), "no fixture has {missing:#?}");
}

#[test]
fn every_key_of_the_envelope_occurs_in_a_fixture() {
    let mut seen = Seen::new();
    for fixture in fixtures::all() {
        seen.extend(fixture.json().as_object().unwrap().keys().cloned());
    }
    for property in schema::payload().properties() {
        assert!(seen.contains(property.name()), "no fixture has {}", property.name());
    }
}

/// The shape of the envelope equals `schemas/account_activity/payload.json`.
#[test]
fn the_envelope_is_what_its_schema_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/account_activity/payload.json");
    let json: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let in_schema: BTreeSet<&str> =
        json["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    let in_table: BTreeSet<&str> =
        schema::payload().properties().iter().map(schema::Property::name).collect();
    assert_eq!(in_table, in_schema);
    for property in schema::payload().properties() {
        let text = json["properties"][property.name()].to_string();
        let target = match property.shape() {
            Shape::Object(object) => object().source(),
            Shape::List(Shape::Object(object)) | Shape::Map(Shape::Object(object)) => {
                object().source()
            }
            _ => continue,
        };
        let file = target.trim_start_matches("schemas/account_activity/");
        assert!(file.contains('#') || text.contains(&format!("\"{file}\"")), "{text}: {file}");
    }
}

/// Returns whether a value contains a sample: the same scalars, and every member and element of the sample.
fn holds(value: &Value, sample: &Value) -> bool {
    is_sample(value, sample) || children(value).any(|child| holds(child, sample))
}

fn is_sample(value: &Value, sample: &Value) -> bool {
    match (value, sample) {
        (Value::Object(members), Value::Object(sample)) => sample
            .iter()
            .all(|(key, sample)| members.get(key).is_some_and(|value| is_sample(value, sample))),
        (Value::Array(elements), Value::Array(samples)) => {
            elements.len() == samples.len()
                && elements.iter().zip(samples).all(|(element, sample)| is_sample(element, sample))
        }
        _ => value == sample,
    }
}

fn children(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value {
        Value::Object(members) => Box::new(members.values()),
        Value::Array(elements) => Box::new(elements.iter()),
        _ => Box::new(std::iter::empty()),
    }
}

#[test]
fn every_sample_of_the_documentation_occurs_in_a_fixture() {
    let fixtures: Vec<Value> = fixtures::all().iter().map(fixtures::Fixture::json).collect();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/account_activity");
    let mut with_samples = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let schema: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let title = schema["title"].as_str().unwrap();
        let inner = schema["$defs"].as_object().into_iter().flatten();
        let definitions = inner.map(|(name, definition)| (name.as_str(), definition));
        for (name, definition) in definitions.chain([(title, &schema)]) {
            for sample in definition["examples"].as_array().into_iter().flatten() {
                let found = fixtures.iter().any(|fixture| holds(fixture, sample));
                assert!(found, "{path:?}: no fixture holds {sample} of {name}");
                with_samples.insert(name.to_owned());
            }
        }
    }
    let events =
        schema::payload().properties().iter().filter_map(|property| match property.shape() {
            Shape::List(Shape::Object(object)) => Some(object().name().to_owned()),
            _ => None,
        });
    for event in events.chain(["Revoke".to_owned(), "ReplayJobStatus".to_owned()]) {
        assert!(with_samples.contains(&event), "{event} has no sample");
    }
}
