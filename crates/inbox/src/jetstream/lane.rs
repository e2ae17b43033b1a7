//! The state of a partition, which hands over one item at a time.

use std::time::Duration;

use account_activity::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Claim, Error, Failure, ItemId};

/// The state of a partition.
///
/// It is in a bucket, and changes by compare-and-set. The consumer of the partition only tells when to look at
/// a message: a server that was killed forgets acknowledgements, delays and deadlines of a consumer.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Lane {
    handled: Position,
    /// The fencing number of the last claim.
    fence: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    head: Option<Head>,
}

/// A place in the stream.
///
/// The time is part of it, because a server that lost the end of its stream in a power failure gives the same
/// numbers again. What is stored afterwards was not handled.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub(super) struct Position {
    pub(super) sequence: u64,
    /// When the server stored the message, in nanoseconds since 1970.
    pub(super) stored_at: i64,
}

/// The item that is handled, or that waits for its next attempt.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Head {
    position: Position,
    /// The subject that acknowledges the message.
    pub(super) reply: String,
    pub(super) attempts: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    failures: Vec<StoredFailure>,
    /// The worker that has claimed the item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    holder: Option<String>,
    /// The end of the claim, or the time of the next attempt, in milliseconds.
    ready_at: i64,
    /// When `ready_at` was set. A clock that shows less was set back.
    set_at: i64,
}

/// A failure as it is stored.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct StoredFailure {
    at: i64,
    error: String,
}

/// What to do with a message that the server delivers.
#[derive(Debug)]
pub(super) enum Delivered {
    /// The item was handled before the server forgot the acknowledgement.
    Handled,
    /// The item is claimed, or its next attempt is not due.
    NotDue(Duration),
    /// The caller has claimed the item.
    Claimed { fence: u64, attempts: u32, failures: Vec<Failure> },
}

/// How far the clocks of the machines may differ. A time that was set further ahead was set by a clock that was wrong.
const DIFFERENCE: i64 = 2_000;

/// The most failures that a partition keeps of its item, and the most characters of each.
const FAILURES: usize = 50;
const CHARACTERS: usize = 2_000;

impl Lane {
    /// Claims the item of a message.
    pub(super) fn claim(
        &mut self,
        position: Position,
        reply: &str,
        holder: &str,
        now: Timestamp,
        time: Duration,
    ) -> Delivered {
        if self.has_handled(position) {
            return Delivered::Handled;
        }
        let known = self.head.take().filter(|head| head.position == position);
        let mut head = known.unwrap_or_else(|| Head::new(position));
        if let Some(wait) = head.wait(now) {
            self.head = Some(head);
            return Delivered::NotDue(wait);
        }
        self.fence += 1;
        head.attempts += 1;
        reply.clone_into(&mut head.reply);
        head.holder = Some(holder.to_owned());
        head.set(now, time);
        let (attempts, failures) = (head.attempts, head.failures());
        self.head = Some(head);
        Delivered::Claimed { fence: self.fence, attempts, failures }
    }

    /// Returns how long the partition waits: for the end of a claim, or for the next attempt of its item.
    pub(super) fn wait(&self, now: Timestamp) -> Option<Duration> {
        self.head.as_ref()?.wait(now)
    }

    const fn has_handled(&self, position: Position) -> bool {
        position.sequence <= self.handled.sequence && position.stored_at <= self.handled.stored_at
    }

    /// Returns the sequence number of the last message that was handled.
    pub(super) const fn handled(&self) -> u64 {
        self.handled.sequence
    }

    /// Returns the attempts and failures of an item.
    pub(super) fn history(&self, id: ItemId) -> (u32, Vec<Failure>) {
        let head = self.head.as_ref().filter(|head| head.position.sequence == id.get());
        head.map_or_else(|| (0, Vec::new()), |head| (head.attempts, head.failures()))
    }

    /// Returns the head if a claim still holds.
    pub(super) fn claimed(&mut self, claim: &Claim) -> Result<&mut Head, Error> {
        let (item, fence) = (claim.item.get(), self.fence);
        let holds = |head: &&mut Head| {
            head.position.sequence == item && head.holder.is_some() && fence == claim.fence
        };
        self.head.as_mut().filter(holds).ok_or(Error::ClaimLost { item: claim.item })
    }

    /// Marks the item of a claim as handled, and returns the subject that acknowledges its message.
    pub(super) fn finish(&mut self, claim: &Claim) -> Result<String, Error> {
        let head = self.claimed(claim)?;
        let (position, reply) = (head.position, head.reply.clone());
        self.handled = position;
        self.head = None;
        Ok(reply)
    }

    /// Makes a pending item due, unless it is claimed. It counts its attempts anew. Returns the subject by
    /// which the server delivers the message at once.
    pub(super) fn hasten(&mut self, id: ItemId, now: Timestamp) -> Result<Option<String>, Error> {
        let Some(head) = self.pending_head(id)? else { return Ok(None) };
        head.attempts = 0;
        if head.holder.is_some() {
            return Ok(None);
        }
        head.set(now, Duration::ZERO);
        Ok(Some(head.reply.clone()))
    }

    /// Ends an item that was started, and returns the subject that acknowledges its message. `None` if it was
    /// not started.
    pub(super) fn discard(&mut self, id: ItemId) -> Result<Option<String>, Error> {
        let Some(head) = self.pending_head(id)? else { return Ok(None) };
        let (position, reply) = (head.position, head.reply.clone());
        self.handled = position;
        self.head = None;
        Ok(Some(reply))
    }

    fn pending_head(&mut self, id: ItemId) -> Result<Option<&mut Head>, Error> {
        if id.get() <= self.handled.sequence {
            return Err(Error::NoItem { item: id });
        }
        Ok(self.head.as_mut().filter(|head| head.position.sequence == id.get()))
    }
}

