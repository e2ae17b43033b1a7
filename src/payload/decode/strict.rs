//! The strict decoder. It reads payloads that match the schemas, in one pass, and no others.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::unknown_key;
use crate::event::{Event, EventMember, EventObject, ReadEvents};
use crate::model::Meta;
use crate::payload::Payload;
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
    let mut seen: Vec<EventMember> = Vec::new();
    reader.members(|reader, key| {
        if let Some(member) = EventMember::of(key) {
            if seen.contains(&member) {
                return Err(GaveUp);
            }
            seen.push(member);
            return member.read(Events { member, events: &mut payload.events, reader });
        }
        match key {
            "for_user_id" => IdText::<UserId>::read_json(&mut payload.for_user_id, reader),
            "user_has_blocked" => Boolean::read_json(&mut payload.user_has_blocked, reader),
            "is_blocked_by" => Boolean::read_json(&mut payload.is_blocked_by, reader),
            "users" => read_by_id(&mut payload.users, reader),
            "apps" => read_by_id(&mut payload.apps, reader),
            "meta" => Meta::read_json(&mut payload.meta, reader),
            _ => match unknown_key::events(key, reader)? {
                unknown_key::Events::None => Ok(()),
                unknown_key::Events::Whole | unknown_key::Events::Elements => Err(GaveUp),
            },
        }
    })?;
    Ok(payload)
}

/// A reader that appends the events of a member to those read before.
struct Events<'a, 'text> {
    member: EventMember,
    events: &'a mut Vec<Event>,
    reader: &'a mut Reader<'text>,
}

impl ReadEvents for Events<'_, '_> {
    type Output = Result<(), GaveUp>;

    fn array<T: EventObject>(self) -> Result<(), GaveUp> {
        if self.reader.null()? {
            return Ok(());
        }
        self.reader.elements(|reader| read_event::<T>(self.events, reader))
    }

    fn object<T: EventObject>(self) -> Result<(), GaveUp> {
        read_event::<T>(self.events, self.reader)
    }

    fn members(self) -> Result<(), GaveUp> {
        if self.reader.null()? {
            return Ok(());
        }
        let (member, events) = (self.member, self.events);
        let mut is_first = true;
        self.reader.members(|reader, key| {
            if !std::mem::take(&mut is_first) {
                return Err(GaveUp);
            }
            let key = key.to_owned();
            member.read_member(&key, Events { member, events, reader }).unwrap_or(Err(GaveUp))
        })
    }
}

fn read_event<T: EventObject>(
    events: &mut Vec<Event>,
    reader: &mut Reader<'_>,
) -> Result<(), GaveUp> {
    let mut event = None;
    T::read_json(&mut event, reader)?;
    match event.map(Into::into) {
        None | Some(Event::Unknown(_)) => Err(GaveUp),
        Some(event) => {
            events.push(event);
            Ok(())
        }
    }
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
