//! What people see and change.

use std::time::Duration;

use async_nats::jetstream::message::StreamMessage;
use futures_util::future::try_join_all;
use serde_json::{Value, json};

use super::failing::failed;
use super::lane::Lane;
use super::naming::Naming;
use super::server::read;
use super::{JetStream, message};
use crate::{Claim, Error, Failure, InboxStats, ItemId, Query, Record, State};

impl JetStream {
    /// Publishes a dead letter before its item counts as handled, so that a crash between them loses nothing.
    /// The item can then be a dead letter and pending.
    pub(super) async fn bury(&self, claim: &Claim, error: &str) -> Result<(), Error> {
        let now = self.settings.now();
        let failure = Failure { at: now, error: error.to_owned() };
        let history = self.change_lane(claim, |lane| {
            lane.claimed(claim)?;
            Ok(lane.history(claim.item))
        });
        let (attempts, failures) = history.await?;
        let found = read(self.stream.direct_get(claim.item.get())).await?;
        let message = found.ok_or(Error::ClaimLost { item: claim.item })?;
        let mut record = pending(&message);
        record.attempts = attempts;
        record.failures.extend(failures);
        record.failures.push(failure);
        // The fence tells the letters of two workers apart, of which one has lost its claim.
        let id = format!("{}/{}", claim.item, claim.fence);
        let headers = message::dead_headers(&message.headers, &record, &id);
        let subject = self.naming.dead_subject(record.subscriber, claim.item);
        let sent = self.server.context.publish_with_headers(subject, headers, message.payload);
        let letter = sent.await.map_err(failed)?.await.map_err(failed)?;
        match self.change_lane(claim, |lane| lane.finish(claim)).await {
            Ok(reply) => self.server.acknowledge(reply).await,
            Err(lost @ Error::ClaimLost { .. }) if !letter.duplicate => {
                self.delete(&self.naming.dead_stream(), letter.sequence).await?;
                return Err(lost);
            }
            Err(error) => return Err(error),
        }
        self.announce(claim).await;
        Ok(())
    }

    pub(super) async fn numbers(&self) -> Result<InboxStats, Error> {
        let mut stats = InboxStats::default();
        let mut waiting = Vec::new();
        for (partition, pending, started) in self.consumers().await? {
            stats.pending += pending + started;
            stats.waiting_subscribers += started;
            if pending + started > 0 {
                waiting.push(partition);
            }
        }
        let oldest = waiting.into_iter().map(|partition| async move {
            let handled = self.handled(partition).await?;
            self.next(self.naming.partition_subjects(partition), handled + 1).await
        });
        let oldest = try_join_all(oldest).await?.into_iter().flatten();
        stats.oldest = oldest.map(|message| pending(&message).received_at).min();
        let dead = format!("STREAM.INFO.{}", self.naming.dead_stream());
        let info = self.server.api(dead, &json!({})).await?;
        stats.dead = info.pointer("/state/messages").and_then(Value::as_u64).unwrap_or_default();
        Ok(stats)
    }

    /// Returns the number of messages of each partition that no worker got, and the number of those that one
    /// got and did not acknowledge.
    pub(super) async fn consumers(&self) -> Result<Vec<(u32, u64, u64)>, Error> {
        let mut consumers = Vec::new();
        loop {
            let subject = format!("CONSUMER.LIST.{}", self.naming.stream());
            let mut page = self.server.api(subject, &json!({ "offset": consumers.len() })).await?;
            let Some(Value::Array(found)) = page.get_mut("consumers").map(Value::take) else {
                break;
            };
            let is_last = found.is_empty();
            consumers.extend(found);
            let total = page.get("total").and_then(Value::as_u64).unwrap_or_default();
            if is_last || u64::try_from(consumers.len()).is_ok_and(|number| number >= total) {
                break;
            }
        }
        let number = |consumer: &Value, name: &str| consumer.get(name).and_then(Value::as_u64);
        let read = |consumer: &Value| {
            let name = consumer.get("name")?.as_str()?;
            let partition = name.strip_prefix('p')?.parse().ok()?;
            Some((
                partition,
                number(consumer, "num_pending")?,
                number(consumer, "num_ack_pending")?,
            ))
        };
        Ok(consumers.iter().filter_map(read).collect())
    }

    async fn handled(&self, partition: u32) -> Result<u64, Error> {
        Ok(self.lane(partition).await?.handled())
    }

    pub(super) async fn lane(&self, partition: u32) -> Result<Lane, Error> {
        self.state.read(&Naming::lane(partition)).await
    }

    async fn next(&self, subjects: String, from: u64) -> Result<Option<StreamMessage>, Error> {
        read(self.stream.direct_get_next_for_subject(subjects, Some(from))).await
    }

    pub(super) async fn records(&self, query: &Query) -> Result<Vec<Record>, Error> {
        let mut records = Vec::new();
        if query.state != Some(State::Dead) {
            records.extend(self.pending_records(query).await?);
        }
        if query.state != Some(State::Pending) {
            records.extend(self.dead_records(query).await?);
        }
        records.sort_by_key(|record| record.id);
        records.truncate(query.limit);
        Ok(records)
    }

