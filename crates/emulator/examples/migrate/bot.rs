//! A bot that receives the events of both APIs at one URL and handles each event once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use account_activity::receiver::{
    Delivery, HandlerError, Receiver, ReceiverService, Secrets, Seen,
};
use account_activity::{Activity, ActivityKind, Family, UserId};
use account_activity_emulator::Clock;

use super::ties::Ties;

/// An event that arrived, and whether the bot handled it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival {
    pub(crate) subscriber: Option<UserId>,
    pub(crate) kind: ActivityKind,
    pub(crate) family: Family,
    pub(crate) is_handled: bool,
}

#[derive(Clone)]
pub(crate) struct Bot {
    /// The emulated time, in which hours pass in a second.
    clock: Clock,
    seen: Seen,
    ties: Arc<Mutex<Ties>>,
    arrivals: Arc<Mutex<Vec<Arrival>>>,
}

impl Bot {
    pub(crate) fn new(clock: Clock) -> Self {
        let seen = Seen::new(10_000);
        Self { clock, seen, ties: Arc::default(), arrivals: Arc::default() }
    }

    /// Returns the service that receives the deliveries of both APIs.
    pub(crate) fn service(&self, secrets: Secrets) -> ReceiverService {
        let receiver = Receiver::new(secrets);
        ReceiverService::with_state(
            receiver,
            self.clone(),
            async |bot: Self, delivery: Delivery| {
                delivery.activities().try_for_each(|activity| bot.receive(activity))
            },
        )
    }

    /// Handles an event unless it came before: again, as another kind, or by the other API.
    fn receive(&self, activity: Activity<'_>) -> Result<(), HandlerError> {
        let claim = self.seen.begin(activity.key())?;
        let is_new = claim.is_some() && lock(&self.ties).is_new(activity, self.clock.now());
        // A real bot acts here if the event is new.
        lock(&self.arrivals).push(Arrival {
            subscriber: activity.subscriber(),
            kind: activity.kind(),
            family: activity.family(),
            is_handled: is_new,
        });
        if let Some(claim) = claim {
            claim.commit();
        }
        Ok(())
    }

    /// Returns what has arrived since the last call.
    pub(crate) fn take(&self) -> Vec<Arrival> {
        std::mem::take(&mut *lock(&self.arrivals))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
