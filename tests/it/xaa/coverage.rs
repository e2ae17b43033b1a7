//! Every property of every schema of the X Activity API in each of its spellings, and every value of
//! every enumeration, occurs in a fixture.

use account_activity::schema;
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
    let objects = schema::objects().filter(|object| is_x_activity(object));
    let missing: Vec<String> =
        everything(objects.chain([schema::envelope()])).difference(&seen).cloned().collect();
    assert!(missing.is_empty(), "no fixture has {missing:#?}");
}

fn see_event(entry: Entry<'_>, seen: &mut Seen) {
    let json: Value = serde_json::from_str(entry.json()).unwrap();
    see_object(schema::content(&entry.kind()).unwrap(), &json["payload"], seen);
}
