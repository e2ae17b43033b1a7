//! Claims items.

use std::time::Duration;

use futures_util::future::join_all;

use super::lane::{Delivered, Lane};
use super::naming::Naming;
use super::server::Delivery;
use super::{JetStream, message};
use crate::{Claim, Error, Item, ItemId, State};

/// Who claims, and for how long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claiming<'a> {
    pub(super) holder: &'a str,
    pub(super) limit: usize,
    pub(super) time: Duration,
}

impl JetStream {
    pub(super) async fn claim_items(&self, claiming: Claiming<'_>) -> Result<Vec<Item>, Error> {
        let mut items = Vec::new();
        match self.claim_into(&mut items, claiming).await {
            // What is claimed must reach its worker.
            Err(error) if items.is_empty() => Err(error),
            _ => Ok(items),
        }
    }

    async fn claim_into(&self, items: &mut Vec<Item>, claiming: Claiming<'_>) -> Result<(), Error> {
        self.claim_from(self.notices.take(self.settings.now()), items, claiming).await?;
        if items.is_empty() || self.notices.is_sweep_due() {
            let all = self.notices.sweep(self.naming.partitions());
            self.claim_from(all, items, claiming).await?;
        }
        Ok(())
    }

    /// Claims the first items of partitions, in their order.
    async fn claim_from(
        &self,
        partitions: Vec<u32>,
        items: &mut Vec<Item>,
        claiming: Claiming<'_>,
    ) -> Result<(), Error> {
        let mut rest = partitions.into_iter();
        let mut width = claiming.limit.saturating_sub(items.len());
        while items.len() < claiming.limit {
            let batch: Vec<u32> = rest.by_ref().take(width).collect();
            if batch.is_empty() {
                break;
            }
            let mut found = Vec::new();
            let pulls = join_all(batch.iter().map(|partition| self.pull(*partition))).await;
            for (partition, pulled) in batch.into_iter().zip(pulls) {
                found.extend(pulled?.map(|delivery| (partition, delivery)));
            }
            let spare = found.split_off(found.len().min(claiming.limit - items.len()));
            let claims =
                found.into_iter().map(|(partition, it)| self.claim_head(partition, it, claiming));
            let (claimed, failed): (Vec<_>, Vec<_>) =
                join_all(claims).await.into_iter().partition(Result::is_ok);
            items.extend(claimed.into_iter().flatten().flatten());
            self.notices.keep(spare.iter().map(|(partition, _)| *partition));
            let back = spare.into_iter().map(|(_, it)| self.server.again(it.reply, Duration::ZERO));
            join_all(back).await;
            if let Some(Err(error)) = failed.into_iter().next() {
                return Err(error);
            }
            // Few items are due: look at more partitions at once.
            width = width.saturating_mul(2);
        }
        self.notices.keep(rest);
        Ok(())
    }

    /// Gets the first message of a partition, if it is due.
    async fn pull(&self, partition: u32) -> Result<Option<Delivery>, Error> {
        let now = self.settings.now();
        if let Some(wait) = self.lane(partition).await?.wait(now) {
            self.notices.expect(partition, now + wait);
            return Ok(None);
        }
        self.server.pull(&self.naming.stream(), &Naming::consumer(partition)).await
    }

    /// Claims the item of a message, or of a later one, if the items before were handled.
    async fn claim_head(
        &self,
        partition: u32,
        delivery: Delivery,
        claiming: Claiming<'_>,
    ) -> Result<Option<Item>, Error> {
        let mut next = Some(delivery);
        while let Some(Delivery { message, position, reply }) = next {
            let now = self.settings.now();
            let claim = |lane: &mut Lane| {
                Ok(lane.claim(position, &reply, claiming.holder, now, claiming.time))
            };
            match self.state.change(&Naming::lane(partition), claim).await? {
                Delivered::Claimed { fence, attempts, failures } => {
                    let id = ItemId::new(position.sequence);
                    let claim = Claim { item: id, lane: partition.to_string().into(), fence };
                    let (_, subscriber) = message::partition_and_subscriber(&message.subject);
                    let headers = message.headers.unwrap_or_default();
                    let state = State::Pending;
                    let mut record =
                        message::record(id, state, subscriber, &headers, message.payload);
                    record.attempts = attempts;
                    record.failures.extend(failures);
                    return Ok(Some(Item::of(&record, claim, message::position(&headers))));
                }
                Delivered::NotDue(wait) => {
                    self.notices.expect(partition, now + wait);
                    self.server.again(reply, wait).await;
                    return Ok(None);
                }
                Delivered::Handled => {
                    self.server.acknowledge(reply).await;
                    next = self.pull(partition).await?;
                }
            }
        }
        Ok(None)
    }

    /// Changes the partition of a claim.
    pub(super) async fn change_lane<T>(
        &self,
        claim: &Claim,
        change: impl FnMut(&mut Lane) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.state.change(&format!("lane.{}", claim.lane), change).await
    }

    /// Tells the workers that a claim's partition may have an item that is due.
    pub(super) async fn announce(&self, claim: &Claim) {
        if let Ok(partition) = claim.lane.parse() {
            self.notices.announce(partition).await;
        }
    }
}
