//! The members of the fixtures, each in turn.

use std::collections::BTreeSet;

use account_activity::schema;
use account_activity::xaa::EventKind;
use serde_json::Value;

use crate::fixtures;

/// The members that the schemas do not describe further.
const FREE_FORM: [&str; 13] = [
    "entities/note",
    "geo/coordinates",
    "matched_media_notes",
    "media_metadata",
    "non_public_metrics",
    "note_request_suggestions",
    "organic_metrics",
    "places/*/geo",
    "promoted_metrics",
    "scopes",
    "subscription",
    "suggested_source_links",
    "withheld",
];

/// A member of a fixture.
pub(super) struct Member {
    /// The kind of the fixture's event.
    pub(super) kind: String,
    /// The whole fixture.
    pub(super) whole: Value,
    /// The place of the member.
    pub(super) pointer: String,
    /// The pointer with `*` for indices and for keys that are ids.
    pub(super) form: String,
}

impl Member {
    /// Returns the fixture with another value of the member, or without it.
    pub(super) fn with(&self, value: Option<Value>) -> Value {
        let mut changed = self.whole.clone();
        let (parent, key) = self.pointer.rsplit_once('/').unwrap();
        let members = changed.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        match value {
            Some(value) => members[key] = value,
            None => drop(members.remove(key)),
        }
        changed
    }

    pub(super) fn value(&self) -> &Value {
        self.whole.pointer(&self.pointer).unwrap()
    }

    /// Returns whether the member is the text of an integer beside it.
    pub(super) fn is_twin(&self) -> bool {
        self.pointer
            .strip_suffix("_str")
            .is_some_and(|number| self.whole.pointer(number).is_some_and(Value::is_number))
    }

    /// Returns whether the member is in free-form JSON, in which any value can be.
    pub(super) fn is_free_form(&self) -> bool {
        FREE_FORM.iter().any(|free| format!("{}/", self.form).contains(&format!("/{free}/")))
    }
}

/// Returns each member of each object in the fixtures with one event: once for each kind, and those
/// at deeper levels once for each type of content.
pub(super) fn all() -> Vec<Member> {
    let mut seen = BTreeSet::new();
    let mut members = Vec::new();
    // In one of them, a member has two spellings, of which only the later counts.
    let fixtures = fixtures::x_activity();
    for fixture in fixtures.iter().filter(|it| !it.name.ends_with("__both_spellings.json")) {
        let whole = fixture.json();
        let kind = fixture.event_type();
        let mut pointers = Vec::new();
        if whole["data"].is_object() {
            find(&whole, "", "", &mut pointers);
        }
        let content = schema::content(&EventKind::from(kind)).unwrap().name();
        for (pointer, form) in pointers {
            let is_deep = form.matches('/').count() > 3;
            if seen.insert((if is_deep { content } else { kind }.to_owned(), form.clone())) {
                members.push(Member { kind: kind.to_owned(), whole: whole.clone(), pointer, form });
            }
        }
    }
    assert!(members.len() > 1_000, "{}", members.len());
    members
}

fn find(json: &Value, pointer: &str, form: &str, found: &mut Vec<(String, String)>) {
    match json {
        Value::Object(members) => {
            for (key, value) in members {
                let is_id = key.bytes().all(|byte| byte.is_ascii_digit());
                let place = format!("{pointer}/{key}");
                let form = format!("{form}/{}", if is_id { "*" } else { key });
                found.push((place.clone(), form.clone()));
                find(value, &place, &form, found);
            }
        }
        Value::Array(elements) => {
            for (index, value) in elements.iter().enumerate() {
                find(value, &format!("{pointer}/{index}"), &format!("{form}/*"), found);
            }
        }
        _ => {}
    }
}
