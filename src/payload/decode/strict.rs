//! The strict decoder. It reads payloads that match the schemas, in one pass, and no others.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::unknown_key;
use crate::event::{Event, EventMember, EventObject, OfKind, ReadEvents};
use crate::model::Meta;
use crate::payload::Payload;
use crate::value::id::{IdText, UserId};
use crate::wire::Wire;
use crate::wire::json::{GaveUp, Reader};
use crate::wire::scalar::Boolean;

/// What the strict decoder has read. If it gives up, the tolerant decoder continues there.
#[derive(Default)]
pub(super) struct Progress {
    pub(super) payload: Payload,
    /// The offset of the member that is being read.
    pub(super) member: Option<usize>,
    /// The offset of the entry that is being read, if the member is an array of events.
    pub(super) entry: Option<usize>,
    /// The number of events in the members before.
    pub(super) before: usize,
}

pub(super) fn read(text: &str, progress: &mut Progress) -> Result<(), GaveUp> {
    let mut reader = Reader::new(text);
    envelope(&mut reader, progress)?;
    reader.end()
}

fn envelope(reader: &mut Reader<'_>, progress: &mut Progress) -> Result<(), GaveUp> {
    let mut seen: Vec<EventMember> = Vec::new();
    let mut has_next = reader.open(b'{')?;
    while has_next {
        progress.member = Some(reader.position());
        progress.entry = None;
        progress.before = progress.payload.events.len();
        let key = reader.key()?;
        match EventMember::of(&key) {
            Some(member) if seen.contains(&member) => return Err(GaveUp),
            Some(member) => {
                seen.push(member);
                member.read(Events { member, progress, reader })?;
            }
            None => other(&key, &mut progress.payload, reader)?,
        }
        has_next = reader.more(b'}')?;
    }
    Ok(())
}

/// Reads a member that holds no events of the schemas.
fn other(key: &str, payload: &mut Payload, reader: &mut Reader<'_>) -> Result<(), GaveUp> {
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
}

/// A reader that appends the events of a member to those read before.
struct Events<'a, 'text> {
    member: EventMember,
    progress: &'a mut Progress,
    reader: &'a mut Reader<'text>,
}

impl ReadEvents for Events<'_, '_> {
    type Output = Result<(), GaveUp>;

    fn array<T: EventObject>(self) -> Result<(), GaveUp> {
        let Self { progress, reader, .. } = self;
        if reader.null()? {
            return Ok(());
        }
        reader.elements(|reader| {
            progress.entry = Some(reader.position());
            read_event::<T>(&mut progress.payload.events, reader)
        })
    }

    fn object<T: EventObject>(self) -> Result<(), GaveUp> {
        read_event::<T>(&mut self.progress.payload.events, self.reader)
    }

    fn members(self) -> Result<(), GaveUp> {
        if self.reader.null()? {
            return Ok(());
        }
        let (member, progress) = (self.member, self.progress);
        let mut is_first = true;
        self.reader.members(|reader, key| {
            if !std::mem::take(&mut is_first) {
                return Err(GaveUp);
            }
            let key = key.to_owned();
            let events = Events { member, progress: &mut *progress, reader };
            member.read_member(&key, events).unwrap_or(Err(GaveUp))
        })
    }
}

fn read_event<T: EventObject>(
    events: &mut Vec<Event>,
    reader: &mut Reader<'_>,
) -> Result<(), GaveUp> {
    let mut event = None;
    T::read_json(&mut event, reader)?;
    match event {
        Some(event) if event.is_known() => {
            events.push(event.into());
            Ok(())
        }
        _ => Err(GaveUp),
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
