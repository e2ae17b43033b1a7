//! Every property of every schema of the X Activity API in each of its spellings, and every value of
//! every enumeration, occurs in a fixture.

use account_activity::schema::{self, Object, Property, Shape};
use account_activity::xaa::Entry;
use serde_json::Value;

use crate::fixtures;
use crate::model::coverage::{Seen, everything, see_object};
use crate::model::each_type::is_x_activity;

#[test]
fn every_property_and_value_occurs_in_a_fixture() {
    let mut seen = Seen::new();
    for fixture in fixtures::x_activity() {
        see_object(schema::envelope(), &fixture.json(), &mut seen);
        fixture.envelope().entries().for_each(|entry| see_event(entry, &mut seen));
    }
    let objects: Vec<&Object> = schema::objects().filter(|object| is_x_activity(object)).collect();
    let aliases = objects.iter().flat_map(|object| {
        let aliases = object.properties().iter().flat_map(Property::aliases);
        aliases.map(|alias| format!("{}.{alias}", object.name()))
    });
    let all = everything(objects.iter().copied().chain([schema::envelope()]));
    let missing: Vec<String> =
        all.into_iter().chain(aliases).filter(|it| !seen.contains(it)).collect();
    // Only responses of the v2 API have it there. `Envelope::from_post` reads them.
    assert_eq!(missing, ["Envelope.includes"]);
}

/// X repeats every integer of a content as text. Errors have their status alone.
#[test]
fn every_integer_has_its_text() {
    let objects = schema::objects().filter(|object| is_x_activity(object));
    let integers = objects.flat_map(|object| {
        let properties = object.properties().iter();
        let integers = properties.filter(|it| matches!(it.shape(), Shape::Integer));
        integers.map(|it| {
            let text = format!("{}_str", it.name());
            let has_text = it.twin() == Some(&text) || it.aliases().contains(&text.as_str());
            (format!("{}.{}", object.name(), it.name()), has_text)
        })
    });
    let (repeated, alone): (Vec<_>, Vec<_>) = integers.partition(|(_, has_text)| *has_text);
    assert!(repeated.len() >= 30, "{}", repeated.len());
    let alone: Vec<String> = alone.into_iter().map(|(name, _)| name).collect();
    assert_eq!(alone, ["Problem.status", "Problem.code"]);
}

fn see_event(entry: Entry<'_>, seen: &mut Seen) {
    let json: Value = serde_json::from_str(entry.json()).unwrap();
    see_object(schema::content(&entry.kind()).unwrap(), &json["payload"], seen);
}