impl Head {
    const fn new(position: Position) -> Self {
        Self {
            position,
            reply: String::new(),
            attempts: 0,
            failures: Vec::new(),
            holder: None,
            ready_at: 0,
            set_at: 0,
        }
    }

    /// Returns how long the item waits: for the end of a claim, or for its next attempt.
    fn wait(&self, now: Timestamp) -> Option<Duration> {
        let now = now.as_millis();
        let wait = u64::try_from(self.ready_at.saturating_sub(now)).ok()?;
        (wait > 0 && self.set_at <= now.saturating_add(DIFFERENCE))
            .then(|| Duration::from_millis(wait))
    }

    fn set(&mut self, now: Timestamp, after: Duration) {
        self.set_at = now.as_millis();
        self.ready_at = (now + after).as_millis();
    }

    /// Extends the claim.
    pub(super) fn renew(&mut self, now: Timestamp, time: Duration) {
        self.set(now, time);
    }

    /// Ends the claim. The item is due after a time.
    pub(super) fn give_back(&mut self, now: Timestamp, after: Duration) {
        self.holder = None;
        self.set(now, after);
    }

    /// Gives the item back without a failure.
    pub(super) fn release(&mut self, now: Timestamp) {
        self.attempts = self.attempts.saturating_sub(1);
        self.give_back(now, Duration::ZERO);
    }

    /// Records a failure. Only the last ones are kept, because values of a bucket have a greatest size.
    pub(super) fn fail(&mut self, now: Timestamp, error: &str) {
        let error = error.chars().take(CHARACTERS).collect();
        self.failures.push(StoredFailure { at: now.as_millis(), error });
        if self.failures.len() > FAILURES {
            self.failures.remove(0);
        }
    }

    fn failures(&self) -> Vec<Failure> {
        self.failures.iter().map(StoredFailure::read).collect()
    }
}

impl StoredFailure {
    pub(super) fn of(failure: &Failure) -> Self {
        Self { at: failure.at.as_millis(), error: failure.error.clone() }
    }

    pub(super) fn read(&self) -> Failure {
        Failure { at: Timestamp::from_millis(self.at), error: self.error.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000);
    const TIME: Duration = Duration::from_secs(30);

    fn position(sequence: u64, stored_at: i64) -> Position {
        Position { sequence, stored_at }
    }

    fn claim(lane: &mut Lane, position: Position) -> Claim {
        match lane.claim(position, "reply", "worker", NOW, TIME) {
            Delivered::Claimed { fence, .. } => {
                Claim { item: ItemId::new(position.sequence), lane: "0".into(), fence }
            }
            other => panic!("{other:?}"),
        }
    }

    /// A server that was killed delivers handled messages again, from an earlier one on.
    #[test]
    fn what_was_handled_is_not_claimed_again() {
        let mut lane = Lane::default();
        for sequence in [3, 7] {
            let claim = claim(&mut lane, position(sequence, sequence.cast_signed() * 10));
            assert_eq!(lane.finish(&claim).unwrap(), "reply");
        }
        for sequence in [1, 3, 7] {
            let again = position(sequence, sequence.cast_signed() * 10);
            let delivered = lane.claim(again, "reply", "worker", NOW, TIME);
            assert!(matches!(delivered, Delivered::Handled), "{delivered:?}");
        }
        claim(&mut lane, position(8, 80));
    }

    /// A server that lost the end of its stream numbers the next messages as the lost ones.
    #[test]
    fn a_message_with_the_number_of_a_lost_one_is_new() {
        let mut lane = Lane::default();
        let first = claim(&mut lane, position(9, 90));
        lane.finish(&first).unwrap();
        let second = claim(&mut lane, position(5, 200));
        lane.finish(&second).unwrap();
        let again = lane.claim(position(5, 200), "reply", "worker", NOW, TIME);
        assert!(matches!(again, Delivered::Handled), "{again:?}");
        claim(&mut lane, position(6, 210));
    }

    #[test]
    fn a_claim_holds_even_if_the_server_forgot_it() {
        let mut lane = Lane::default();
        claim(&mut lane, position(1, 10));
        let late = NOW + Duration::from_secs(10);
        let delivered = lane.claim(position(1, 10), "reply", "other", late, TIME);
        assert!(matches!(delivered, Delivered::NotDue(wait) if wait == Duration::from_secs(20)));
        // The clock of the other machine is behind.
        let early = Timestamp::from_millis(NOW.as_millis() - 1_000);
        let delivered = lane.claim(position(1, 10), "reply", "other", early, TIME);
        assert!(matches!(delivered, Delivered::NotDue(_)), "{delivered:?}");
        // The clock was set back.
        let before = Timestamp::from_millis(1_000);
        let delivered = lane.claim(position(1, 10), "reply", "other", before, TIME);
        assert!(matches!(delivered, Delivered::Claimed { attempts: 2, .. }), "{delivered:?}");
    }

    #[test]
    fn the_last_failures_are_kept() {
        let mut lane = Lane::default();
        for number in 0..60 {
            let claim = claim(&mut lane, position(1, 10));
            let head = lane.claimed(&claim).unwrap();
            head.fail(NOW, &format!("{number} {}", "é".repeat(3_000)));
            head.give_back(NOW, Duration::ZERO);
        }
        let (attempts, failures) = lane.history(ItemId::new(1));
        assert_eq!((attempts, failures.len()), (60, 50));
        assert!(failures[49].error.starts_with("59 "));
        assert!(serde_json::to_vec(&lane).unwrap().len() < 512 * 1024);
    }
}
