//! A sender, a registry and a receiver for a test.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use account_activity::model::{DeletedTweet, TweetDelete};
use account_activity::receiver::{Secret, Secrets};
use account_activity::{Payload, SubscriptionId, Tier, Timestamp, TweetId, UserId, WebhookId};
use account_activity_emulator::outbound::{Failure, Outbound, Target, Webhooks};
use account_activity_emulator::{Clock, Faults};

use super::receiver::{Receiver, Request, Response, right};

pub(super) const START: Timestamp = Timestamp::from_millis(1_700_000_000_000);
pub(super) const WEBHOOK: WebhookId = WebhookId::new(1_577_122_340_233_217);
pub(super) const USER: UserId = UserId::new(12);

/// A deadline that is short enough to wait for in a test.
pub(super) const SHORT: Duration = Duration::from_millis(100);

#[derive(Default)]
pub(super) struct Registry {
    pub(super) targets: Mutex<BTreeMap<WebhookId, Target>>,
    pub(super) unsubscribed: Mutex<BTreeSet<UserId>>,
    /// The subscriptions of the X Activity API that have ended.
    pub(super) ended: Mutex<BTreeSet<SubscriptionId>>,
    pub(super) invalidated: Mutex<Vec<(WebhookId, Failure)>>,
    pub(super) validated: Mutex<Vec<Timestamp>>,
}

impl Registry {
    pub(super) fn add(&self, target: Target) {
        self.targets.lock().unwrap().insert(target.webhook, target);
    }

    /// Returns the failure that invalidated the webhook of most tests. `None` if it is valid.
    pub(super) fn invalid(&self) -> Option<Failure> {
        let invalidated = self.invalidated.lock().unwrap();
        invalidated.iter().find(|(webhook, _)| *webhook == WEBHOOK).map(|(_, why)| why.clone())
    }
}

impl Webhooks for Registry {
    fn target(&self, webhook: WebhookId) -> Option<Target> {
        self.targets.lock().unwrap().get(&webhook).cloned()
    }

    fn is_subscribed(&self, _: WebhookId, user: UserId) -> bool {
        !self.unsubscribed.lock().unwrap().contains(&user)
    }

    fn has_subscription(&self, _: WebhookId, subscription: SubscriptionId) -> bool {
        !self.ended.lock().unwrap().contains(&subscription)
    }

    fn invalidate(&self, webhook: WebhookId, failure: &Failure) {
        self.targets.lock().unwrap().remove(&webhook);
        self.invalidated.lock().unwrap().push((webhook, failure.clone()));
    }

    fn validated(&self, _: WebhookId, at: Timestamp) {
        self.validated.lock().unwrap().push(at);
    }
}

pub(super) struct Stage {
    pub(super) clock: Clock,
    pub(super) registry: Arc<Registry>,
    pub(super) receiver: Receiver,
    pub(super) outbound: Outbound,
    pub(super) target: Target,
}

impl Stage {
    /// Creates a webhook of a tier, whose responses the function returns, on a manual clock.
    pub(super) async fn new(
        tier: Tier,
        respond: impl Fn(&Request) -> Response + Send + Sync + 'static,
    ) -> Self {
        let clock = Clock::manual(START);
        let receiver = Receiver::start(respond).await;
        let registry = Arc::new(Registry::default());
        let target = Target::new(WEBHOOK, receiver.url.clone(), secrets(), tier);
        registry.add(target.clone());
        let outbound = Outbound::builder(clock.clone())
            .faults(Faults::new(9))
            .build(Arc::downgrade(&registry))
            .unwrap();
        Self { clock, registry, receiver, outbound, target }
    }

    /// Creates a webhook that responds correctly.
    pub(super) async fn right(tier: Tier) -> Self {
        let secrets = secrets();
        Self::new(tier, move |request| right(&secrets, request)).await
    }

    pub(super) fn change(&mut self, change: impl FnOnce(&mut Target)) {
        change(&mut self.target);
        self.registry.add(self.target.clone());
    }

    /// Delivers deletions of the Tweets with these ids.
    pub(super) fn deliver(&self, ids: impl IntoIterator<Item = u64>) {
        for id in ids {
            self.outbound.deliver(WEBHOOK, &deletion(id));
        }
    }

    /// Returns the Tweets of the received deliveries, in the order of their arrival.
    pub(super) fn received(&self) -> Vec<u64> {
        self.receiver.bodies().iter().map(|body| deleted(body)).collect()
    }

    /// Returns the time of each attempt, in seconds.
    pub(super) fn attempted_at(&self) -> Vec<u64> {
        self.outbound.deliveries().iter().map(|record| seconds(record.at)).collect()
    }
}

/// Returns the time since the start.
pub(super) fn seconds(at: Timestamp) -> u64 {
    at.duration_since(START).unwrap().as_secs()
}

pub(super) fn secret(text: &str) -> Secret {
    Secret::new(text).unwrap()
}

pub(super) fn secrets() -> Secrets {
    Secrets::new(secret("consumer")).and_client_secret(secret("client"))
}

pub(super) fn deletion(id: u64) -> Payload {
    let delete = TweetDelete::new(DeletedTweet::new(TweetId::new(id), USER));
    Payload::from_events(USER, [delete])
}

/// Returns the Tweet of a [`deletion`].
pub(super) fn deleted(body: &str) -> u64 {
    let payload = Payload::from_slice(body.as_bytes()).unwrap();
    let deleted = payload.events().iter().find_map(|event| match event {
        account_activity::Event::TweetDelete(delete) => Some(delete.status.id.get()),
        _ => None,
    });
    deleted.unwrap_or_else(|| panic!("{body}"))
}

pub(super) const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

pub(super) const fn hours(count: u64) -> Duration {
    minutes(count * 60)
}
