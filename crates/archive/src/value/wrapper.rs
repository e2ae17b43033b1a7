//! Values within other JSON: events of queues and gateways, documents of databases, rows of logs.

use std::ops::Range;

use bytes::Bytes;

use super::encoded;
use super::{Interpreter, Outcome, nested};
use crate::form::Form;
use crate::item::Content;
use crate::object::{Object, pointer_part, string};

/// The members with texts that people wrote. They are not looked into unless the settings name the form.
pub(super) const PROSE: [&str; 8] =
    ["text", "full_text", "fullText", "description", "title", "summary", "name", "screen_name"];

/// The members that belong to an event, a user or a Tweet, and that are not stored values.
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

/// The members of a Tweet in other forms that hold other Tweets.
const OF_TWEETS: [&str; 10] = [
    "quoted_tweet",
    "quotedTweet",
    "quotedStatus",
    "quoted_post",
    "retweeted_tweet",
    "retweetedTweet",
    "retweetedStatus",
    "pinned_tweet",
    "in_reply_to",
    "replies",
];

/// The object around the members.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Outer {
    Wrapper,
    /// A Tweet or Post, unless a member holds a value that is not part of it.
    Tweet,
}

impl Interpreter<'_> {
    /// Interprets each member of an object that has no known form of its own. A member that holds the same bodies as
    /// an earlier one, such as a body and its raw text, adds nothing.
    pub(super) fn wrapped(
        &mut self,
        object: &Object<'_>,
        bytes: &Bytes,
        pointer: &str,
        level: usize,
        outer: Outer,
    ) -> Outcome {
        let is_part =
            |key: &str| PARTS.contains(&key) || (outer == Outer::Tweet && OF_TWEETS.contains(&key));
        let is_named = self.context.form == Some(Form::Wrapper);
        let mut broken = Vec::new();
        let mut understood = Vec::new();
        for (key, json) in &object.members {
            let key = key.as_ref();
            let place = || format!("{pointer}/{}", pointer_part(key));
            let before = self.items.len();
            let outcome = match json.as_bytes().first() {
                Some(b'{' | b'[') if !is_part(key) => {
                    self.value(&bytes.slice_ref(json.as_bytes()), &place(), level + 1)
                }
                Some(b'"') if is_named || !PROSE.contains(&key) => match inner_text(json) {
                    Some(text) => self.text(&text.into(), &place(), level + 1),
                    None => Outcome::Nothing,
                },
                _ => Outcome::Nothing,
            };
            match outcome {
                Outcome::Understood if self.repeats(before, &understood) => {
                    self.items.truncate(before);
                }
                Outcome::Understood => understood.push(before..self.items.len()),
                Outcome::Nothing => {}
                Outcome::Broken(fault) => broken.push(nested(fault, &place())),
            }
        }
        if !understood.is_empty() {
            broken.into_iter().for_each(|fault| self.fault(fault));
            return Outcome::Understood;
        }
        broken.into_iter().next().map_or(Outcome::Nothing, |fault| {
            let relative = fault.pointer().strip_prefix(pointer).unwrap_or_default().to_owned();
            Outcome::Broken(fault.at(relative))
        })
    }

    /// Returns `true` if the last items are bodies, and equal those of an earlier range.
    fn repeats(&self, start: usize, earlier: &[Range<usize>]) -> bool {
        let contents = |range: Range<usize>| {
            self.items.get(range).unwrap_or_default().iter().map(|item| &item.content)
        };
        let last = || contents(start..self.items.len());
        last().all(|content| matches!(content, Content::Body(_)))
            && earlier.iter().any(|range| contents(range.clone()).eq(last()))
    }
}

/// Returns the content of a string that can be JSON or Base64.
fn inner_text(json: &str) -> Option<String> {
    let start = json.trim_start_matches(['"', ' ', '\\', 'n', 'r', 't', '\u{feff}']);
    let is_candidate = start.starts_with(['{', '[', 'e', 'W', '7', 'H']);
    let text = is_candidate.then(|| string(json)).flatten()?;
    (encoded::looks_like_json(text.as_bytes()) || encoded::decoded(&text).is_some()).then_some(text)
}
