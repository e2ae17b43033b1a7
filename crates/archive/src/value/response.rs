//! Responses of the REST API.

use account_activity::Payload;
use bytes::Bytes;

use super::bare::{self, Kind};
use super::{Interpreter, Outcome, fault_of, nested};
use crate::item::Content;
use crate::object::Object;

/// The pointer to a message in its payload.
const MESSAGE_PREFIX: &str = "/direct_message_events/0";

/// Returns `true` for the object of a response, which can have a member that deliveries have too.
pub(super) fn is_response(object: &Object<'_>) -> bool {
    !object.has("for_user_id") && (object.is_array("statuses") || messages(object).is_some())
}

/// Returns the messages of a response.
fn messages<'a>(object: &Object<'a>) -> Option<Vec<&'a str>> {
    let events = object.array("events")?;
    let is_list = match events.first() {
        Some(first) => bare::kind(&Object::read(first)?) == Some(Kind::Message),
        None => object.has("next_cursor") || object.members.len() == 1,
    };
    is_list.then_some(events)
}

/// Returns the name of the values that a response has none of. `None` for another object.
pub(super) fn empty(object: &Object<'_>) -> Option<&'static str> {
    let is_empty = |key: &str| object.array(key).is_some_and(|values| values.is_empty());
    if is_empty("statuses") {
        return Some("statuses");
    }
    if is_empty("events") && messages(object).is_some() {
        return Some("events");
    }
    let count = object.object("meta").and_then(|meta| meta.number("result_count"));
    (count == Some(0)).then_some("data")
}

impl Interpreter<'_> {
    /// Interprets a response with values. `None` for another object.
    pub(super) fn response(
        &mut self,
        object: &Object<'_>,
        bytes: &Bytes,
        pointer: &str,
    ) -> Option<Outcome> {
        if !object.has("for_user_id") {
            let filled = |values: &Vec<&str>| !values.is_empty();
            if let Some(statuses) = object.array("statuses").filter(filled) {
                self.statuses(&statuses, bytes, pointer);
                return Some(Outcome::Understood);
            }
            if let Some(messages) = messages(object).filter(filled) {
                self.messages(&messages, object.get("apps"), bytes, pointer);
                return Some(Outcome::Understood);
            }
        }
        if bare::data_has(object, bare::is_post) {
            let (body, _) = bare::decode(Kind::Post, bytes, None).ok()?;
            self.posts(body, pointer);
            return Some(Outcome::Understood);
        }
        None
    }

    fn statuses(&mut self, statuses: &[&str], bytes: &Bytes, pointer: &str) {
        for (index, status) in statuses.iter().enumerate() {
            let status = bytes.slice_ref(status.as_bytes());
            self.tweet(&status, &format!("{pointer}/statuses/{index}"));
        }
    }

    /// Adds a Tweet, with any content.
    pub(super) fn tweet(&mut self, tweet: &Bytes, pointer: &str) {
        let text = std::str::from_utf8(tweet).unwrap_or_default();
        match bare::decode(Kind::Tweet, tweet, self.context.owner) {
            Ok((body, added)) => {
                let has_user = || Object::read(text).is_some_and(|tweet| tweet.has("user"));
                if self.context.owner.is_none() && !has_user() {
                    self.owner_unknown();
                }
                self.body(body, pointer, added);
            }
            Err(error) => self.fault(nested(fault_of(&error, tweet), pointer)),
        }
    }

    fn messages(&mut self, messages: &[&str], apps: Option<&str>, bytes: &Bytes, pointer: &str) {
        let apps = apps.map(|apps| format!(",\"apps\":{apps}")).unwrap_or_default();
        for (index, message) in messages.iter().enumerate() {
            let pointer = format!("{pointer}/events/{index}");
            let body = format!("{{\"direct_message_events\":[{message}]{apps}}}");
            match Payload::from_bytes(body.into()) {
                Ok(payload) => self.body(payload.into(), &pointer, MESSAGE_PREFIX),
                Err(error) => {
                    let fault = fault_of(&error, &bytes.slice_ref(message.as_bytes()));
                    self.fault(fault.at(pointer));
                }
            }
        }
    }

    fn posts(&mut self, body: account_activity::Body, pointer: &str) {
        let mut item = self.item(Content::Body(body));
        item.nesting = crate::item::Nesting::of_posts(pointer);
        self.items.push(item);
    }
}
