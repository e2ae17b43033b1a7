//! The contents of an inbox in memory.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use account_activity::{Timestamp, UserId};

use crate::arrival::Entry;
use crate::pairing::{Arriving, Group};
use crate::{
    Appended, Arrival, Claim, Error, Failure, InboxStats, Item, ItemId, Lease, Mark, Query, Record,
    Settings, State as ItemState,
};

/// How often the inbox removes what is too old.
const SWEEP: Duration = Duration::from_secs(1);

#[derive(Clone, Debug, Default)]
pub(super) struct State {
    last_id: u64,
    pending: BTreeMap<ItemId, Kept>,
    dead: BTreeMap<ItemId, Kept>,
    lanes: BTreeMap<Option<UserId>, Lane>,
    seen: HashMap<String, Timestamp>,
    swept_at: Option<Timestamp>,
    groups: HashMap<String, Group>,
    leases: HashMap<String, Lease>,
    marks: HashMap<String, Mark>,
}

#[derive(Clone, Debug)]
struct Kept {
    record: Record,
    position: Option<u32>,
    died_at: Option<Timestamp>,
}

/// The items of one subscriber.
#[derive(Clone, Debug, Default)]
struct Lane {
    fence: u64,
    claimed: Option<ItemId>,
    /// When the oldest item is due: the end of its claim, or the time of its next attempt.
    ready_at: Option<Timestamp>,
    /// When `ready_at` was set. A clock that shows less was set back.
    set_at: Option<Timestamp>,
}

impl Lane {
    fn set(&mut self, now: Timestamp, after: Duration) {
        self.ready_at = Some(now + after);
        self.set_at = Some(now);
    }

    fn is_ready(&self, now: Timestamp) -> bool {
        self.ready_at.is_none_or(|at| at <= now) || self.set_at.is_some_and(|at| at > now)
    }
}

impl State {
    pub(super) fn append(
        &mut self,
        arrival: &Arrival,
        now: Timestamp,
        settings: &Settings,
    ) -> Result<Appended, Error> {
        self.sweep(now, settings);
        let count = |items: usize| u64::try_from(items).unwrap_or(u64::MAX);
        let most = count(self.pending.len() + arrival.entries.len());
        let Some(limit) = settings.pending_limit().filter(|limit| most > *limit) else {
            return Ok(self.store_new(arrival, now, settings));
        };
        // Duplicates need no room. Which activities are new shows only once they are stored.
        let mut next = self.clone();
        let appended = next.store_new(arrival, now, settings);
        if appended.stored > 0 && count(next.pending.len()) > limit {
            return Err(Error::TooManyPending { limit });
        }
        *self = next;
        Ok(appended)
    }

    fn store_new(&mut self, arrival: &Arrival, now: Timestamp, settings: &Settings) -> Appended {
        let mut appended = Appended::new();
        for entry in &arrival.entries {
            let is_new = self.is_new(entry, now, settings);
            if is_new {
                self.store(entry, arrival);
            }
            appended.count(is_new);
        }
        appended
    }

    fn is_new(&mut self, entry: &Entry, now: Timestamp, settings: &Settings) -> bool {
        let Some(pair) = &entry.pair else {
            let seen_at = self.seen.get(&entry.key);
            let is_new = seen_at.is_none_or(|at| !is_recent(*at, now, settings.deduplication()));
            if is_new {
                self.seen.insert(entry.key.clone(), now);
            }
            return is_new;
        };
        let group = self.groups.entry(pair.key.clone()).or_default();
        let (family, occurred_at) = (pair.family, pair.occurred_at);
        group.add(Arriving { family, key: &entry.key, occurred_at }, settings)
    }

    fn store(&mut self, entry: &Entry, arrival: &Arrival) {
        self.last_id += 1;
        let id = ItemId::new(self.last_id);
        let record = Record {
            id,
            state: ItemState::Pending,
            key: entry.key.clone(),
            kind: entry.kind.to_owned(),
            subscriber: entry.subscriber,
            path: arrival.path.to_string(),
            received_at: arrival.received_at,
            attempts: 0,
            failures: Vec::new(),
            body: arrival.bytes.clone(),
        };
        self.pending.insert(id, Kept { record, position: entry.position, died_at: None });
        self.lanes.entry(entry.subscriber).or_default();
    }

