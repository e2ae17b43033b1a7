//! The state that the tasks of a sender share.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use account_activity::{Timestamp, WebhookId};
use fastrand::Rng;
use tokio::runtime::Handle;
use tokio::sync::watch;

use super::content::Content;
use super::delivery::Delivery;
use super::failure::Failure;
use super::history::History;
use super::lane::Lane;
use super::log::Log;
use super::record::{CrcRecord, DeliveryRecord};
use super::target::{Target, Webhooks};
use super::tasks::Tasks;
use super::transport::Transport;
use crate::clock::Clock;
use crate::fault::Faults;

pub(super) struct Sender {
    pub(super) clock: Clock,
    pub(super) faults: Faults,
    pub(super) webhooks: Weak<dyn Webhooks>,
    pub(super) transport: Transport,
    pub(super) tasks: Tasks,
    pub(super) deliveries: Log<DeliveryRecord>,
    pub(super) crc_requests: Log<CrcRecord>,
    pub(super) limits: Limits,
    /// The number of deliveries in all queues.
    pub(super) queued: watch::Sender<usize>,
    waiting: AtomicUsize,
    numbers: AtomicU64,
    chance: Mutex<Rng>,
    states: Mutex<HashMap<WebhookId, State>>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) records: usize,
    pub(super) replay_bytes: usize,
}

/// The state of a webhook.
#[derive(Default)]
pub(super) struct State {
    pub(super) lane: Lane,
    pub(super) history: History<Content>,
    pub(super) replaying: bool,
    /// The time of the last passed CRC.
    pub(super) validated: Option<Timestamp>,
    /// The number of the latest watch. Earlier watches end.
    pub(super) watch: u64,
    /// How often the webhook became invalid. Retries of attempts before that are not sent.
    pub(super) invalidations: u64,
}

impl Sender {
    pub(super) fn new(
        clock: Clock,
        faults: Faults,
        webhooks: Weak<dyn Webhooks>,
        transport: Transport,
        runtime: Handle,
        seed: u64,
        limits: Limits,
    ) -> Self {
        Self {
            clock,
            faults,
            webhooks,
            transport,
            tasks: Tasks::new(runtime),
            deliveries: Log::new(limits.records),
            crc_requests: Log::new(limits.records),
            limits,
            queued: watch::Sender::new(0),
            waiting: AtomicUsize::new(0),
            numbers: AtomicU64::new(0),
            chance: Mutex::new(Rng::with_seed(seed)),
            states: Mutex::default(),
        }
    }

    /// Runs a function with the state of a webhook, under the lock.
    pub(super) fn with<T>(&self, webhook: WebhookId, use_it: impl FnOnce(&mut State) -> T) -> T {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        use_it(states.entry(webhook).or_default())
    }

    pub(super) fn forget(&self, webhook: WebhookId) {
        self.with(webhook, |state| {
            state.history = History::default();
            state.validated = None;
            state.watch += 1;
        });
    }

    /// Ends the retries that wait, and has the registry mark the webhook as invalid.
    pub(super) fn invalidate(&self, webhook: WebhookId, failure: &Failure) {
        self.end_retries(webhook);
        self.tell(|webhooks| webhooks.invalidate(webhook, failure));
    }

    pub(super) fn end_retries(&self, webhook: WebhookId) {
        self.with(webhook, |state| state.invalidations += 1);
    }

    pub(super) fn invalidations(&self, webhook: WebhookId) -> u64 {
        self.with(webhook, |state| state.invalidations)
    }

    /// Ends all tasks, and then forgets what they left behind.
    pub(super) async fn reset(&self) {
        self.tasks.restart().await;
        self.states.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.queued.send_replace(0);
        self.waiting.store(0, Ordering::Relaxed);
        self.deliveries.clear();
        self.crc_requests.clear();
    }

    /// Notifies the registry, unless it was dropped.
    pub(super) fn tell(&self, tell: impl FnOnce(&dyn Webhooks)) {
        if let Some(webhooks) = self.webhooks.upgrade() {
            tell(&*webhooks);
        }
    }

    pub(super) fn target(&self, webhook: WebhookId) -> Option<Target> {
        self.webhooks.upgrade()?.target(webhook)
    }

    pub(super) fn next_number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Returns random hexadecimal digits.
    pub(super) fn random_hex(&self, digits: usize) -> String {
        let mut chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner);
        (0..digits).map(|_| chance.digit(16)).collect()
    }

    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Counts a delivery that waits for emulated time.
    pub(super) fn begin_waiting(&self) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn end_waiting(&self) {
        self.waiting.fetch_sub(1, Ordering::Relaxed);
    }

    pub(super) fn queue_at(self: &Arc<Self>, due: Timestamp, delivery: Delivery) {
        self.begin_waiting();
        self.at(due, |sender| {
            sender.end_waiting();
            sender.queue(delivery);
        });
    }

    /// Runs a function at an instant.
    pub(super) fn at(
        self: &Arc<Self>,
        due: Timestamp,
        act: impl FnOnce(&Arc<Self>) + Send + 'static,
    ) {
        let wait = self.clock.sleep_until(due);
        let sender = Arc::clone(self);
        self.tasks.spawn(async move {
            let _hold = wait.await;
            act(&sender);
        });
    }
}
