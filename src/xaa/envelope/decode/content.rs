//! The content of an event, which its kind defines.

use crate::wire::json::{Failure, GaveUp, Mode, Reader, Strict, Tolerant};
use crate::xaa::{Event, EventKind};

/// The content of an event, decoded.
pub(super) enum Content {
    Event(Event),
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
        match Event::read_json(kind, reader)? {
            Some(event) if messages(&event) != Some(0) => Ok(Content::Event(event)),
            _ => Err(GaveUp),
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
            (Ok(()), Some(event)) => {
                let end = reader.here();
                let is_whole = messages(&event).is_none_or(|count| {
                    reader.restart(start);
                    count > 0 && count >= listed(reader).unwrap_or(count)
                });
                reader.restart(end);
                if is_whole {
                    return Ok(Content::Event(event));
                }
                reader.mode.first_since(before)
            }
            (Ok(()), None) => match empty(kind) {
                Some(event) => return Ok(Content::Event(event)),
                None => None,
            },
            (Err(failure), _) => match empty(kind) {
                Some(event) => {
                    reader.mode.note(failure, start.at);
                    return Ok(Content::Event(event));
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

/// Returns the number of Direct Messages in an event of Direct Messages. Each of them is an event of
/// its own for the receiver, so that none of them may be left out.
fn messages(event: &Event) -> Option<usize> {
    match event {
        Event::DmReceived(messages) | Event::DmSent(messages) => {
            Some(messages.direct_message_events.len())
        }
        _ => None,
    }
}

/// Returns the number of elements, except null, in the last list of messages, or 0 if it is not an array.
fn listed(reader: &mut Reader<'_, Tolerant>) -> Result<usize, GaveUp> {
    let mut count = 0;
    reader.members(|reader, key| {
        if key != "direct_message_events" {
            return reader.skip();
        }
        count = 0;
        if reader.peek() != Some(b'[') {
            return reader.skip();
        }
        reader.elements(|reader| {
            count += usize::from(reader.peek() != Some(b'n'));
            reader.skip()
        })
    })?;
    Ok(count)
}
