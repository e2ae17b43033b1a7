//! The members of an object that is a whole text, and the errors of other texts.

use serde_json::value::RawValue;

use super::position;
use crate::payload::error::{DecodeError, DecodeErrorKind};
use crate::wire::json::found::Found;
use crate::wire::json::member::Member;
use crate::wire::json::{GaveUp, Reader, Tolerant, place};

/// Returns the members of the object that is a whole text, in their order. The error is exact.
pub(crate) fn of_text(text: &str) -> Result<Vec<Member<'_>>, DecodeError> {
    let mut reader = Reader::with_mode(text, Tolerant::new(0));
    let members = reader.find_members().and_then(|members| reader.end().map(|()| members));
    members.map_err(|GaveUp| not_an_object(text))
}

/// Returns the error for a text that is not a JSON object.
pub(super) fn not_an_object(text: &str) -> DecodeError {
    let json = text.trim_ascii();
    let (kind, message, position) = match serde_json::from_str::<&RawValue>(text) {
        Err(error) if json.is_empty() => {
            let message = "expected a JSON object, found an empty body".to_owned();
            (DecodeErrorKind::Empty, message, (error.line(), error.column()))
        }
        Err(error) => (DecodeErrorKind::Syntax, message(&error), (error.line(), error.column())),
        Ok(_) => {
            let message = format!("expected a JSON object, found {}", Found(json));
            let start = text.len() - text.trim_ascii_start().len();
            (DecodeErrorKind::NotAnObject, message, position(text, start))
        }
    };
    let pointer = match kind {
        DecodeErrorKind::NotAnObject => String::new(),
        _ => place::of_syntax_error(text),
    };
    DecodeError::new(kind, &message, position, &pointer)
}

/// Returns the message of an error, without the position that `serde_json` appends.
fn message(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    message.strip_suffix(&position).unwrap_or(&message).to_owned()
}
