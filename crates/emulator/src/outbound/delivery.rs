//! Deliveries and their attempts.

use std::sync::Arc;
use std::time::Duration;

use account_activity::receiver::Secrets;
use account_activity::{Event, EventKind, Payload, Timestamp, UserId, WebhookId};
use bytes::Bytes;
use http::{HeaderMap, Method, Uri};

use super::history::Attempted;
use super::record::millis;
use super::{DeliveryRecord, NotSent, Origin, Outcome, Sender, Target};
use crate::Fault;
use crate::clock::later;
use crate::fault::{corrupted, with_future_fields, with_unknown_kind};

/// What is to arrive at a webhook.
#[derive(Clone)]
pub(crate) struct Delivery {
    pub(crate) number: u64,
    pub(crate) webhook: WebhookId,
    pub(crate) for_user: Option<UserId>,
    pub(crate) origin: Origin,
    pub(crate) kinds: Arc<[EventKind]>,
    pub(crate) body: Bytes,
    /// The one that is under way or comes next, from 1.
    pub(crate) attempt: u32,
    pub(crate) faults: Vec<Fault>,
    /// Whether Replay has it.
    pub(crate) is_kept: bool,
    /// Queued after the first attempt.
    pub(crate) follower: Option<Box<Delivery>>,
}

/// What came of an attempt.
pub(crate) struct Attempt {
    at: Timestamp,
    headers: Vec<String>,
    body: Bytes,
    pub(crate) outcome: Outcome,
    status: Option<u16>,
    latency: Duration,
    /// How long to wait before the next.
    retry_after: Option<Duration>,
}

impl Delivery {
    /// Whether it has a fault, in this attempt.
    fn has(&self, fault: Fault) -> bool {
        self.attempt == 1 && self.faults.contains(&fault)
    }
}

