//! Queues deliveries, holds them back, and runs the workers of each webhook.

use std::sync::Arc;
use std::time::Duration;

use account_activity::WebhookId;

use super::content::Content;
use super::delivery::Delivery;
use super::record::Origin;
use super::sender::Sender;
use crate::clock::{Hold, later};
use crate::fault::Fault;

/// The number of deliveries to one webhook in progress at a time. A webhook that does not respond
/// delays its own deliveries only.
const PARALLEL: usize = 32;

/// The number of queued deliveries at which [`Outbound::room`](super::Outbound::room) starts to
/// wait.
const ROOM: usize = 1_000;

/// The longest time that a delivery is held back if no other delivery follows.
const LONGEST_HOLD_BACK: Duration = Duration::from_secs(60);

impl Sender {
    /// Decides the faults of a delivery and queues it.
    pub(super) fn deliver(self: &Arc<Self>, webhook: WebhookId, content: Content) {
        let faults = self.faults.of_delivery();
        let mut delay = Duration::ZERO;
        for fault in &faults {
            if let Fault::Delay(by) = fault {
                delay = delay.max(*by);
            }
        }
        let content = content.altered(&faults);
        let delivery = Delivery::new(self.next_number(), webhook, Origin::Activity, content);
        let delivery = Delivery { faults, is_kept: false, ..delivery };
        let copy = delivery.has(Fault::Duplicate).then(|| Delivery {
            number: self.next_number(),
            is_kept: true,
            ..delivery.clone()
        });
        let hold_back = delivery.has(Fault::Reorder);
        for delivery in self.swapped(delivery, hold_back).into_iter().chain(copy) {
            if delay.is_zero() {
                self.queue(delivery);
            } else {
                self.queue_at(later(self.clock.now(), delay), delivery);
            }
        }
    }

    pub(super) async fn room(&self) {
        // The channel's sender lives as long as `self`.
        let _ = self.queued.subscribe().wait_for(|queued| *queued < ROOM).await;
    }

    pub(super) fn queue(self: &Arc<Self>, delivery: Delivery) {
        let webhook = delivery.webhook;
        let hold = self.clock.hold();
        self.queued.send_modify(|queued| *queued += 1);
        let needs_worker = self.with(webhook, |state| {
            state.lane.queue.push_back((delivery, hold));
            let needs_worker = state.lane.workers < PARALLEL;
            state.lane.workers += usize::from(needs_worker);
            needs_worker
        });
        if needs_worker {
            self.tasks.spawn(Arc::clone(self).work(webhook));
        }
    }

    async fn work(self: Arc<Self>, webhook: WebhookId) {
        while let Some((delivery, hold)) = self.next(webhook) {
            self.carry_out(delivery).await;
            drop(hold);
        }
    }

    fn next(&self, webhook: WebhookId) -> Option<(Delivery, Hold)> {
        let next = self.with(webhook, |state| {
            let next = state.lane.queue.pop_front();
            state.lane.workers -= usize::from(next.is_none());
            next
        })?;
        self.queued.send_modify(|queued| *queued -= 1);
        Some(next)
    }

    /// Holds a delivery back until the next one. If another delivery is already held back, returns
    /// this one with the other as its follower.
    pub(super) fn swapped(
        self: &Arc<Self>,
        mut delivery: Delivery,
        hold_back: bool,
    ) -> Option<Delivery> {
        let Delivery { number, webhook, .. } = delivery;
        let to_send = self.with(webhook, |state| match state.lane.held_back.take() {
            Some(held) => {
                self.end_waiting();
                delivery.follower = Some(Box::new(held));
                Some(delivery)
            }
            None if hold_back => {
                self.begin_waiting();
                state.lane.held_back = Some(delivery);
                None
            }
            None => Some(delivery),
        });
        if to_send.is_none() {
            self.at(later(self.clock.now(), LONGEST_HOLD_BACK), move |sender| {
                sender.release(webhook, number);
            });
        }
        to_send
    }

    /// Queues the delivery that is held back, if it has this number.
    fn release(self: &Arc<Self>, webhook: WebhookId, number: u64) {
        let held =
            self.with(webhook, |state| state.lane.held_back.take_if(|held| held.number == number));
        if let Some(held) = held {
            self.end_waiting();
            self.queue(held);
        }
    }
}
