//! The read for what the schemas describe: one pass, no look back. It gives up on anything else.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::super::Payload;
use super::super::family::{Family, is_event_key};
use crate::event::Event;
use crate::model::*;
use crate::value::id::{IdText, UserId};
use crate::wire::Wire;
use crate::wire::json::{GaveUp, Reader};
use crate::wire::scalar::Boolean;

pub(super) fn read(text: &str) -> Option<Payload> {
    let mut reader = Reader::new(text);
    let payload = envelope(&mut reader).ok()?;
    reader.end().ok()?;
    Some(payload)
}

fn envelope(reader: &mut Reader<'_>) -> Result<Payload, GaveUp> {
    let mut payload = Payload::default();
    let mut seen: Vec<Family> = Vec::new();
    reader.members(|reader, key| {
        if let Some(family) = Family::of(key) {
            if seen.contains(&family) {
                return Err(GaveUp);
            }
            seen.push(family);
            return read_family(family, &mut payload.events, reader);
        }
        match key {
            "for_user_id" => IdText::<UserId>::read_json(&mut payload.for_user_id, reader),
            "user_has_blocked" => Boolean::read_json(&mut payload.user_has_blocked, reader),
            "is_blocked_by" => Boolean::read_json(&mut payload.is_blocked_by, reader),
            "users" => read_by_id(&mut payload.users, reader),
            "apps" => read_by_id(&mut payload.apps, reader),
            "meta" => Meta::read_json(&mut payload.meta, reader),
            key if is_event_key(key) => Err(GaveUp),
            // It may hold events.
            _ if matches!(reader.peek(), Some(b'{' | b'[')) => Err(GaveUp),
            _ => reader.skip(),
        }
    })?;
    Ok(payload)
}

fn read_family(
    family: Family,
    events: &mut Vec<Event>,
    reader: &mut Reader<'_>,
) -> Result<(), GaveUp> {
    match family {
        Family::TweetCreate => read_entries::<Tweet>(events, reader),
        Family::TweetDelete => read_entries::<TweetDelete>(events, reader),
        Family::Favorite => read_entries::<Favorite>(events, reader),
        Family::Follow => read_entries::<Follow>(events, reader),
        Family::Block => read_entries::<Block>(events, reader),
        Family::Mute => read_entries::<Mute>(events, reader),
        Family::DirectMessage => read_entries::<DirectMessage>(events, reader),
        Family::DirectMessageTyping => read_entries::<DirectMessageTyping>(events, reader),
        Family::DirectMessageMarkRead => read_entries::<DirectMessageMarkRead>(events, reader),
        Family::UserEvent => read_user_event(events, reader),
        Family::ReplayJobStatus => read_entry::<ReplayJobStatus>(events, reader),
    }
}

/// Reads an array of entries onto the events.
fn read_entries<T>(events: &mut Vec<Event>, reader: &mut Reader<'_>) -> Result<(), GaveUp>
where
    T: Wire<Value: Into<Event>>,
{
    if reader.null()? {
        return Ok(());
    }
    reader.elements(|reader| read_entry::<T>(events, reader))
}

fn read_entry<T>(events: &mut Vec<Event>, reader: &mut Reader<'_>) -> Result<(), GaveUp>
where
    T: Wire<Value: Into<Event>>,
{
    let mut entry = None;
    T::read_json(&mut entry, reader)?;
    match entry.map(Into::into) {
        None | Some(Event::Unknown(_)) => Err(GaveUp),
        Some(event) => {
            events.push(event);
            Ok(())
        }
    }
}

fn read_user_event(events: &mut Vec<Event>, reader: &mut Reader<'_>) -> Result<(), GaveUp> {
    if reader.null()? {
        return Ok(());
    }
    let mut is_first = true;
    reader.members(|reader, key| {
        if key != "revoke" || !std::mem::take(&mut is_first) {
            return Err(GaveUp);
        }
        read_entry::<Revoke>(events, reader)
    })
}

/// Reads a map of the envelope: `users` or `apps`.
fn read_by_id<I, T>(members: &mut BTreeMap<I, T>, reader: &mut Reader<'_>) -> Result<(), GaveUp>
where
    I: FromStr + Ord,
    T: Wire<Value = T>,
{
    members.clear();
    if reader.null()? {
        return Ok(());
    }
    reader.members(|reader, key| {
        let id = key.parse().map_err(|_| GaveUp)?;
        let mut member = None;
        T::read_json(&mut member, reader)?;
        match member {
            Some(member) => members.insert(id, member),
            None => members.remove(&id),
        };
        Ok(())
    })
}
