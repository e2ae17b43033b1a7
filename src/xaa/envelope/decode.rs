//! Decoding. The strict reader reads most envelopes in one pass. Where it gives up, the tolerant
//! reader begins again.

mod content;
mod events;
mod messages;
mod unwanted;

use std::ops::Range;

use bytes::Bytes;

use self::content::{Content, ReadContent};
use self::events::Events;
use super::Envelope;
use super::entry::Context;
use crate::payload::DecodeError;
use crate::payload::decode::faults::{Faults, LISTED};
use crate::payload::decode::passed::Passed;
use crate::payload::decode::{members, text, too_deep, without_mark};
use crate::value::text::Text;
use crate::wire::json::member::{Member, last_of_each};
use crate::wire::json::{GaveUp, Mode, Name, Reader, Start, Tolerant, surrogate};
use crate::wire::sequence::List;
use crate::wire::{Boxed, Wire};
use crate::xaa::{EventKind, Filter, Includes, Meta, Problem, Wanted};

/// Decodes an envelope without its bytes, with the events of some kinds. `checked` is the body, if its UTF-8 is checked
/// already. `buffer` is memory that is used again.
pub(super) fn decode(
    body: &Bytes,
    checked: Option<&str>,
    wanted: &Wanted,
    buffer: &mut String,
) -> Result<Envelope, DecodeError> {
    let json = without_mark(body);
    let mark = body.len() - json.len();
    if !wanted.is_all()
        && let Some(envelope) = unwanted::read(json, wanted)
    {
        return Ok(envelope);
    }
    let text = match checked.and_then(|text| text.get(mark..)) {
        Some(text) => text,
        None => text(json).map_err(|error| error.after(mark))?,
    };
    let decoder =
        || Decoder { body, mark, wanted, envelope: Envelope::default(), passed: Passed::default() };
    let mut strict = decoder();
    let mut reader = Reader::new(text).with_buffer(std::mem::take(buffer));
    let read = strict.read(&mut reader);
    *buffer = reader.into_buffer();
    match read {
        Ok(()) => Ok(strict.envelope),
        Err(GaveUp) => tolerant(text, decoder()).map_err(|error| error.after(mark)),
    }
}

/// The members of an object, found before it is decoded.
pub(super) struct Outline<'a> {
    pub(super) text: &'a str,
    /// The members with the places of their values, except `data` if that is an array.
    pub(super) members: Vec<(String, Range<usize>)>,
    /// The elements of `data`, if that is an array.
    pub(super) elements: Option<Vec<Range<usize>>>,
}

/// Checks that a body is a JSON object in UTF-8, and finds its members. Of a repeated one, the last
/// counts.
pub(super) fn outline(body: &[u8]) -> Result<Outline<'_>, DecodeError> {
    let json = without_mark(body);
    let mark = body.len() - json.len();
    let text = text(json).map_err(|error| error.after(mark))?;
    let whole = surrogate::replaced(text, &surrogate::halves(text));
    let found = members::of_text(&whole).map_err(|error| error.after(mark))?;
    let mut reader = Reader::with_mode(&whole, Tolerant::new(0));
    let (mut members, mut elements) = (Vec::new(), None);
    for Member { key, start } in last_of_each(found) {
        reader.seek(start.at);
        if key == "data" && reader.peek() == Some(b'[') {
            let mut found = Vec::new();
            // The syntax of the text is already checked.
            drop(reader.elements(|reader| {
                found.push(skipped(reader)?);
                Ok(())
            }));
            elements = Some(found);
        } else if let Ok(part) = skipped(&mut reader) {
            members.push((key.into_owned(), part));
        }
    }
    Ok(Outline { text, members, elements })
}

/// Skips a value and returns its place.
fn skipped(reader: &mut Reader<'_, Tolerant>) -> Result<Range<usize>, GaveUp> {
    let start = reader.start().at;
    reader.skip()?;
    Ok(start..reader.position())
}