    fn sweep(&mut self, now: Timestamp, settings: &Settings) {
        if self.swept_at.is_some_and(|at| at <= now && is_recent(at, now, SWEEP)) {
            return;
        }
        self.swept_at = Some(now);
        self.seen.retain(|_, at| is_recent(*at, now, settings.deduplication()));
        self.groups.retain(|_, group| group.is_recent(now, settings));
        let time = settings.dead_letters();
        self.dead.retain(|_, kept| kept.died_at.is_none_or(|at| is_recent(at, now, time)));
    }

    fn head(&self, subscriber: Option<UserId>) -> Option<ItemId> {
        let mut pending = self.pending.values();
        pending.find(|kept| kept.record.subscriber == subscriber).map(|kept| kept.record.id)
    }

    /// Returns when the next of the items that wait is due.
    pub(super) fn next_due(&self, now: Timestamp) -> Option<Timestamp> {
        self.lanes.values().filter_map(|lane| lane.ready_at).filter(|at| *at > now).min()
    }

    pub(super) fn claim(&mut self, limit: usize, now: Timestamp, time: Duration) -> Vec<Item> {
        let ready = self.lanes.iter().filter(|(_, lane)| lane.is_ready(now));
        let mut ready: Vec<_> = ready.map(|(name, lane)| (lane.ready_at, *name)).collect();
        ready.sort();
        let heads = ready.iter().filter_map(|(_, name)| Some((*name, self.head(*name)?)));
        let heads: Vec<_> = heads.take(limit).collect();
        heads.into_iter().filter_map(|(name, id)| self.claim_head(name, id, now, time)).collect()
    }

    fn claim_head(
        &mut self,
        name: Option<UserId>,
        id: ItemId,
        now: Timestamp,
        time: Duration,
    ) -> Option<Item> {
        let (lane, kept) = (self.lanes.get_mut(&name)?, self.pending.get_mut(&id)?);
        lane.fence += 1;
        lane.claimed = Some(id);
        lane.set(now, time);
        kept.record.attempts += 1;
        let claim = Claim { item: id, lane: lane_name(name), fence: lane.fence };
        Some(Item::of(&kept.record, claim, kept.position))
    }

    /// Returns the lane of a claim that still holds.
    fn claimed(&mut self, claim: &Claim) -> Result<(&mut Lane, &mut Kept), Error> {
        let lost = || Error::ClaimLost { item: claim.item };
        let kept = self.pending.get_mut(&claim.item).ok_or_else(lost)?;
        let lane = self.lanes.get_mut(&kept.record.subscriber).ok_or_else(lost)?;
        if lane.claimed == Some(claim.item) && lane.fence == claim.fence {
            Ok((lane, kept))
        } else {
            Err(lost())
        }
    }

    pub(super) fn renew(
        &mut self,
        claim: &Claim,
        now: Timestamp,
        time: Duration,
    ) -> Result<(), Error> {
        self.claimed(claim)?.0.set(now, time);
        Ok(())
    }

    fn end(&mut self, claim: &Claim, now: Timestamp, after: Duration) -> Result<&mut Kept, Error> {
        let (lane, kept) = self.claimed(claim)?;
        lane.claimed = None;
        lane.set(now, after);
        Ok(kept)
    }

    pub(super) fn acknowledge(&mut self, claim: &Claim, now: Timestamp) -> Result<(), Error> {
        self.end(claim, now, Duration::ZERO)?;
        self.pending.remove(&claim.item);
        Ok(())
    }

    pub(super) fn retry(
        &mut self,
        claim: &Claim,
        now: Timestamp,
        after: Duration,
        error: &str,
    ) -> Result<(), Error> {
        let kept = self.end(claim, now, after)?;
        kept.record.failures.push(Failure { at: now, error: error.to_owned() });
        Ok(())
    }

    pub(super) fn dead_letter(
        &mut self,
        claim: &Claim,
        now: Timestamp,
        error: &str,
    ) -> Result<(), Error> {
        let kept = self.end(claim, now, Duration::ZERO)?;
        kept.record.failures.push(Failure { at: now, error: error.to_owned() });
        kept.record.state = ItemState::Dead;
        kept.died_at = Some(now);
        self.dead.extend(self.pending.remove_entry(&claim.item));
        Ok(())
    }

