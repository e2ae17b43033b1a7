//! The interpretation of records: each text becomes bodies, notices, counts or faults.

mod array;
mod bare;
mod element;
mod encoded;
mod extended;
mod forced;
mod instant;
mod message;
mod note;
mod notices;
mod plain;
mod python;
mod repair;
mod response;
mod row;
mod shell;
mod wrapper;

use std::sync::Arc;

use account_activity::{Body, DecodeError, DecodeErrorKind, Timestamp};
use bytes::Bytes;

use self::bare::Kind;
use self::plain::Plain;
use self::wrapper::Outer;
use crate::fault::{Fault, FaultKind};
use crate::form::Form;
use crate::item::{Content, Item, Nesting, Skipped};
use crate::object::{self, Object};
use crate::record::{Context, Place, Record};
use crate::selection::Selection;

/// The levels of wrappers that are opened: a payload in a message of SQS in an event of AWS Lambda takes four.
const LEVELS: usize = 10;

/// Interprets a record. Adds one item at least, unless the record has none of the selected kinds.
pub(crate) fn interpret(
    record: Record,
    context: &Context,
    selection: &mut Selection,
    items: &mut Vec<Item>,
) {
    let Record { bytes, offset, line, received_at, place } = record;
    let mut interpreter = Interpreter {
        record: &bytes,
        offset,
        line,
        received_at,
        context,
        selection,
        items,
        is_bare: true,
        rewritten: false,
    };
    let outcome = match place {
        Place::Value => interpreter.value(&bytes, "", 0),
        Place::Row { columns, cells } => interpreter.row(&columns, &cells),
        Place::Personal(part) => interpreter.element(&part, &bytes),
    };
    match outcome {
        Outcome::Understood => {}
        Outcome::Nothing => interpreter.not_understood(&bytes, ""),
        Outcome::Broken(fault) => interpreter.fault(fault),
    }
}

/// Whether a value was understood. If not, nothing was added for it.
enum Outcome {
    Understood,
    /// It is JSON that holds nothing known.
    Nothing,
    /// It is not JSON.
    Broken(Fault),
}

/// Adds the items of one record.
struct Interpreter<'a> {
    record: &'a Bytes,
    offset: u64,
    line: u64,
    /// The time of receipt that the record or the innermost wrapper has.
    received_at: Option<Timestamp>,
    context: &'a Context,
    selection: &'a mut Selection,
    items: &'a mut Vec<Item>,
    /// Whether the kind of bare values in the settings concerns the value.
    is_bare: bool,
    /// Whether the value is rewritten from Extended JSON.
    rewritten: bool,
}

