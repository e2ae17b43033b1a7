//! What the events of the X Activity API would cost.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::hash::{Hash, Hasher};
use std::ops::RangeInclusive;

use account_activity::Timestamp;
use account_activity::xaa::EventKind;
use serde_json::Value;
use siphasher::sip::SipHasher13;

use crate::world::ActivityNotice;

/// The milliseconds of a day.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// The number of resources that are remembered as charged.
const REMEMBERED: usize = 100_000;

/// The events of one UTC day that the X Activity API delivered.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct DailyUsage {
    /// The start of the day.
    pub day: Timestamp,
    /// The events of each kind, by name.
    pub kinds: Vec<KindUsage>,
}

/// The events of one kind of one UTC day.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct KindUsage {
    /// The kind.
    pub kind: EventKind,
    /// The number of deliveries to subscriptions, without retries and Replay. One to a webhook and to
    /// the stream counts once.
    pub deliveries: u64,
    /// The number of charges. X charges a resource once a day: a post of several kinds of events, or
    /// an event for several subscriptions. The newest 100,000 resources of a day are remembered: one
    /// that is delivered again after as many others is counted again.
    pub charges: u64,
}

impl KindUsage {
    /// Returns the least and the greatest cost, in thousandths of a US dollar. They differ where X's
    /// texts disagree. `None` if [X's price list](https://docs.x.com/x-api/getting-started/pricing)
    /// does not have the kind.
    #[must_use]
    pub fn cost(&self) -> Option<RangeInclusive<u64>> {
        let price = self.kind.price()?;
        let [min, max] = [price.min, price.max].map(u64::from);
        Some(self.charges.saturating_mul(min)..=self.charges.saturating_mul(max))
    }
}

impl DailyUsage {
    /// Returns the least and the greatest cost of the day, in thousandths of a US dollar, without the
    /// kinds that have no price.
    #[must_use]
    pub fn cost(&self) -> RangeInclusive<u64> {
        let costs = self.kinds.iter().filter_map(KindUsage::cost);
        costs.fold(0..=0, |sum, it| sum.start() + it.start()..=sum.end() + it.end())
    }
}

/// The deliveries of each day and kind.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    days: BTreeMap<i64, BTreeMap<EventKind, Counts>>,
    /// The day of the charged resources.
    today: i64,
    charged: Charged,
}

/// Hashes of the resources that were charged today.
#[derive(Debug, Default)]
struct Charged {
    hashes: HashSet<u64>,
    /// The same, oldest first.
    order: VecDeque<u64>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    deliveries: u64,
    charges: u64,
}

impl Usage {
    /// Counts a delivery.
    pub(crate) fn count(&mut self, notice: &ActivityNotice, now: Timestamp) {
        let day = now.as_millis().div_euclid(DAY);
        if day != self.today {
            self.charged = Charged::default();
            self.today = day;
        }
        let counts = self.days.entry(day).or_default().entry(notice.kind.clone()).or_default();
        counts.deliveries += 1;
        counts.charges += u64::from(self.charged.add(resource(notice)));
    }

    /// Returns the days with deliveries, the first one first.
    pub(crate) fn days(&self) -> Vec<DailyUsage> {
        let days = self.days.iter().map(|(day, kinds)| {
            let kinds = kinds.iter().map(|(kind, Counts { deliveries, charges })| KindUsage {
                kind: kind.clone(),
                deliveries: *deliveries,
                charges: *charges,
            });
            let mut kinds: Vec<_> = kinds.collect();
            kinds.sort_by_cached_key(|usage| usage.kind.to_string());
            DailyUsage { day: Timestamp::from_millis(day.saturating_mul(DAY)), kinds }
        });
        days.collect()
    }
}

impl Charged {
    /// Remembers a resource. Returns whether it is new.
    fn add(&mut self, resource: u64) -> bool {
        if !self.hashes.insert(resource) {
            return false;
        }
        self.order.push_back(resource);
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.hashes.remove(&oldest);
        }
        true
    }
}

/// Returns a hash of what is charged once a day: the post of the kinds of posts, the event of others.
fn resource(notice: &ActivityNotice) -> u64 {
    let mut hasher = SipHasher13::new();
    match notice.kind {
        EventKind::PostCreate
        | EventKind::PostDelete
        | EventKind::PostMentionCreate
        | EventKind::PostReplyCreate
        | EventKind::PostQuoteCreate
        | EventKind::PostRepostCreate => {
            "post".hash(&mut hasher);
            notice.payload.get("id").and_then(Value::as_str).hash(&mut hasher);
        }
        ref kind => (kind, &notice.event_uuid).hash(&mut hasher),
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_resources_of_a_day_are_bounded() {
        let mut charged = Charged::default();
        let newest = 3 * REMEMBERED as u64;
        for resource in 0..newest {
            assert!(charged.add(resource));
        }
        assert_eq!((charged.hashes.len(), charged.order.len()), (REMEMBERED, REMEMBERED));
        assert!(!charged.add(newest - 1) && !charged.add(newest - REMEMBERED as u64));
        assert!(charged.add(0));
    }
}
