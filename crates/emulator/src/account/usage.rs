//! The cost of the events of the X Activity API.

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

/// The price of a like that is read by API, in thousandths of a US dollar.
const PRICE_OF_A_READ_LIKE: u32 = 1;

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
    /// The number of deliveries to subscriptions, without retries, Replay, and those to an invalid
    /// webhook. One to a webhook and to the stream counts once.
    pub deliveries: u64,
    /// The number of charges. X charges a resource once a day: a post of several kinds of events, or
    /// an event for several subscriptions. The newest 100,000 resources of a day are remembered: one
    /// that is delivered again after as many others is counted again.
    pub charges: u64,
}

impl KindUsage {
    /// Returns whether [X's price list](https://docs.x.com/x-api/getting-started/pricing) has the kind.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        self.kind.price().is_some()
    }

    /// Returns the least and the greatest cost, in thousandths of a US dollar. They differ where X's
    /// texts disagree, and for kinds that its price list does not have. Of these, a post costs as much
    /// as one of `post.create`, a like at most what the list has for reading one, and another event at
    /// most the greatest price of the list.
    #[must_use]
    pub fn cost(&self) -> RangeInclusive<u64> {
        let price = price(&self.kind);
        let [min, max] = [price.start(), price.end()].map(|each| u64::from(*each));
        self.charges.saturating_mul(min)..=self.charges.saturating_mul(max)
    }
}

/// Returns the least and the greatest price of an event.
fn price(kind: &EventKind) -> RangeInclusive<u32> {
    let listed = |kind: &EventKind| kind.price().map(|price| price.min..=price.max);
    listed(kind).unwrap_or_else(|| match kind {
        kind if is_of_posts(kind) => listed(&EventKind::PostCreate).unwrap_or(0..=0),
        EventKind::LikeCreate => 0..=PRICE_OF_A_READ_LIKE,
        _ => 0..=EventKind::ALL.iter().filter_map(listed).map(|it| *it.end()).max().unwrap_or(0),
    })
}

impl DailyUsage {
    /// Returns the least and the greatest cost of the day, in thousandths of a US dollar.
    #[must_use]
    pub fn cost(&self) -> RangeInclusive<u64> {
        let costs = self.kinds.iter().map(KindUsage::cost);
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

/// Returns a hash of the charged resource: the post for the kinds of posts, the event for others.
fn resource(notice: &ActivityNotice) -> u64 {
    let post = || notice.payload.get("id").and_then(Value::as_str);
    let mut hasher = SipHasher13::new();
    match (&notice.kind, post()) {
        (kind, Some(post)) if is_of_posts(kind) => ("post", post).hash(&mut hasher),
        (kind, _) => (kind, &notice.event_uuid).hash(&mut hasher),
    }
    hasher.finish()
}

const fn is_of_posts(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::PostCreate
            | EventKind::PostDelete
            | EventKind::PostMentionCreate
            | EventKind::PostReplyCreate
            | EventKind::PostQuoteCreate
            | EventKind::PostRepostCreate
    )
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