impl Interpreter<'_> {
    /// Interprets a JSON value. `pointer` is its place in the record.
    fn value(&mut self, bytes: &Bytes, pointer: &str, level: usize) -> Outcome {
        let forced = self.forced();
        if forced.is_none()
            && let Some(plain) = plain::decode(bytes, self.selection)
        {
            match plain {
                Plain::Body(body, added) => self.body(body, pointer, added),
                Plain::Passed => self.selection.passed += 1,
            }
            return Outcome::Understood;
        }
        let Ok(text) = std::str::from_utf8(bytes) else {
            let (repaired, fault) = repair::repaired(bytes);
            self.fault(nested(fault, pointer).with_bytes(bytes.clone()));
            return self.value_or_fault(&repaired, pointer, level);
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_ascii();
        if level <= LEVELS
            && let Some(json) = python::to_json(text)
        {
            return self.value(&json.into(), pointer, level + 1);
        }
        let bytes = &bytes.slice_ref(text.as_bytes());
        match text.as_bytes().first() {
            _ if level > LEVELS => Outcome::Nothing,
            Some(b'{') => match forced {
                Some(values) => self.forced_object(values, bytes, pointer),
                None => self.object(text, bytes, pointer, level),
            },
            Some(b'[') => self.array(text, bytes, pointer, level),
            Some(b'"') => match object::string(text) {
                Some(inner) => self.text(&inner.into(), pointer, level),
                None => Outcome::Broken(syntax_fault(bytes)),
            },
            _ => match encoded::decoded(text) {
                Some(inner) => self.value(&inner, pointer, level + 1),
                None if object::is_json(text) => Outcome::Nothing,
                None => Outcome::Broken(syntax_fault(bytes)),
            },
        }
    }

    /// Interprets a value, and adds a fault if it is not understood.
    fn value_or_fault(&mut self, bytes: &Bytes, pointer: &str, level: usize) -> Outcome {
        match self.value(bytes, pointer, level) {
            Outcome::Understood => {}
            Outcome::Nothing => self.not_understood(bytes, pointer),
            Outcome::Broken(fault) => self.fault(nested(fault, pointer)),
        }
        Outcome::Understood
    }

    /// Interprets a text that holds JSON or Base64.
    fn text(&mut self, text: &Bytes, pointer: &str, level: usize) -> Outcome {
        match std::str::from_utf8(text).ok().and_then(encoded::decoded) {
            Some(inner) => self.value(&inner, pointer, level + 1),
            None if encoded::looks_like_json(text) || python::begins(text) => {
                self.value(text, pointer, level + 1)
            }
            None => Outcome::Nothing,
        }
    }

    fn object(&mut self, text: &str, bytes: &Bytes, pointer: &str, level: usize) -> Outcome {
        let Some(object) = Object::read(text) else {
            return match shell::to_json(text) {
                Some(json) => self.value(&json.into(), pointer, level + 1),
                None => Outcome::Broken(syntax_fault(bytes)),
            };
        };
        let is_extended = !self.rewritten && extended::is_extended(text);
        if is_extended && self.context.form == Some(Form::Mongo) {
            return self.rewritten(text, pointer, level);
        }
        let outer = self.received_at;
        let kind = bare::kind(&object);
        if bare::is_sparse(kind, &object) {
            self.received_at = instant::of_receipt(&object, None).or(outer);
            let wrapped = self.wrapped(&object, bytes, pointer, level, Outer::Tweet);
            if matches!(wrapped, Outcome::Understood) {
                self.received_at = outer;
                return wrapped;
            }
        }
        self.received_at = instant::of_receipt(&object, kind).or(outer);
        let outcome = self.object_of_kind(kind, &object, bytes, pointer, is_extended);
        let outcome = outcome.unwrap_or_else(|| match is_extended {
            true => self.rewritten(text, pointer, level),
            false => self.holder(&object, bytes, pointer, level),
        });
        self.received_at = outer;
        outcome
    }

    /// Adds the body of an object whose keys tell what it is. `None` if they do not, or if the object has to be
    /// rewritten first.
    fn object_of_kind(
        &mut self,
        kind: Option<Kind>,
        object: &Object<'_>,
        bytes: &Bytes,
        pointer: &str,
        is_extended: bool,
    ) -> Option<Outcome> {
        if response::is_response(object) {
            return None;
        }
        let kind = kind?;
        let (body, added) = bare::decode(kind, bytes, self.context.owner).ok()?;
        if (is_extended && !plain::is_clean(&body)) || !bare::is_certain(kind, &body) {
            return None;
        }
        if kind == Kind::Tweet && self.context.owner.is_none() && !object.has("user") {
            self.owner_unknown();
        }
        self.body(body, pointer, added);
        Some(Outcome::Understood)
    }

    /// Interprets an object that is not a value itself: a response, a notice, or a wrapper.
    fn holder(
        &mut self,
        object: &Object<'_>,
        bytes: &Bytes,
        pointer: &str,
        level: usize,
    ) -> Outcome {
        let known = self.response(object, bytes, pointer);
        if let Some(understood) = known.or_else(|| self.personal(object, pointer)) {
            return understood;
        }
        let is_notice = matches!(self.notice(object, bytes, pointer), Outcome::Understood);
        if is_notice && object.members.len() == 1 {
            return Outcome::Understood;
        }
        match self.wrapped(object, bytes, pointer, level, Outer::Wrapper) {
            Outcome::Broken(fault) if is_notice => self.fault(nested(fault, pointer)),
            Outcome::Nothing if is_notice => {}
            Outcome::Nothing => return self.weak(object, bytes, pointer),
            other => return other,
        }
        Outcome::Understood
    }

    /// Interprets an object in which no value was found: a response without values, an entry of a personal archive
    /// that is not an event, or a value with few known members.
    fn weak(&mut self, object: &Object<'_>, bytes: &Bytes, pointer: &str) -> Outcome {
        if let Some(kind) = response::empty(object) {
            self.skipped(kind, 0);
            return Outcome::Understood;
        }
        if let Some(understood) = self.not_event(object) {
            return understood;
        }
        let weak = bare::weak_kind(object);
        match weak.and_then(|kind| bare::decode(kind, bytes, self.context.owner).ok()) {
            Some((Body::Other(_), _)) | None => Outcome::Nothing,
            Some((body, added)) => {
                self.body(body, pointer, added);
                Outcome::Understood
            }
        }
    }

    /// Interprets an object of Extended JSON in plain JSON.
    fn rewritten(&mut self, text: &str, pointer: &str, level: usize) -> Outcome {
        self.rewritten = true;
        let outcome = self.value(&extended::rewritten(text).into(), pointer, level);
        self.rewritten = false;
        outcome
    }

    fn body(&mut self, body: Body, pointer: &str, added: &'static str) {
        let outer = (!pointer.is_empty()).then(|| pointer.into());
        let nesting = Nesting { added, outer, is_response: false };
        self.items.push(Item { nesting, ..self.item(Content::Body(body)) });
    }

    fn skipped(&mut self, kind: &str, count: u64) {
        let kind: Arc<str> = kind.into();
        let item = self.item(Content::Skipped(Skipped::NotEvents { kind, count }));
        self.items.push(item);
    }

    fn fault(&mut self, fault: Fault) {
        let item = self.fault_item(fault);
        self.items.push(item);
    }

    fn fault_item(&self, fault: Fault) -> Item {
        let before = lines_before(self.record, fault.bytes());
        self.item(Content::Fault(fault.behind(before)))
    }

    fn not_understood(&mut self, bytes: &Bytes, pointer: &str) {
        self.fault(misunderstood().at(pointer.to_owned()).with_bytes(bytes.clone()));
    }

    /// Asks for the owner of a personal archive. The context keeps the first of these faults.
    fn owner_unknown(&mut self) {
        self.fault(Fault::new(
            FaultKind::OwnerUnknown,
            "the Tweets have no author, and no account.js beside them names the owner of the archive: give \
             the id of the author with `--owner ID` (`Archive::owner`)",
        ));
    }

    #[inline]
    fn item(&self, content: Content) -> Item {
        Item {
            received_at: self.received_at,
            ..Item::new(content, &self.context.name, self.offset, self.line)
        }
    }
}

