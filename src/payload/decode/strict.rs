//! The strict decoder. It reads payloads that match the schemas, in one pass, and no others.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::unknown_key;
use crate::event::{Event, EventKind, EventMember, EventObject, OfKind, ReadEvents, Wanted};
use crate::model::Meta;
use crate::payload::Payload;
use crate::value::id::{IdText, UserId};
use crate::wire::json::{GaveUp, Reader, Start};
use crate::wire::scalar::Boolean;
use crate::wire::{Boxed, Wire};

/// The members that describe the parties of events.
pub(super) const PARTIES: [&str; 2] = ["users", "apps"];

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

/// Reads a payload with the events of some kinds.
pub(super) fn read(
    reader: &mut Reader<'_>,
    wanted: Wanted,
    progress: &mut Progress,
) -> Result<(), GaveUp> {
    let parties = envelope(reader, wanted, progress)?;
    reader.end()?;
    progress.payload.is_in_schema = wanted.is_all() && !reader.has_met_unknown();
    if progress.payload.events.is_empty() {
        return Ok(());
    }
    for (key, start) in parties {
        reader.restart(start);
        other(key, wanted, &mut progress.payload, reader)?;
    }
    Ok(())
}

/// Reads an event that is a whole text, as a payload without bytes.
pub(super) fn entry<T: EventObject>(text: &str) -> Option<Payload> {
    let mut reader = Reader::new(text);
    let mut payload = Payload::default();
    read_event::<T>(&mut payload.events, Wanted::ALL, &mut reader).ok()?;
    reader.end().ok()?;
    Some(Payload { is_in_schema: !reader.has_met_unknown(), ..payload })
}

/// Reads the members. Returns the parties that it passed over, because only wanted events need them.
fn envelope(
    reader: &mut Reader<'_>,
    wanted: Wanted,
    progress: &mut Progress,
) -> Result<Vec<(&'static str, Start)>, GaveUp> {
    // A bit for each member.
    let mut seen = 0_u64;
    let mut parties = Vec::new();
    let mut has_next = reader.open(b'{')?;
    while has_next {
        progress.member = Some(reader.position());
        progress.entry = None;
        progress.before = progress.payload.events.len();
        let key = reader.key()?;
        match EventMember::of(&key) {
            Some(member) if !wanted.needs(member) => reader.skip()?,
            Some(member) if seen >> member as u8 & 1 == 1 => return Err(GaveUp),
            Some(member) => {
                seen |= 1 << member as u8;
                member.read(Events { member, wanted, progress, reader })?;
            }
            None => match PARTIES.into_iter().find(|parties| *parties == key) {
                Some(key) if !wanted.is_all() => {
                    parties.push((key, reader.start()));
                    reader.skip()?;
                }
                _ => other(&key, wanted, &mut progress.payload, reader)?,
            },
        }
        has_next = reader.more(b'}')?;
    }
    Ok(parties)
}

/// Reads a member that holds no events of the schemas.
pub(super) fn other(
    key: &str,
    wanted: Wanted,
    payload: &mut Payload,
    reader: &mut Reader<'_>,
) -> Result<(), GaveUp> {
    match key {
        "for_user_id" => IdText::<UserId>::read_json(&mut payload.for_user_id, reader),
        "user_has_blocked" => Boolean::read_json(&mut payload.user_has_blocked, reader),
        "is_blocked_by" => Boolean::read_json(&mut payload.is_blocked_by, reader),
        "users" => read_by_id(&mut payload.users, reader),
        "apps" => read_by_id(&mut payload.apps, reader),
        "meta" => Meta::read_json(&mut payload.meta, reader),
        _ if !wanted.has(EventKind::Unknown) => reader.skip(),
        _ => match unknown_key::events(key, reader)? {
            unknown_key::Events::None => {
                reader.note_unknown();
                Ok(())
            }
            unknown_key::Events::Whole | unknown_key::Events::Elements => Err(GaveUp),
        },
    }
}

/// A reader that appends the events of a member to those read before.
struct Events<'a, 'text> {
    member: EventMember,
    wanted: Wanted,
    progress: &'a mut Progress,
    reader: &'a mut Reader<'text>,
}

impl ReadEvents for Events<'_, '_> {
    type Output = Result<(), GaveUp>;

    fn array<T: EventObject>(self) -> Result<(), GaveUp> {
        let Self { wanted, progress, reader, .. } = self;
        if reader.null()? {
            return Ok(());
        }
        reader.elements(|reader| {
            progress.entry = Some(reader.position());
            read_event::<T>(&mut progress.payload.events, wanted, reader)
        })
    }

    fn object<T: EventObject>(self) -> Result<(), GaveUp> {
        read_event::<T>(&mut self.progress.payload.events, self.wanted, self.reader)
    }

    fn members(self) -> Result<(), GaveUp> {
        if self.reader.null()? {
            return Ok(());
        }
        let Self { member, wanted, progress, .. } = self;
        let mut is_first = true;
        self.reader.members(|reader, key| {
            if !std::mem::take(&mut is_first) {
                return Err(GaveUp);
            }
            let key = key.to_owned();
            let events = Events { member, wanted, progress: &mut *progress, reader };
            member.read_member(&key, events).unwrap_or(Err(GaveUp))
        })
    }
}

fn read_event<T: EventObject>(
    events: &mut Vec<Event>,
    wanted: Wanted,
    reader: &mut Reader<'_>,
) -> Result<(), GaveUp> {
    let mut event = None;
    Boxed::<T>::read_json(&mut event, reader)?;
    match event {
        Some(event) if event.is_known() => {
            let event = event.into_event();
            if wanted.has(event.kind()) {
                events.push(event);
            }
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
