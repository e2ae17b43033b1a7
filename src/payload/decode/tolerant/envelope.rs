//! The members that hold no events.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::Decoder;
use crate::model::Meta;
use crate::value::id::{IdText, UserId};
use crate::wire::Wire;
use crate::wire::json::cause::Cause;
use crate::wire::json::member::{Member, last_of_each};
use crate::wire::json::{Failure, GaveUp, place};
use crate::wire::raw::RawJson;
use crate::wire::scalar::Boolean;

/// The keys of these members.
pub(in crate::payload::decode) const KEYS: [&str; 6] =
    ["for_user_id", "user_has_blocked", "is_blocked_by", "users", "apps", "meta"];

impl Decoder<'_> {
    /// Reads a member that holds no events. Of a repeated one, the last value counts.
    pub(super) fn envelope(&mut self, member: &Member<'_>) -> Result<(), GaveUp> {
        let key = member.key.as_ref();
        self.faults.forget(key);
        self.payload.kept.forget(key);
        match key {
            "for_user_id" => {
                self.payload.for_user_id = self.member::<IdText<UserId>>(member, None)?;
            }
            "user_has_blocked" => {
                self.payload.user_has_blocked = self.member::<Boolean>(member, None)?;
            }
            "is_blocked_by" => {
                self.payload.is_blocked_by = self.member::<Boolean>(member, None)?;
            }
            "meta" => self.payload.meta = self.member::<Meta>(member, None)?,
            "users" => self.payload.users = self.parties(member)?,
            "apps" => self.payload.apps = self.parties(member)?,
            _ => {}
        }
        Ok(())
    }

    /// Reads a member of the envelope, or of the map that `map` names.
    fn member<C: Wire>(
        &mut self,
        member: &Member<'_>,
        map: Option<&str>,
    ) -> Result<Option<C::Value>, GaveUp> {
        let mut value = None;
        self.reader.seek(member.start.at);
        match self.reader.attempt(|reader| C::read_json(&mut value, reader))? {
            Ok(()) => {
                let key = map.unwrap_or(&member.key);
                self.take_faults(key, member.start.at, || pointer(map, &member.key));
            }
            Err(failure) => self.keep(member, map, failure),
        }
        Ok(value)
    }

    fn parties<I, T>(&mut self, map: &Member<'_>) -> Result<BTreeMap<I, T>, GaveUp>
    where
        I: FromStr + Ord,
        T: Wire<Value = T>,
    {
        let parties = self.by_id(map)?;
        let part = self.part_from(map.start.at);
        self.parties.push(part);
        Ok(parties)
    }

    fn by_id<I, T>(&mut self, map: &Member<'_>) -> Result<BTreeMap<I, T>, GaveUp>
    where
        I: FromStr + Ord,
        T: Wire<Value = T>,
    {
        let mut by_id = BTreeMap::new();
        let start = self.reader.start();
        match self.reader.peek() {
            Some(b'{') => {}
            _ if self.reader.null()? || self.reader.take_empty(b'[') => return Ok(by_id),
            _ => {
                let expected = "an object with ids as keys";
                let rejected = self.reader.attempt(|reader| reader.reject(start, expected))?;
                if let Err(failure) = rejected {
                    self.keep(map, None, failure);
                }
                return Ok(by_id);
            }
        }
        let key = map.key.as_ref();
        let members = last_of_each(self.reader.find_members()?);
        let end = self.reader.start();
        for member in members {
            if let Ok(id) = member.key.parse() {
                if let Some(value) = self.member::<T>(&member, Some(key))? {
                    by_id.insert(id, value);
                }
            } else {
                self.reader.seek(member.start.at);
                self.reader.skip()?;
                self.keep(&member, Some(key), Failure { at: member.start.at, cause: Cause::Key });
            }
        }
        self.reader.restart(end);
        Ok(by_id)
    }

    /// Keeps a member of the envelope, which was passed, as received, and notes its fault.
    fn keep(&mut self, member: &Member<'_>, map: Option<&str>, failure: Failure) {
        self.reader.mode.note(failure, member.start.at);
        let key = map.unwrap_or(&member.key);
        self.take_faults(key, member.start.at, || pointer(map, &member.key));
        let json = RawJson::part(self.body, self.part_from(member.start.at));
        self.payload.kept.add(map, member.key.as_ref().into(), json);
    }
}

fn pointer(map: Option<&str>, key: &str) -> String {
    let mut pointer = String::new();
    map.into_iter().chain([key]).for_each(|segment| place::push(&mut pointer, segment));
    pointer
}
