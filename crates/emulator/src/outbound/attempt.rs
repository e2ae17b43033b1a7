//! Attempts of deliveries.

use std::sync::Arc;
use std::time::Duration;

use account_activity::receiver::Secrets;
use account_activity::{Timestamp, WebhookId};
use bytes::Bytes;
use http::{HeaderMap, Method, Uri};

use super::content::Content;
use super::delivery::Delivery;
use super::history::Kept;
use super::record::{DeliveryRecord, NotSent, Origin, Outcome, millis};
use super::sender::Sender;
use super::target::{Target, Webhooks};
use crate::clock::later;
use crate::fault::{Fault, corrupted};

/// The result of an attempt.
pub(super) struct Attempt {
    at: Timestamp,
    headers: Vec<String>,
    body: Bytes,
    pub(super) outcome: Outcome,
    status: Option<u16>,
    response: Option<String>,
    latency: Duration,
    /// The time to wait before the next attempt.
    retry_after: Option<Duration>,
}

impl Sender {
    /// Attempts a delivery, records the result, and queues what follows: the delivery that was held
    /// back and the retry.
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

    /// Sends a delivery, unless there is a reason not to.
    pub(super) async fn attempt(&self, delivery: &mut Delivery) -> Attempt {
        let at = self.clock.now();
        let target = match self.addressee(delivery) {
            Ok(target) => target,
            Err(reason) => return Attempt::not_sent(at, delivery, reason, None),
        };
        delivery.invalidations = self.invalidations(delivery.webhook);
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
        let deadline = target.response_deadline;
        let response = self
            .transport
            .send(Method::POST, target.url, headers, Some(body.clone()), deadline)
            .await;
        let mut attempt = Attempt {
            at,
            headers: names,
            body,
            outcome: Outcome::Delivered,
            status: response.status,
            response: response.text(),
            latency: response.latency,
            retry_after: None,
        };
        if let Some(failure) = response.failure {
            if failure.invalidates_on_delivery(target.tier) {
                self.invalidate(delivery.webhook, &failure);
            } else if self.invalidations(delivery.webhook) == delivery.invalidations {
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
        if is_again && !is_subscribed(&*webhooks, delivery.webhook, &delivery.content) {
            return Err(NotSent::Unsubscribed);
        }
        let is_retry = delivery.attempt > 1;
        if is_retry && self.invalidations(delivery.webhook) != delivery.invalidations {
            return Err(NotSent::Invalidated);
        }
        Ok(target)
    }

    /// Keeps a delivery for Replay at its first attempt.
    fn keep(&self, delivery: &mut Delivery, at: Timestamp, target: &Target) {
        let is_new = delivery.origin == Origin::Activity && !delivery.is_kept;
        let Some(reach) = target.tier.replay_window().filter(|_| is_new) else { return };
        delivery.is_kept = true;
        let kept = Kept { at, number: delivery.number, content: delivery.content.clone() };
        self.with(delivery.webhook, |state| {
            state.history.keep(kept, reach, self.limits.replay_bytes);
        });
    }

    pub(super) fn record(
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
            for_user: delivery.content.for_user,
            origin: delivery.origin,
            kinds: delivery.content.kinds.to_vec(),
            activity: delivery.content.activity.clone(),
            subscription: delivery.content.subscription,
            attempt: delivery.attempt,
            faults: delivery.faults.clone(),
            headers: attempt.headers,
            body: attempt.body,
            outcome: attempt.outcome,
            status: attempt.status,
            response: attempt.response,
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
            body: delivery.content.body.clone(),
            outcome: Outcome::NotSent(reason),
            status: None,
            response: None,
            latency: Duration::ZERO,
            retry_after,
        }
    }
}

/// Returns whether the subscription still exists to which a delivery belongs, if to any.
fn is_subscribed(webhooks: &dyn Webhooks, webhook: WebhookId, content: &Content) -> bool {
    match content.activity {
        Some(_) => content.subscription.is_none_or(|id| webhooks.has_subscription(webhook, id)),
        None => content.for_user.is_none_or(|user| webhooks.is_subscribed(webhook, user)),
    }
}

/// Returns the wait between a failure and the next attempt. Replayed deliveries are not retried.
fn retry_after(delivery: &Delivery, target: &Target) -> Option<Duration> {
    let failed = usize::try_from(delivery.attempt).ok()?.checked_sub(1)?;
    let is_retried = !matches!(delivery.origin, Origin::Replay(_));
    target.retries.waits().get(failed).copied().filter(|_| is_retried)
}

/// Returns the headers and the body to send, signed with each scheme and altered by the faults.
fn signed(delivery: &Delivery, secrets: &Secrets) -> (HeaderMap, Bytes) {
    let body = delivery.content.body.clone();
    let signed = if delivery.has(Fault::BadSignature) { Bytes::new() } else { body.clone() };
    let headers = secrets.signed_request(Uri::default(), signed).into_parts().0.headers;
    (headers, if delivery.has(Fault::Corrupt) { corrupted(&body) } else { body })
}