fn tolerant(json: &str, mut decoder: Decoder<'_>) -> Result<Envelope, DecodeError> {
    let halves = surrogate::halves(json);
    let text = surrogate::replaced(json, &halves);
    let mut reader = Reader::with_mode(&text, Tolerant::new(LISTED));
    if let Err(GaveUp) = decoder.read(&mut reader) {
        members::of_text(&text)?;
        return Err(too_deep(&text, &reader.mode));
    }
    let body = decoder.body.slice(decoder.mark..);
    let mut faults = Faults::new(&text);
    faults.add("", reader.mode.take_faults(), &body, 0, &text, String::new);
    faults.add_halves(&decoder.passed.outside(halves), &text, &body);
    let (faults, fault_count) = faults.finish();
    Ok(Envelope { faults, fault_count, ..decoder.envelope })
}

/// The name of the member with the objects that events refer to.
const INCLUDES: Name = Name::of("includes");

struct Decoder<'a> {
    body: &'a Bytes,
    /// The length of the byte order mark before the text.
    mark: usize,
    wanted: &'a Wanted,
    envelope: Envelope,
    /// The parts of the text that hold no wanted events.
    passed: Passed,
}

impl Decoder<'_> {
    fn read<M: ReadContent>(&mut self, reader: &mut Reader<'_, M>) -> Result<(), GaveUp> {
        // The places of the objects that events refer to.
        let mut includes: Vec<(Start, Range<usize>)> = Vec::new();
        let mut has_next = reader.open(b'{')?;
        while has_next {
            let key = reader.key()?;
            let envelope = &mut self.envelope;
            match key.as_ref() {
                "data" => reader.member(Name::of("data"), |reader| self.data(reader))?,
                "includes" => {
                    let start = reader.start();
                    // The kinds of the events may come afterwards.
                    if M::IN_ORDER && !self.wanted.is_all() {
                        reader.skip()?;
                    } else {
                        reader.member(INCLUDES, |reader| self.includes(reader))?;
                    }
                    includes.push((start, start.at..reader.position()));
                }
                "meta" => reader.member(Name::of("meta"), |reader| {
                    Meta::read_json(&mut envelope.meta, reader)
                })?,
                "errors" => reader.member(Name::of("errors"), |reader| {
                    List::<Problem>::read_json(&mut envelope.errors, reader)
                })?,
                _ => {
                    envelope.has_others = true;
                    reader.note_unknown();
                    reader.skip()?;
                }
            }
            has_next = reader.more(b'}')?;
        }
        reader.end()?;
        if self.wanted.is_all() {
            self.envelope.is_in_schema = M::IN_ORDER && !reader.has_met_unknown();
            return Ok(());
        }
        if self.envelope.data.is_empty() {
            // Only wanted events need the objects.
            self.envelope.includes = None;
            reader.mode.forget(INCLUDES);
            includes.into_iter().for_each(|(_, part)| self.passed.add(part));
        } else if let Some((start, _)) = includes.last().filter(|_| M::IN_ORDER) {
            reader.restart(*start);
            self.includes(reader)?;
        }
        Ok(())
    }

    fn includes<M: Mode>(&mut self, reader: &mut Reader<'_, M>) -> Result<(), GaveUp> {
        Boxed::<Includes>::read_json(&mut self.envelope.includes, reader)
    }

    /// Reads the events. Of a repeated `data`, the last one counts.
    fn data<M: ReadContent>(&mut self, reader: &mut Reader<'_, M>) -> Result<(), GaveUp> {
        self.envelope.data.clear();
        self.envelope.is_array = false;
        self.envelope.elements = 0;
        self.envelope.has_kinds = false;
        let start = reader.start();
        match reader.peek() {
            Some(b'{') => self.event(None, reader),
            Some(b'[') => {
                self.envelope.is_array = true;
                let mut index = 0;
                reader.elements(|reader| {
                    let (start, event) = (reader.start(), index);
                    index += 1;
                    reader.part(|reader| match reader.peek() {
                        Some(b'{') => self.event(Some(event), reader),
                        Some(b'n') => reader.literal(b"null"),
                        _ => reader.reject(start, "an event, which is an object"),
                    })
                })
            }
            Some(b'n') => reader.literal(b"null"),
            _ => reader.reject(start, "an event, or an array of events"),
        }
    }

    /// Returns the place in the body from an offset of the text to where the reader is.
    fn part<M: ReadContent>(&self, at: usize, reader: &Reader<'_, M>) -> Range<usize> {
        at + self.mark..reader.position() + self.mark
    }

    fn event<M: ReadContent>(
        &mut self,
        index: Option<usize>,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        self.envelope.elements += 1;
        let start = reader.start();
        let before = reader.mode.noted();
        let mut context = Context::default();
        // Whether the event is known not to be wanted. The tolerant reader decides at the end.
        let mut is_passed = false;
        let mut payload = None;
        // The content is read at once if its kind is known by then, and otherwise afterwards.
        let mut events = None;
        let outer = reader.mode.enter(start);
        let mut has_next = reader.open(b'{')?;
        while has_next {
            let key = reader.key()?;
            match key.as_ref() {
                // Of a repeated kind, the last one counts.
                "event_type" if is_passed => return Err(GaveUp),
                _ if is_passed => reader.skip()?,
                "event_type" => {
                    events = None;
                    let event_type = &mut context.event_type;
                    reader.member(Name::of("event_type"), |reader| {
                        Text::read_json(event_type, reader)
                    })?;
                    if kind(&context).as_str() != context.event_type.as_deref().unwrap_or_default()
                    {
                        reader.note_unknown();
                    }
                    is_passed = M::IN_ORDER && !self.needs(&context);
                }
                "payload" => {
                    let start = reader.start();
                    payload = Some(start);
                    if M::IN_ORDER && context.event_type.is_some() {
                        events = Some(self.content(kind(&context), index, reader)?);
                    } else {
                        reader.skip()?;
                    }
                }
                "event_uuid" => {
                    let uuid = &mut context.event_uuid;
                    reader
                        .member(Name::of("event_uuid"), |reader| Text::read_json(uuid, reader))?;
                }
                "tag" => {
                    let tag = &mut context.tag;
                    reader.member(Name::of("tag"), |reader| Text::read_json(tag, reader))?;
                }
                "filter" => {
                    let filter = &mut context.filter;
                    reader
                        .member(Name::of("filter"), |reader| Filter::read_json(filter, reader))?;
                }
                "includes" => {
                    let includes = &mut context.includes;
                    reader.member(Name::of("includes"), |reader| {
                        Boxed::<Includes>::read_json(includes, reader)
                    })?;
                }
                _ => {
                    reader.note_unknown();
                    reader.skip()?;
                }
            }
            has_next = reader.more(b'}')?;
        }
        reader.mode.leave(outer);
        let end = reader.here();
        let has_kind = context.event_type.is_some();
        if !self.needs(&context) {
            self.envelope.has_kinds |= has_kind;
            self.passed.add(start.at..end.at);
            reader.mode.drop_since(before);
            return Ok(());
        }
        let events = match (events, payload) {
            (Some(events), _) => events,
            (None, payload) => {
                let kind = kind(&context);
                let events = match payload {
                    Some(payload) => {
                        reader.restart(payload);
                        self.content(kind, index, reader)?
                    }
                    None => self.without_content(kind, index),
                };
                reader.restart(end);
                events
            }
        };
        let part = self.part(start.at, reader);
        let count = self.envelope.data.len();
        self.push(events, context, part);
        self.envelope.has_kinds |= has_kind;
        if self.envelope.data.len() == count {
            self.passed.add(start.at..reader.position());
            reader.mode.drop_since(before);
        }
        Ok(())
    }

    /// Returns `true` if an event of the kind can be wanted.
    fn needs(&self, context: &Context) -> bool {
        self.wanted.is_all() || self.wanted.needs(&kind(context))
    }

    fn content<M: ReadContent>(
        &self,
        kind: EventKind,
        index: Option<usize>,
        reader: &mut Reader<'_, M>,
    ) -> Result<Events, GaveUp> {
        let at = reader.start().at;
        let content = match kind {
            EventKind::Unknown(_) => {
                reader.note_unknown();
                reader.skip()?;
                Content::Unknown
            }
            _ => M::content(&kind, reader)?,
        };
        let part = self.part(at, reader);
        Ok(self.made(content, kind, index, part))
    }
}