/// Returns the number of lines of a record before a part of it. 0 for a text that is not a part of it.
fn lines_before(record: &Bytes, part: &Bytes) -> u64 {
    let start = part.as_ptr().addr().checked_sub(record.as_ptr().addr());
    let before = start.and_then(|start| record.get(..start)).unwrap_or_default();
    memchr::memchr_iter(b'\n', before).count() as u64
}

/// Puts a fault of a value at the place of the value.
fn nested(fault: Fault, pointer: &str) -> Fault {
    let inner = format!("{pointer}{}", fault.pointer());
    fault.at(inner)
}

fn misunderstood() -> Fault {
    Fault::new(
        FaultKind::NotUnderstood,
        "expected a payload, Tweet, Post, Direct Message or notice, or a known form that holds one; found other \
         JSON",
    )
}

/// Returns the fault of a value that is not a JSON object.
fn syntax_fault(bytes: &Bytes) -> Fault {
    match Body::from_bytes(bytes.clone()) {
        Err(error) => fault_of(&error, bytes),
        Ok(_) => Fault::new(FaultKind::Json, "the text is not JSON").with_bytes(bytes.clone()),
    }
}

fn fault_of(error: &DecodeError, bytes: &Bytes) -> Fault {
    let kind = match error.kind() {
        DecodeErrorKind::TooDeep => FaultKind::TooDeep,
        DecodeErrorKind::Empty => FaultKind::Empty,
        DecodeErrorKind::NotAnObject if object::is_json_bytes(bytes) => FaultKind::NotUnderstood,
        DecodeErrorKind::InvalidUtf8 => FaultKind::Encoding,
        _ => FaultKind::Json,
    };
    Fault::new(kind, error.message().to_owned())
        .at(error.pointer().to_owned())
        .behind(error.line().saturating_sub(1) as u64)
        .with_bytes(bytes.clone())
}
