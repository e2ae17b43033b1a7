//! The read for what the schemas describe: one pass, no look back. It gives up on anything else.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::super::Payload;
use super::super::family::{Family, is_event_key};
use crate::event::Event;
use crate::id::{IdText, UserId};
use crate::model::*;
use crate::text::Text;
use crate::wire::scalar::Boolean;
use crate::wire::{Seed, Wire};

pub(super) fn read(text: &str) -> Option<Payload> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let payload = deserializer.deserialize_map(Envelope).ok()?;
    deserializer.end().ok()?;
    Some(payload)
}

struct Envelope;

impl<'de> Visitor<'de> for Envelope {
    type Value = Payload;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a delivery")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Payload, A::Error> {
        let mut payload = Payload::default();
        let mut seen: Vec<Family> = Vec::new();
        while let Some(key) = map.next_key::<Text>()? {
            let events = &mut payload.events;
            if let Some(family) = Family::of(&key) {
                if seen.contains(&family) {
                    return Err(gave_up());
                }
                seen.push(family);
                read_family(family, &mut map, events)?;
                continue;
            }
            match key.as_str() {
                "for_user_id" => {
                    payload.for_user_id = map.next_value_seed(Seed::<IdText<UserId>>::new())?;
                }
                "user_has_blocked" => {
                    payload.user_has_blocked = map.next_value_seed(Seed::<Boolean>::new())?;
                }
                "is_blocked_by" => {
                    payload.is_blocked_by = map.next_value_seed(Seed::<Boolean>::new())?;
                }
                "users" => payload.users = map.next_value_seed(ById(PhantomData))?,
                "apps" => payload.apps = map.next_value_seed(ById(PhantomData))?,
                "meta" => payload.meta = map.next_value_seed(Seed::<Meta>::new())?,
                key => {
                    let value: &RawValue = map.next_value()?;
                    if is_event_key(key) || value.get().starts_with(['{', '[']) {
                        return Err(gave_up());
                    }
                }
            }
        }
        Ok(payload)
    }
}

/// What is met here only the tolerant read can tell apart.
fn gave_up<E: Error>() -> E {
    E::custom("not strictly what the schemas describe")
}

fn read_family<'de, A: MapAccess<'de>>(
    family: Family,
    map: &mut A,
    events: &mut Vec<Event>,
) -> Result<(), A::Error> {
    match family {
        Family::TweetCreate => map.next_value_seed(Entries::<Tweet>::new(events)),
        Family::TweetDelete => map.next_value_seed(Entries::<TweetDelete>::new(events)),
        Family::Favorite => map.next_value_seed(Entries::<Favorite>::new(events)),
        Family::Follow => map.next_value_seed(Entries::<Follow>::new(events)),
        Family::Block => map.next_value_seed(Entries::<Block>::new(events)),
        Family::Mute => map.next_value_seed(Entries::<Mute>::new(events)),
        Family::DirectMessage => map.next_value_seed(Entries::<DirectMessage>::new(events)),
        Family::DirectMessageTyping => {
            map.next_value_seed(Entries::<DirectMessageTyping>::new(events))
        }
        Family::DirectMessageMarkRead => {
            map.next_value_seed(Entries::<DirectMessageMarkRead>::new(events))
        }
        Family::UserEvent => map.next_value_seed(UserEvent(events)),
        Family::ReplayJobStatus => {
            let status = map.next_value_seed(Seed::<ReplayJobStatus>::new())?;
            events.push(status.ok_or_else(gave_up)?.into());
            Ok(())
        }
    }
}

/// Reads an array of entries onto the events.
struct Entries<'a, T> {
    events: &'a mut Vec<Event>,
    model: PhantomData<T>,
}

impl<'a, T> Entries<'a, T> {
    fn new(events: &'a mut Vec<Event>) -> Self {
        Self { events, model: PhantomData }
    }
}

impl<'de, T: Wire<Value: Into<Event>>> DeserializeSeed<'de> for Entries<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Wire<Value: Into<Event>>> Visitor<'de> for Entries<'_, T> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array of events")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(entry) = seq.next_element_seed(Seed::<T>::new())? {
            match entry.map(Into::into) {
                None | Some(Event::Unknown(_)) => return Err(gave_up()),
                Some(event) => self.events.push(event),
            }
        }
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

struct UserEvent<'a>(&'a mut Vec<Event>);

impl<'de> DeserializeSeed<'de> for UserEvent<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for UserEvent<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object with `revoke`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some(key) = map.next_key::<Text>()? else { return Ok(()) };
        if key != "revoke" {
            return Err(gave_up());
        }
        let revoke = map.next_value_seed(Seed::<Revoke>::new())?;
        self.0.push(revoke.ok_or_else(gave_up)?.into());
        match map.next_key::<IgnoredAny>()? {
            Some(_) => Err(gave_up()),
            None => Ok(()),
        }
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

/// Reads a map of the envelope: `users` or `apps`.
struct ById<I, T>(PhantomData<(I, T)>);

impl<'de, I: FromStr + Ord, T: Wire<Value = T>> DeserializeSeed<'de> for ById<I, T> {
    type Value = BTreeMap<I, T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, I: FromStr + Ord, T: Wire<Value = T>> Visitor<'de> for ById<I, T> {
    type Value = BTreeMap<I, T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object with ids as keys")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = BTreeMap::new();
        while let Some(key) = map.next_key::<Text>()? {
            let id = key.parse().map_err(|_| gave_up::<A::Error>())?;
            match map.next_value_seed(Seed::<T>::new())? {
                Some(member) => members.insert(id, member),
                None => members.remove(&id),
            };
        }
        Ok(members)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(BTreeMap::new())
    }
}
