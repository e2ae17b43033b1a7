//! Which partitions may have an item that is due.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use account_activity::Timestamp;
use async_nats::{Client, Subscriber};
use futures_util::StreamExt;
use tokio::task::JoinHandle;

use crate::changes::Changes;

/// How often a busy inbox looks at every partition, because notices can be lost.
const SWEEP: Duration = Duration::from_secs(1);

/// The partitions that may have an item that is due: this process or another one stored an item or finished
/// one.
#[derive(Debug)]
pub(super) struct Notices {
    client: Client,
    subject: String,
    known: Arc<Known>,
    listening: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Known {
    state: Mutex<Partitions>,
    changes: Changes,
}

#[derive(Debug, Default)]
struct Partitions {
    /// In the order of the notices: a busy partition comes after the others.
    hinted: VecDeque<u32>,
    /// When the items of partitions that wait are due.
    expected: BTreeMap<u32, Timestamp>,
    swept_at: Option<Instant>,
    next: u32,
}

impl Notices {
    pub(super) async fn start(
        client: Client,
        subject: String,
    ) -> Result<Self, async_nats::SubscribeError> {
        let known: Arc<Known> = Arc::default();
        let subscriber = client.subscribe(subject.clone()).await?;
        let listening = tokio::spawn(listen(subscriber, Arc::clone(&known)));
        Ok(Self { client, subject, known, listening })
    }

    /// Tells every process that a partition may have an item that is due.
    pub(super) async fn announce(&self, partition: u32) {
        self.known.hint(partition);
        let notice = partition.to_string().into();
        // Without the notice, the others find the item within a second.
        drop(self.client.publish(self.subject.clone(), notice).await);
    }

    /// Returns the partitions to look at first, and forgets them.
    pub(super) fn take(&self, now: Timestamp) -> Vec<u32> {
        let mut state = self.known.lock();
        state.hint_expected(now);
        self.known.changes.expect(state.expected.values().min().copied());
        std::mem::take(&mut state.hinted).into()
    }

    /// Makes this process look at a partition again once its item is due.
    pub(super) fn expect(&self, partition: u32, due: Timestamp) {
        let mut state = self.known.lock();
        state.expected.insert(partition, due);
        self.known.changes.expect(state.expected.values().min().copied());
    }

    /// Makes this process look at partitions again.
    pub(super) fn keep(&self, partitions: impl IntoIterator<Item = u32>) {
        let mut state = self.known.lock();
        for partition in partitions {
            state.hint(partition);
        }
    }

    /// Returns `true` if the process has not looked at every partition for a while.
    pub(super) fn is_sweep_due(&self) -> bool {
        self.known.lock().swept_at.is_none_or(|at| at.elapsed() >= SWEEP)
    }

    /// Returns every partition, from another one each time, so that all get their turn.
    pub(super) fn sweep(&self, partitions: u32) -> Vec<u32> {
        let mut state = self.known.lock();
        state.swept_at = Some(Instant::now());
        let first = state.next % partitions;
        state.next = (first + 7) % partitions;
        (first..partitions).chain(0..first).collect()
    }

    /// Returns what wakes the workers of this process.
    pub(super) fn changes(&self) -> &Changes {
        &self.known.changes
    }
}

impl Drop for Notices {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Known {
    fn lock(&self) -> MutexGuard<'_, Partitions> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hint(&self, partition: u32) {
        self.lock().hint(partition);
        self.changes.announce();
    }
}

impl Partitions {
    fn hint(&mut self, partition: u32) {
        if !self.hinted.contains(&partition) {
            self.hinted.push_back(partition);
        }
    }

    /// Hints at the partitions whose items have become due.
    fn hint_expected(&mut self, now: Timestamp) {
        let expected = std::mem::take(&mut self.expected).into_iter();
        let (due, waiting): (BTreeMap<_, _>, _) = expected.partition(|(_, at)| *at <= now);
        self.expected = waiting;
        due.into_keys().for_each(|partition| self.hint(partition));
    }
}

async fn listen(mut subscriber: Subscriber, known: Arc<Known>) {
    while let Some(notice) = subscriber.next().await {
        if let Some(partition) =
            std::str::from_utf8(&notice.payload).ok().and_then(|it| it.parse().ok())
        {
            known.hint(partition);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Otherwise the partitions with the lowest numbers would get every worker.
    #[test]
    fn the_first_notice_comes_first() {
        let known = Known::default();
        for partition in [3, 1, 3, 2] {
            known.hint(partition);
        }
        assert_eq!(known.lock().hinted, [3, 1, 2]);
    }

    #[test]
    fn a_partition_is_hinted_at_once_its_item_is_due() {
        let at = Timestamp::from_millis;
        let mut partitions = Partitions::default();
        partitions.expected.extend([(4, at(10)), (5, at(11)), (6, at(10))]);
        partitions.hint_expected(at(9));
        assert!(partitions.hinted.is_empty());
        partitions.hint_expected(at(10));
        partitions.hint_expected(at(10));
        assert_eq!(partitions.hinted, [4, 6]);
        assert_eq!(partitions.expected, BTreeMap::from([(5, at(11))]));
    }
}
