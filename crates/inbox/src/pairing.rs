//! Pairs of activities that both APIs deliver, and that have no common key.
//!
//! A follow, mute or block of the X Activity API has no id and no time. So the inbox compares who did
//! what to whom, and when the activities arrived. Equal activities of one pair key are a [`Group`].

use std::time::Duration;

use account_activity::{Family, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Settings;

/// X's clock and this machine's may differ by as much.
const TOLERANCE: Duration = Duration::from_secs(5);

/// The activities with one pair key that arrived lately, in the order of arrival.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Group(Vec<Member>);

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Member {
    family: Side,
    key: String,
    #[serde(rename = "at")]
    arrived_at: i64,
    #[serde(rename = "time", default, skip_serializing_if = "Option::is_none")]
    occurred_at: Option<i64>,
    /// The activity was handed over, and not dropped as a duplicate.
    #[serde(rename = "new")]
    is_new: bool,
    /// The key of the same activity in the other family.
    #[serde(rename = "pair", default, skip_serializing_if = "Option::is_none")]
    partner: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Side {
    AccountActivity,
    XActivity,
}

impl Side {
    const fn of(family: Family) -> Self {
        match family {
            Family::XActivity => Self::XActivity,
            _ => Self::AccountActivity,
        }
    }
}

/// An activity that arrives now, by the clock of the inbox.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arriving<'a> {
    pub(crate) family: Family,
    pub(crate) key: &'a str,
    pub(crate) occurred_at: Option<Timestamp>,
}

impl Group {
    /// Adds an activity, and returns `true` if it is new: neither a retry nor the other family's copy of
    /// one that was handed over.
    pub(crate) fn add(&mut self, arriving: Arriving<'_>, settings: &Settings) -> bool {
        let mut member = Member::new(arriving, settings.now());
        self.forget(member.arrived_at, settings.deduplication());
        let same_key = |other: &&mut Member| other.key == member.key;
        if self.0.iter_mut().filter(same_key).any(|other| other.family == member.family) {
            return false;
        }
        if let Some(twin) = self.0.iter_mut().find(same_key) {
            // Both families have the same key, so the pairs by order were guesses.
            let (guess, was_new) = (twin.partner.replace(member.key.clone()), twin.is_new);
            member.partner = Some(member.key.clone());
            member.is_new = !was_new;
            self.part(guess, &member.key);
        } else if let Some(other) =
            self.0.iter_mut().find(|other| other.pairs_with(&member, settings.window()))
        {
            other.partner = Some(member.key.clone());
            member.partner = Some(other.key.clone());
            member.is_new = false;
        }
        let is_new = member.is_new;
        self.0.push(member);
        is_new
    }

    /// Returns the key of the activity that is handed over for one that was [added](Self::add): its own, or
    /// the key of the other family's copy. `None` if that one is forgotten.
    #[cfg(feature = "nats")]
    pub(crate) fn handed_over_as(&self, family: Family, key: &str) -> Option<&str> {
        let side = Side::of(family);
        let member = self.0.iter().find(|it| it.family == side && it.key == key)?;
        let partner = if member.is_new { Some(&member.key) } else { member.partner.as_ref() };
        self.0.iter().find(|it| it.is_new && Some(&it.key) == partner).map(|it| &*it.key)
    }

    /// Returns `true` if an activity is left that an arrival can be compared with.
    pub(crate) fn is_recent(&self, now: Timestamp, settings: &Settings) -> bool {
        let limit = millis(settings.deduplication());
        let age = |member: &Member| now.as_millis().saturating_sub(member.arrived_at);
        self.0.iter().any(|member| u64::try_from(age(member)).unwrap_or(0) <= limit)
    }

    /// Undoes a pair that turned out to be wrong: the other member waits for its own partner again.
    fn part(&mut self, guess: Option<String>, key: &str) {
        let Some(guess) = guess.filter(|guess| guess != key) else { return };
        for member in self.0.iter_mut().filter(|member| member.key == guess) {
            if member.partner.as_deref() == Some(key) {
                member.partner = None;
            }
        }
    }

    fn forget(&mut self, now: i64, deduplication: Duration) {
        let limit = i64::try_from(deduplication.as_millis()).unwrap_or(i64::MAX);
        self.0.retain(|member| now.saturating_sub(member.arrived_at) <= limit);
    }
}

impl Member {
    fn new(arriving: Arriving<'_>, now: Timestamp) -> Self {
        Self {
            family: Side::of(arriving.family),
            key: arriving.key.to_owned(),
            arrived_at: now.as_millis(),
            occurred_at: arriving.occurred_at.map(Timestamp::as_millis),
            is_new: true,
            partner: None,
        }
    }

    /// Returns `true` if this earlier activity, which was handed over, and a later one of the other family
    /// can be the same.
    fn pairs_with(&self, later: &Self, window: Duration) -> bool {
        let is_free = self.is_new && self.partner.is_none() && self.family != later.family;
        is_free
            && self.arrived_at.abs_diff(later.arrived_at) <= millis(window)
            && !self.arrived_before(later)
            && !later.arrived_before(self)
            && match (self.occurred_at, later.occurred_at) {
                (Some(time), Some(other)) => time.abs_diff(other) <= millis(TOLERANCE),
                _ => true,
            }
    }

    /// Returns `true` if this activity arrived before the other one occurred.
    fn arrived_before(&self, other: &Self) -> bool {
        let tolerance = i64::try_from(TOLERANCE.as_millis()).unwrap_or(i64::MAX);
        other.occurred_at.is_some_and(|time| self.arrived_at < time.saturating_sub(tolerance))
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
