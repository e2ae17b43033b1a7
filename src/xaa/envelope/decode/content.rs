//! The content of an event, which its kind defines.

use super::messages::{self, UndecodedMessage};
use crate::wire::json::{Failure, GaveUp, Mode, Reader, Strict, Tolerant};
use crate::xaa::{DirectMessages, Event, EventKind};

/// The content of an event, decoded.
pub(super) enum Content {
    /// The event, and the Direct Messages that it lacks because they cannot be decoded.
    Event(Event, Vec<UndecodedMessage>),
    Unknown,
    /// `None` if the content is missing.
    Undecoded(Option<Failure>),
}

/// A mode in which the content of an event is read.
pub(super) trait ReadContent: Mode {
    /// Whether content can be read before the rest of its event. A fault in the content of an event
    /// whose kind is repeated would otherwise stay.
    const IN_ORDER: bool;

    /// Reads the content of an event of a known kind.
    fn content(kind: &EventKind, reader: &mut Reader<'_, Self>) -> Result<Content, GaveUp>;
}

impl ReadContent for Strict {
    const IN_ORDER: bool = true;

    fn content(kind: &EventKind, reader: &mut Reader<'_, Self>) -> Result<Content, GaveUp> {
        let mut event = Event::read_json(kind, reader)?.ok_or(GaveUp)?;
        match messages(&mut event) {
            Some(messages) if messages.direct_message_events.is_empty() => Err(GaveUp),
            _ => Ok(Content::Event(event, Vec::new())),
        }
    }
}

impl ReadContent for Tolerant {
    const IN_ORDER: bool = false;

    fn content(kind: &EventKind, reader: &mut Reader<'_, Self>) -> Result<Content, GaveUp> {
        let start = reader.start();
        let before = reader.mode.noted();
        let mut event = None;
        let read = reader.attempt(|reader| {
            event = Event::read_json(kind, reader)?;
            Ok(())
        })?;
        let failure = match (read, event) {
            (Ok(()), Some(mut event)) => match messages(&mut event) {
                Some(messages) if messages.direct_message_events.is_empty() => {
                    reader.mode.first_since(before)
                }
                // A message may be the part that is absent because of a fault.
                Some(messages) if reader.mode.noted() != before => {
                    reader.mode.drop_since(before);
                    reader.restart(start);
                    let (decoded, undecoded) = messages::read(reader)?;
                    *messages = decoded;
                    return Ok(Content::Event(event, undecoded));
                }
                _ => return Ok(Content::Event(event, Vec::new())),
            },
            (Ok(()), None) => match empty(kind) {
                Some(event) => return Ok(Content::Event(event, Vec::new())),
                None => None,
            },
            (Err(failure), _) => match empty(kind) {
                Some(event) => {
                    reader.mode.note(failure, start.at);
                    return Ok(Content::Event(event, Vec::new()));
                }
                None => Some(failure),
            },
        };
        reader.mode.drop_since(before);
        Ok(Content::Undecoded(failure))
    }
}

/// Returns the event of a kind whose content has no members. `None` if the kind requires some.
pub(super) fn empty(kind: &EventKind) -> Option<Event> {
    Event::read_json(kind, &mut Reader::new("{}")).ok().flatten()
}

/// Returns the Direct Messages of an event. Each of them is an event of its own for the receiver, so that
/// none of them may be left out.
fn messages(event: &mut Event) -> Option<&mut DirectMessages> {
    match event {
        Event::DmReceived(messages) | Event::DmSent(messages) => Some(messages),
        _ => None,
    }
}
