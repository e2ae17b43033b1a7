//! The way to one webhook.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use account_activity::WebhookId;

use super::{Delivery, Sender};
use crate::Hold;
use crate::clock::later;

/// How many deliveries are under way to one webhook at a time. A webhook that does not answer
/// holds up its own deliveries only.
const PARALLEL: usize = 32;

/// Up to how many queued deliveries there is room for more.
const ROOM: usize = 1_000;

/// How long a delivery that is to come after the next one waits for it.
const LONGEST_HOLD_BACK: Duration = Duration::from_secs(60);

#[derive(Default)]
pub(super) struct Lane {
    queue: VecDeque<(Delivery, Hold)>,
    workers: usize,
    /// Comes after the next delivery.
    held_back: Option<Delivery>,
}

impl Sender {
    pub(super) async fn room(&self) {
        // The sender of the channel lives as long as `self`.
        let _ = self.queued.subscribe().wait_for(|queued| *queued < ROOM).await;
    }

    pub(crate) fn queue(self: &Arc<Self>, delivery: Delivery) {
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

    /// Holds a delivery back until the next one, unless it is the one that another waits for: then
    /// it is given back, followed by that.
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

    /// Queues the delivery that is held back, if it is this one.
    fn release(self: &Arc<Self>, webhook: WebhookId, number: u64) {
        let held =
            self.with(webhook, |state| state.lane.held_back.take_if(|held| held.number == number));
        if let Some(held) = held {
            self.end_waiting();
            self.queue(held);
        }
    }
}