impl Sender {
    /// Decides the faults of a delivery and queues it.
    pub(super) fn deliver(self: &Arc<Self>, webhook: WebhookId, payload: &Payload) {
        let faults = self.faults.of_delivery();
        let (body, kinds) = content(payload, &faults);
        let mut delay = Duration::ZERO;
        for fault in &faults {
            if let Fault::Delay(by) = fault {
                delay = delay.max(*by);
            }
        }
        let delivery = Delivery {
            number: self.next_number(),
            webhook,
            for_user: payload.for_user_id(),
            origin: Origin::Activity,
            kinds,
            body,
            attempt: 1,
            faults,
            is_kept: false,
            follower: None,
        };
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

    /// Attempts a delivery, and sees to what follows from it.
    pub(super) async fn carry_out(self: &Arc<Self>, mut delivery: Delivery) {
        let attempt = self.attempt(&mut delivery).await;
        let next = attempt.retry_after.map(|wait| later(self.clock.now(), wait));
        self.record(&delivery, attempt, next);
        if let Some(follower) = delivery.follower.take() {
            self.queue(*follower);
        }
        if let Some(next) = next {
            delivery.attempt += 1;
            self.queue_at(next, delivery);
        }
    }

    /// Sends a delivery, if it is to be sent.
    pub(crate) async fn attempt(&self, delivery: &mut Delivery) -> Attempt {
        let at = self.clock.now();
        let target = match self.addressee(delivery) {
            Ok(target) => target,
            Err(reason) => return Attempt::not_sent(at, delivery, reason, None),
        };
        let retry_after = retry_after(delivery, &target);
        if self.faults.outage(at).is_some() {
            return Attempt::not_sent(at, delivery, NotSent::Outage, retry_after);
        }
        self.keep(delivery, at, &target);
        if delivery.has(Fault::Drop) {
            return Attempt::not_sent(at, delivery, NotSent::Dropped, None);
        }
        let (headers, body) = signed(delivery, &target.secrets);
        let names = headers.keys().map(ToString::to_string).collect();
        let deadline = target.answer_deadline;
        let answer = self
            .transport
            .send(Method::POST, target.url, headers, Some(body.clone()), deadline)
            .await;
        let mut attempt = Attempt {
            at,
            headers: names,
            body,
            outcome: Outcome::Delivered,
            status: answer.status,
            latency: answer.latency,
            retry_after: None,
        };
        if let Err(failure) = answer.body {
            if failure.invalidates_on_delivery(target.tier) {
                self.tell(|webhooks| webhooks.invalidate(delivery.webhook, &failure));
            } else {
                attempt.retry_after = retry_after;
            }
            attempt.outcome = Outcome::Failed(failure);
        }
        attempt
    }

    fn addressee(&self, delivery: &Delivery) -> Result<Target, NotSent> {
        let webhooks = self.webhooks.upgrade().ok_or(NotSent::WebhookInvalid)?;
        let target = webhooks.target(delivery.webhook).ok_or(NotSent::WebhookInvalid)?;
        let is_again = delivery.attempt > 1 || matches!(delivery.origin, Origin::Replay(_));
        let is_for = |user| webhooks.is_subscribed(delivery.webhook, user);
        if is_again && !delivery.for_user.is_none_or(is_for) {
            return Err(NotSent::Unsubscribed);
        }
        Ok(target)
    }

    /// Keeps for Replay what is attempted for the first time.
    fn keep(&self, delivery: &mut Delivery, at: Timestamp, target: &Target) {
        let is_new = delivery.origin == Origin::Activity && !delivery.is_kept;
        let Some(reach) = target.tier.replay_reach().filter(|_| is_new) else { return };
        delivery.is_kept = true;
        let attempted = Attempted {
            at,
            number: delivery.number,
            for_user: delivery.for_user,
            kinds: Arc::clone(&delivery.kinds),
            body: delivery.body.clone(),
        };
        self.with(delivery.webhook, |state| {
            state.history.keep(attempted, reach, self.limits.replay_bytes);
        });
    }

    pub(crate) fn record(
        &self,
        delivery: &Delivery,
        attempt: Attempt,
        next_attempt: Option<Timestamp>,
    ) {
        let record = self.deliveries.push(|number| DeliveryRecord {
            number,
            delivery: delivery.number,
            at: attempt.at,
            webhook: delivery.webhook,
            for_user: delivery.for_user,
            origin: delivery.origin,
            kinds: delivery.kinds.to_vec(),
            attempt: delivery.attempt,
            faults: delivery.faults.clone(),
            headers: attempt.headers,
            body: attempt.body,
            outcome: attempt.outcome,
            status: attempt.status,
            latency_ms: millis(attempt.latency),
            next_attempt,
        });
        self.tell(|webhooks| webhooks.attempted(&record));
    }
}

impl Attempt {
    fn not_sent(
        at: Timestamp,
        delivery: &Delivery,
        reason: NotSent,
        retry_after: Option<Duration>,
    ) -> Self {
        Self {
            at,
            headers: Vec::new(),
            body: delivery.body.clone(),
            outcome: Outcome::NotSent(reason),
            status: None,
            latency: Duration::ZERO,
            retry_after,
        }
    }
}

/// What a delivery holds, with the faults that are part of its body.
fn content(payload: &Payload, faults: &[Fault]) -> (Bytes, Arc<[EventKind]>) {
    let mut body = Bytes::copy_from_slice(payload.as_bytes());
    if faults.contains(&Fault::UnknownEventKind) {
        body = with_unknown_kind(&body);
    }
    if faults.contains(&Fault::FutureFields) {
        body = with_future_fields(&body);
    }
    let kinds = |payload: &Payload| payload.events().iter().map(Event::kind).collect();
    if body == payload.as_bytes() {
        return (body, kinds(payload));
    }
    let kinds = Payload::from_bytes(body.clone()).map_or_else(|_| kinds(payload), |it| kinds(&it));
    (body, kinds)
}

/// How long after a failure the next attempt comes: what is replayed is sent once.
fn retry_after(delivery: &Delivery, target: &Target) -> Option<Duration> {
    let failed = usize::try_from(delivery.attempt).ok()?.checked_sub(1)?;
    let is_retried = !matches!(delivery.origin, Origin::Replay(_));
    target.retries.waits().get(failed).copied().filter(|_| is_retried)
}

/// The headers and the body to send: signed with each scheme, but for the faults.
fn signed(delivery: &Delivery, secrets: &Secrets) -> (HeaderMap, Bytes) {
    let body = delivery.body.clone();
    let signed = if delivery.has(Fault::BadSignature) { Bytes::new() } else { body.clone() };
    let headers = secrets.signed_request(Uri::default(), signed).into_parts().0.headers;
    (headers, if delivery.has(Fault::Corrupt) { corrupted(&body) } else { body })
}