    pub(super) fn release(&mut self, claim: &Claim, now: Timestamp) -> Result<(), Error> {
        self.end(claim, now, Duration::ZERO)?.record.attempts -= 1;
        Ok(())
    }

    pub(super) fn stats(&self, now: Timestamp) -> InboxStats {
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let waiting = self.lanes.iter();
        let waiting =
            waiting.filter(|(name, lane)| !lane.is_ready(now) && self.head(**name).is_some());
        InboxStats {
            pending: count(self.pending.len()),
            waiting_subscribers: count(waiting.count()),
            oldest: self.pending.values().map(|kept| kept.record.received_at).min(),
            dead: count(self.dead.len()),
        }
    }

    pub(super) fn list(&self, query: &Query) -> Vec<Record> {
        let records = self.pending.values().chain(self.dead.values()).map(|kept| &kept.record);
        let mut selected: Vec<_> = records.filter(|record| query.selects(record)).collect();
        selected.sort_by_key(|record| record.id);
        selected.into_iter().take(query.limit).cloned().collect()
    }

    pub(super) fn requeue(&mut self, id: ItemId, now: Timestamp) -> Result<(), Error> {
        self.pending.extend(self.dead.remove_entry(&id));
        let kept = self.pending.get_mut(&id).ok_or(Error::NoItem { item: id })?;
        kept.record.state = ItemState::Pending;
        kept.record.attempts = 0;
        kept.died_at = None;
        if let Some(lane) =
            self.lanes.get_mut(&kept.record.subscriber).filter(|it| it.claimed.is_none())
        {
            lane.set(now, Duration::ZERO);
        }
        Ok(())
    }

    pub(super) fn discard(&mut self, id: ItemId, now: Timestamp) -> Result<(), Error> {
        if self.dead.remove(&id).is_some() {
            return Ok(());
        }
        let kept = self.pending.get(&id).ok_or(Error::NoItem { item: id })?;
        let subscriber = kept.record.subscriber;
        let head = self.head(subscriber);
        self.pending.remove(&id);
        // The items behind it wait for it.
        let lane = self.lanes.get_mut(&subscriber);
        if let Some(lane) = lane.filter(|lane| lane.claimed.or(head) == Some(id)) {
            lane.claimed = None;
            lane.set(now, Duration::ZERO);
        }
        Ok(())
    }

    pub(super) fn lease(
        &mut self,
        name: &str,
        holder: &str,
        now: Timestamp,
        time: Duration,
    ) -> Option<Lease> {
        let fence = match self.leases.get(name) {
            Some(lease) if lease.holder == holder => lease.fence,
            Some(lease) if lease.until > now => return None,
            Some(lease) => lease.fence + 1,
            None => 1,
        };
        let lease = Lease::new(name, holder, fence, now + time);
        self.leases.insert(name.to_owned(), lease.clone());
        Some(lease)
    }

    pub(super) fn end_lease(&mut self, lease: &Lease, now: Timestamp) {
        if let Some(kept) = self.leases.get_mut(&lease.name).filter(|it| it.fence == lease.fence) {
            kept.holder.clear();
            kept.until = now;
        }
    }

    pub(super) fn mark(&self, name: &str) -> Option<Mark> {
        self.marks.get(name).cloned()
    }

    pub(super) fn set_mark(
        &mut self,
        name: &str,
        version: Option<u64>,
        value: &[u8],
    ) -> Result<Mark, Error> {
        let found = self.marks.get(name).map(|mark| mark.version);
        if found != version {
            return Err(Error::MarkChanged { name: name.to_owned() });
        }
        let mark = Mark::new(found.unwrap_or(0) + 1, value.to_owned());
        self.marks.insert(name.to_owned(), mark.clone());
        Ok(mark)
    }
}

/// Returns `true` if a time is not longer ago than this, or if the clock was set back since.
fn is_recent(at: Timestamp, now: Timestamp, time: Duration) -> bool {
    now.duration_since(at).is_none_or(|age| age <= time)
}

fn lane_name(subscriber: Option<UserId>) -> Box<str> {
    subscriber.map_or_else(|| "_".into(), |id| id.to_string().into())
}
