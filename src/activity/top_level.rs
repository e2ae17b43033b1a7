//! The members of a body, which tell its family.

use super::Family;
use crate::payload::DecodeError;
use crate::payload::decode::{is_event_key, is_marker, object, without_mark};
use crate::value::text::Text;
use crate::wire::json::{GaveUp, Mode, Reader};

/// Returns the first key of a body, with its escapes. `None` if its value is null, or if the body does
/// not begin as an object.
pub(super) fn first_key(body: &[u8]) -> Option<&str> {
    let members = without_mark(body).trim_ascii_start().strip_prefix(b"{")?;
    let key = members.trim_ascii_start().strip_prefix(b"\"")?;
    let (key, rest) = key.split_at_checked(key.iter().position(|byte| *byte == b'"')?)?;
    let value = rest.strip_prefix(b"\"")?.trim_ascii_start().strip_prefix(b":")?;
    let is_absent = value.trim_ascii_start().starts_with(b"n");
    std::str::from_utf8(key).ok().filter(|_| !is_absent)
}

/// What the members of a body are.
pub(super) struct TopLevel {
    pub(super) keys: Vec<Text>,
    pub(super) family: Option<Family>,
}

impl TopLevel {
    /// Reads all members of a body.
    pub(super) fn read(body: &[u8]) -> Result<Self, DecodeError> {
        object(body, |reader| {
            let mut keys = Vec::new();
            let (mut has_marker, mut has_event_type, mut has_event_key) = (false, false, false);
            reader.members(|reader, key| {
                keys.push(key.into());
                if key == "data" {
                    // Of a repeated one, the last counts.
                    has_event_type = holds_event_type(reader)?;
                    return Ok(());
                }
                if reader.null()? {
                    return Ok(());
                }
                has_marker |= is_marker(key);
                has_event_key |= is_event_key(key);
                reader.skip()
            })?;
            let family = if has_marker {
                Some(Family::AccountActivity)
            } else if has_event_type {
                Some(Family::XActivity)
            } else {
                has_event_key.then_some(Family::AccountActivity)
            };
            Ok(Self { keys, family })
        })
    }
}

/// Skips the next value. Returns `true` if it is an object with an `event_type`, or an array with such
/// an object.
fn holds_event_type<M: Mode>(reader: &mut Reader<'_, M>) -> Result<bool, GaveUp> {
    if reader.peek() != Some(b'[') {
        return has_event_type(reader);
    }
    let mut has = false;
    reader.elements(|reader| {
        has |= has_event_type(reader)?;
        Ok(())
    })?;
    Ok(has)
}

fn has_event_type<M: Mode>(reader: &mut Reader<'_, M>) -> Result<bool, GaveUp> {
    let mut has = false;
    if reader.peek() != Some(b'{') {
        return reader.skip().map(|()| has);
    }
    reader.members(|reader, key| {
        if reader.null()? {
            return Ok(());
        }
        has |= key == "event_type";
        reader.skip()
    })?;
    Ok(has)
}
