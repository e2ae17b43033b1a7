//! Direct Messages of one event, of which some cannot be decoded.

use std::ops::Range;

use crate::model::DirectMessage;
use crate::value::wrapped::Wrapped;
use crate::wire::json::cause::{Cause, Expected};
use crate::wire::json::member::{Member, last_of_each};
use crate::wire::json::{Failure, GaveUp, Reader, Tolerant};
use crate::wire::{Boxed, Wire};
use crate::xaa::{DirectMessages, Map, User};

/// A Direct Message that cannot be decoded.
pub(super) struct UndecodedMessage {
    /// The place of the JSON in the text.
    pub(super) part: Range<usize>,
    /// The index in the list.
    pub(super) index: usize,
    /// The number of decoded messages before it.
    pub(super) before: usize,
    /// `None` if the message is not an object. It is boxed, because a body can have such a message in
    /// every second byte.
    pub(super) failure: Option<Box<Failure>>,
}

/// The codec of the parties by id.
type Users = Map<Boxed<Wrapped<User>>>;

/// Reads the content of an event that has messages. Returns those that cannot be decoded, whose faults are not
/// noted.
pub(super) fn read(
    reader: &mut Reader<'_, Tolerant>,
) -> Result<(DirectMessages, Vec<UndecodedMessage>), GaveUp> {
    let mut list = MessageList::default();
    let mut users = None;
    let members = last_of_each(reader.find_members()?);
    let end = reader.here();
    for Member { key, start } in members {
        reader.restart(start);
        match key.as_ref() {
            "direct_message_events" => list.read(reader)?,
            "users" => reader.part(|reader| Users::read_json(&mut users, reader))?,
            _ => {}
        }
    }
    reader.restart(end);
    let mut messages = DirectMessages::new(list.decoded);
    messages.users = users;
    Ok((messages, list.undecoded))
}

#[derive(Default)]
struct MessageList {
    decoded: Vec<DirectMessage>,
    undecoded: Vec<UndecodedMessage>,
}

impl MessageList {
    /// Reads the messages of an array, or of an object that stands for one.
    fn read(&mut self, reader: &mut Reader<'_, Tolerant>) -> Result<(), GaveUp> {
        let mut index = 0;
        if reader.peek() == Some(b'[') {
            return reader.elements(|reader| {
                self.message(index, reader)?;
                index += 1;
                Ok(())
            });
        }
        let listed = reader.list_in_object(&<DirectMessage as Wire>::SHAPE)?;
        let elements = listed.map(|listed| listed.elements).unwrap_or_default();
        for (index, start) in elements.into_iter().enumerate() {
            reader.restart(start);
            self.message(index, reader)?;
        }
        Ok(())
    }

    fn message(&mut self, index: usize, reader: &mut Reader<'_, Tolerant>) -> Result<(), GaveUp> {
        if reader.null()? {
            return Ok(());
        }
        let start = reader.start().at;
        let mut message = None;
        let read = reader.attempt(|reader| DirectMessage::read_json(&mut message, reader))?;
        let failure = match (read, message) {
            (Ok(()), Some(message)) => {
                self.decoded.push(message);
                return Ok(());
            }
            (Ok(()), None) => Failure { at: start, cause: Cause::Empty },
            (Err(failure), _) => failure,
        };
        let is_object =
            failure.at != start || !matches!(failure.cause, Cause::Expected(Expected::Object(_)));
        self.undecoded.push(UndecodedMessage {
            part: start..reader.position(),
            index,
            before: self.decoded.len(),
            failure: is_object.then(|| Box::new(failure)),
        });
        Ok(())
    }
}
