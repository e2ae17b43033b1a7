//! Values within other JSON: events of queues and gateways, documents of databases, rows of logs.

use bytes::Bytes;

use super::encoded;
use super::{Interpreter, Outcome, nested};
use crate::form::Form;
use crate::object::{Object, pointer_part, string};

/// The members with texts that people wrote. They are not looked into unless the settings name the form.
const PROSE: [&str; 8] =
    ["text", "full_text", "fullText", "description", "title", "summary", "name", "screen_name"];

/// The members that belong to an event, a user or a Tweet, and are nothing that somebody stored.
const PARTS: [&str; 12] = [
    "favorited_status",
    "target_object",
    "status",
    "retweeted_status",
    "quoted_status",
    "user",
    "users",
    "source",
    "target",
    "includes",
    "entities",
    "extended_tweet",
];

impl Interpreter<'_> {
    /// Interprets each member of an object that has no known form of its own.
    pub(super) fn wrapped(
        &mut self,
        object: &Object<'_>,
        bytes: &Bytes,
        pointer: &str,
        level: usize,
    ) -> Outcome {
        let is_named = self.context.form == Some(Form::Wrapper);
        let mut broken = Vec::new();
        let mut understood = false;
        for (key, json) in &object.members {
            let key = key.as_ref();
            let place = || format!("{pointer}/{}", pointer_part(key));
            let outcome = match json.as_bytes().first() {
                Some(b'{' | b'[') if !PARTS.contains(&key) => {
                    self.value(&bytes.slice_ref(json.as_bytes()), &place(), level + 1)
                }
                Some(b'"') if is_named || !PROSE.contains(&key) => match inner_text(json) {
                    Some(text) => self.text(&text.into(), &place(), level + 1),
                    None => Outcome::Nothing,
                },
                _ => Outcome::Nothing,
            };
            match outcome {
                Outcome::Understood => understood = true,
                Outcome::Nothing => {}
                Outcome::Broken(fault) => broken.push(nested(fault, &place())),
            }
        }
        if understood {
            broken.into_iter().for_each(|fault| self.fault(fault));
            return Outcome::Understood;
        }
        broken.into_iter().next().map_or(Outcome::Nothing, |fault| {
            let relative = fault.pointer().strip_prefix(pointer).unwrap_or_default().to_owned();
            Outcome::Broken(fault.at(relative))
        })
    }
}

/// Returns the content of a string that can be JSON or Base64.
fn inner_text(json: &str) -> Option<String> {
    let start = json.trim_start_matches(['"', ' ', '\\', 'n', 'r', 't', '\u{feff}']);
    let is_candidate = start.starts_with(['{', '[', 'e', 'W', '7']);
    let text = is_candidate.then(|| string(json)).flatten()?;
    (encoded::looks_like_json(text.as_bytes()) || encoded::decoded(&text).is_some()).then_some(text)
}