/// Returns the kind of an event, which is an unknown one if the event lacks it.
fn kind(context: &Context) -> EventKind {
    EventKind::from(context.event_type.as_deref().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::json::passed;

    /// The bytes of envelopes that repeat one odd part are passed a few times, however many there are.
    #[test]
    fn the_cost_of_repeated_odd_parts_is_linear() {
        const POST: &str = r#"{"event_type":"post.create","payload":{"id":1}"#;
        let post = |rest: &str| format!("{{\"data\":{POST},{rest}");
        for (before, part, after) in [
            (r#"{"data":["#.to_owned(), r#"{"payload":{"id":1},"event_type":"post.create"}"#, "]}"),
            (
                r#"{"data":["#.to_owned(),
                r#"{"payload":{"id":[]},"event_type":"post.create"}"#,
                "]}",
            ),
            (r#"{"data":["#.to_owned(), "1", "]}"),
            (r#"{"data":["#.to_owned(), r#"{"event_type":"dm.read","filter":[[1]]}"#, "]}"),
            ("{".to_owned(), r#""data":{"event_type":"post.create","payload":{"id":[]}}"#, "}"),
            ("{".to_owned(), r#""includes":{"users":[{"id":[]}]}"#, "}"),
            (format!("{{\"data\":{POST}"), r#","payload":{"id":[1]}"#, "}}"),
            (format!("{{\"data\":{POST}"), r#","event_type":"like.create""#, "}}"),
            (post(r#""includes":{"users":["#), r#"{"data":{"id":[]}}"#, "]}}}"),
            (post(r#""includes":{"users":["#), r#"{"data":{"id":1},"data":{"id":2}}"#, "]}}}"),
            (post(r#""includes":{"media":["#), "{}", "]}}}"),
            (
                r#"{"data":{"event_type":"dm.received","payload":{"direct_message_events":["#
                    .to_owned(),
                r#"{"id":1}"#,
                "]}}}",
            ),
        ] {
            for count in [10, 10_000] {
                let separator = if part.starts_with(',') { "" } else { "," };
                let body = format!("{before}{}{after}", vec![part; count].join(separator));
                let again = passed::again(|| drop(Envelope::from_slice(body.as_bytes()).unwrap()));
                assert!(again <= 6 * body.len(), "{part} {count}: {again} of {}", body.len());
            }
        }
    }

    /// Receipts in receipts are passed a few times at each level too.
    #[test]
    fn the_cost_of_nested_receipts_is_linear() {
        let filling = "x".repeat(10_000);
        for leaf in ["{}".to_owned(), "7".to_owned(), format!(r#"{{"id":[],"text":"{filling}"}}"#)]
        {
            for levels in [1, 10, 55] {
                let open = r#"{"direct_message_events":["#.repeat(levels);
                let payload = format!("{open}{leaf}{}", "]}".repeat(levels));
                let body = format!(r#"{{"data":{{"event_type":"dm.read","payload":{payload}}}}}"#);
                let again = passed::again(|| drop(Envelope::from_slice(body.as_bytes()).unwrap()));
                assert!(again <= 6 * body.len(), "{levels}: {again} of {}", body.len());
            }
        }
    }
}