    /// Merges the partitions, each from its first item that is not handled.
    async fn pending_records(&self, query: &Query) -> Result<Vec<Record>, Error> {
        let partitions = match query.subscriber {
            Some(id) => vec![self.naming.partition(Some(id))],
            None => (0..self.naming.partitions()).collect(),
        };
        let subjects = |partition| match query.subscriber {
            Some(id) => self.naming.subject(Some(id)),
            None => self.naming.partition_subjects(partition),
        };
        let firsts = partitions.into_iter().map(|partition| async move {
            let lane = self.lane(partition).await?;
            let from = lane.handled().max(query.after.get()) + 1;
            let first = self.next(subjects(partition), from).await?;
            Ok::<_, Error>(first.map(|message| (partition, lane, message)))
        });
        let mut heads: Vec<_> = try_join_all(firsts).await?.into_iter().flatten().collect();
        let mut records = Vec::new();
        while records.len() < query.limit {
            let places = heads.iter().enumerate().min_by_key(|(_, (_, _, it))| it.sequence);
            let Some(place) = places.map(|(place, _)| place) else { break };
            let (partition, lane, message) = heads.swap_remove(place);
            let mut record = pending(&message);
            let (attempts, failures) = lane.history(record.id);
            record.attempts = attempts;
            record.failures.extend(failures);
            records.push(record);
            let next = self.next(subjects(partition), message.sequence + 1).await?;
            heads.extend(next.map(|message| (partition, lane, message)));
        }
        Ok(records)
    }

    async fn dead_records(&self, query: &Query) -> Result<Vec<Record>, Error> {
        let mut found: Vec<_> = self.dead_subjects().await?;
        found.retain(|(subscriber, id)| {
            *id > query.after && query.subscriber.is_none_or(|it| Some(it) == *subscriber)
        });
        found.sort_by_key(|(_, id)| *id);
        let mut records = Vec::new();
        for (_, id) in found.into_iter().take(query.limit) {
            records.extend(self.dead_letter_of(id).await?.map(|message| dead(&message, id)));
        }
        Ok(records)
    }

    async fn dead_subjects(
        &self,
    ) -> Result<Vec<(Option<account_activity::UserId>, ItemId)>, Error> {
        let mut subjects = Vec::new();
        loop {
            let subject = format!("STREAM.INFO.{}", self.naming.dead_stream());
            let filter = self.naming.dead_subjects();
            let request = json!({ "subjects_filter": filter, "offset": subjects.len() });
            let info = self.server.api(subject, &request).await?;
            let Some(Value::Object(page)) = info.pointer("/state/subjects") else { break };
            subjects.extend(page.keys().cloned());
            let total = info.get("total").and_then(Value::as_u64).unwrap_or_default();
            if page.is_empty() || u64::try_from(subjects.len()).is_ok_and(|it| it >= total) {
                break;
            }
        }
        Ok(subjects.iter().filter_map(|subject| message::subscriber_and_id(subject)).collect())
    }

    async fn dead_letter_of(&self, id: ItemId) -> Result<Option<StreamMessage>, Error> {
        read(self.dead.direct_get_last_for_subject(self.naming.dead_subject_of(id))).await
    }

    pub(super) async fn make_pending(&self, id: ItemId) -> Result<(), Error> {
        let Some(letter) = self.dead_letter_of(id).await? else { return self.hasten(id).await };
        let (subscriber, _) = message::subscriber_and_id(&letter.subject).unwrap_or((None, id));
        let headers = message::requeued_headers(&letter.headers, id);
        let subject = self.naming.subject(subscriber);
        let sent = self.server.context.publish_with_headers(subject, headers, letter.payload);
        sent.await.map_err(failed)?.await.map_err(failed)?;
        self.remove_dead(id).await?;
        self.notices.announce(self.naming.partition(subscriber)).await;
        Ok(())
    }

    /// Makes a pending item due.
    async fn hasten(&self, id: ItemId) -> Result<(), Error> {
        let partition = self.partition_of(id).await?;
        let now = self.settings.now();
        let change = |lane: &mut Lane| lane.hasten(id, now);
        if let Some(reply) = self.state.change(&Naming::lane(partition), change).await? {
            self.server.again(reply, Duration::ZERO).await;
        }
        self.notices.announce(partition).await;
        Ok(())
    }

    pub(super) async fn remove(&self, id: ItemId) -> Result<(), Error> {
        if self.dead_letter_of(id).await?.is_some() {
            return self.remove_dead(id).await;
        }
        let partition = self.partition_of(id).await?;
        let change = |lane: &mut Lane| lane.discard(id);
        match self.state.change(&Naming::lane(partition), change).await? {
            Some(reply) => self.server.acknowledge(reply).await,
            None => self.delete(&self.naming.stream(), id.get()).await?,
        }
        self.notices.announce(partition).await;
        Ok(())
    }

    async fn partition_of(&self, id: ItemId) -> Result<u32, Error> {
        let message = read(self.stream.direct_get(id.get())).await?;
        let partition = message.and_then(|it| message::partition_and_subscriber(&it.subject).0);
        partition.ok_or(Error::NoItem { item: id })
    }

    async fn remove_dead(&self, id: ItemId) -> Result<(), Error> {
        let subject = format!("STREAM.PURGE.{}", self.naming.dead_stream());
        let filter = json!({ "filter": self.naming.dead_subject_of(id) });
        self.server.api(subject, &filter).await.map(drop)
    }

    async fn delete(&self, stream: &str, sequence: u64) -> Result<(), Error> {
        let subject = format!("STREAM.MSG.DELETE.{stream}");
        self.server.api(subject, &json!({ "seq": sequence })).await.map(drop)
    }
}

fn pending(message: &StreamMessage) -> Record {
    let (_, subscriber) = message::partition_and_subscriber(&message.subject);
    let (id, body) = (ItemId::new(message.sequence), message.payload.clone());
    message::record(id, State::Pending, subscriber, &message.headers, body)
}

fn dead(message: &StreamMessage, id: ItemId) -> Record {
    let subscriber = message::subscriber_and_id(&message.subject).and_then(|(it, _)| it);
    message::record(id, State::Dead, subscriber, &message.headers, message.payload.clone())
}
