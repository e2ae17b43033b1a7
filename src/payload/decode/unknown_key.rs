//! Keys of the envelope that are not in the schemas.

use crate::wire::json::{GaveUp, Mode, Reader};

/// The members of which at least one is in every event.
const SIGNS: [&str; 6] =
    ["id", "id_str", "type", "created_timestamp", "timestamp_ms", "created_at"];

/// The events in the value of an unknown key.
pub(super) enum Events {
    /// Storage added the key, or its value has no event.
    None,
    /// The value is one event.
    Whole,
    /// The value is an array, whose elements except null are events.
    Elements,
}

/// Finds the events in the value of an unknown key, which is the next value, and skips it.
///
/// The key holds events if it ends in `_event` or `_events`, or if its object, or every object of
/// its array, has a member that events have. Keys that begin with `_` or `$` hold none: databases
/// add them.
pub(super) fn events<M: Mode>(key: &str, reader: &mut Reader<'_, M>) -> Result<Events, GaveUp> {
    let is_event_key = is_event_key(key);
    let start = reader.start();
    let events = match reader.peek() {
        _ if is_of_storage(key) => Events::None,
        Some(b'[') if is_event_key || all_have_signs(reader)? => Events::Elements,
        Some(b'{') if is_event_key || has_sign(reader)? => Events::Whole,
        Some(b'[' | b'{' | b'n') => Events::None,
        _ if is_event_key => Events::Whole,
        _ => Events::None,
    };
    reader.restart(start);
    reader.skip()?;
    Ok(events)
}

/// Returns `true` for a key that holds events, whatever its value is.
pub(crate) fn is_event_key(key: &str) -> bool {
    (key.ends_with("_event") || key.ends_with("_events")) && !is_of_storage(key)
}

/// Returns `true` for the key of a member that databases add.
pub(super) fn is_of_storage(key: &str) -> bool {
    key.starts_with(['_', '$'])
}

/// Returns `true` if each element of the next value, an array, is null or an object with a member
/// that events have.
fn all_have_signs<M: Mode>(reader: &mut Reader<'_, M>) -> Result<bool, GaveUp> {
    let mut has_next = reader.open(b'[')?;
    while has_next {
        if !reader.null()? && !has_sign(reader)? {
            return Ok(false);
        }
        has_next = reader.more(b']')?;
    }
    Ok(true)
}

/// Returns `true` if the next value is an object with a member that events have.
fn has_sign<M: Mode>(reader: &mut Reader<'_, M>) -> Result<bool, GaveUp> {
    if reader.peek() != Some(b'{') {
        return Ok(false);
    }
    let mut has_sign = false;
    let mut has_next = reader.open(b'{')?;
    while has_next {
        has_sign |= SIGNS.contains(&reader.key()?.as_ref());
        reader.skip()?;
        has_next = reader.more(b'}')?;
    }
    Ok(has_sign)
}
