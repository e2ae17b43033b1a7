//! Events that have been handled.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::event::EventKey;

/// The keys of the events that a process has handled, in memory, up to a maximum number.
///
/// X sends each delivery at least once, and again after an error. A key is marked as handled only
/// when its [`Claim`] is committed. If handling the event fails or panics, the claim is dropped, and
/// the event is handled when X sends it again. A set to which the key is added first would take the
/// retry for a duplicate, and the event would be lost.
///
/// ```
/// use account_activity::receiver::{Delivery, HandlerError, Seen};
/// # async fn reply(_: account_activity::Entry<'_>) -> Result<(), std::io::Error> { Ok(()) }
///
/// async fn on_delivery(seen: Seen, delivery: Delivery) -> Result<(), HandlerError> {
///     for entry in delivery.entries() {
///         let Some(claim) = seen.begin(entry.key())? else { continue };
///         reply(entry).await?;
///         claim.commit();
///     }
///     Ok(())
/// }
/// ```
///
/// Clones share the keys. The keys are lost when the process ends. If an event must not be handled
/// twice even then, store its key together with the effect of the event.
#[derive(Clone)]
pub struct Seen(Arc<Mutex<Keys>>);

struct Keys {
    capacity: usize,
    states: HashMap<EventKey, State>,
    /// The handled keys, the oldest first.
    handled: VecDeque<EventKey>,
}

#[derive(Clone, Copy)]
enum State {
    InProgress,
    Handled,
}

/// The right to handle an event. No other task gets it while this one exists.
///
/// [`commit`](Self::commit) marks the event as handled. Dropping the claim releases the event, so
/// that it can be handled again.
#[must_use = "dropping a claim releases the event"]
pub struct Claim {
    seen: Seen,
    key: EventKey,
    is_committed: bool,
}

/// Another task is handling the event, and it is not known yet whether it will succeed.
///
/// Return this error from the handler: the response is then 503, and X sends the delivery again. A
/// handler that skipped the event would acknowledge it, and the event would be lost if the other
/// task failed. In [`Mode::Acknowledge`](super::Mode::Acknowledge) the response was sent before, and
/// only [`on_failure`](super::ReceiverServiceBuilder::on_failure) receives the delivery.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error(
    "another task is handling the event {key}: respond with an error, so that X sends it again"
)]
#[non_exhaustive]
pub struct InProgressError {
    /// The key of the event.
    pub key: EventKey,
}

impl Seen {
    /// Creates an empty set with a maximum number of handled keys, at least 1.
    ///
    /// Above the maximum, the key that was committed first is forgotten. Choose a number that covers
    /// the time in which X sends events again: hours for retries, days for Replay jobs. A key takes
    /// about 200 bytes. Keys of events that are being handled are not counted: the limits of the
    /// [`ReceiverService`](super::ReceiverService) bound them.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self(Arc::new(Mutex::new(Keys {
            capacity: capacity.max(1),
            states: HashMap::new(),
            handled: VecDeque::new(),
        })))
    }

    /// Claims an event, or returns `None` if the event has been handled.
    ///
    /// # Errors
    ///
    /// Returns an error if another task holds the claim of the event.
    pub fn begin(&self, key: EventKey) -> Result<Option<Claim>, InProgressError> {
        let mut keys = self.lock();
        match keys.states.get(&key) {
            Some(State::Handled) => Ok(None),
            Some(State::InProgress) => Err(InProgressError { key }),
            None => {
                keys.states.insert(key.clone(), State::InProgress);
                Ok(Some(Claim { seen: self.clone(), key, is_committed: false }))
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Keys> {
        // No code that holds the lock leaves the keys in a broken state if it panics.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Claim {
    /// Returns the key of the event.
    #[must_use]
    pub const fn key(&self) -> &EventKey {
        &self.key
    }

    /// Marks the event as handled.
    pub fn commit(mut self) {
        self.is_committed = true;
        let mut keys = self.seen.lock();
        keys.states.insert(self.key.clone(), State::Handled);
        keys.handled.push_back(self.key.clone());
        if keys.handled.len() > keys.capacity
            && let Some(oldest) = keys.handled.pop_front()
        {
            keys.states.remove(&oldest);
        }
    }

    /// Releases the event, so that it can be handled again. Dropping the claim does the same.
    pub fn abort(self) {}
}

impl Drop for Claim {
    fn drop(&mut self) {
        if !self.is_committed {
            self.seen.lock().states.remove(&self.key);
        }
    }
}

impl fmt::Debug for Seen {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = self.lock();
        formatter
            .debug_struct("Seen")
            .field("capacity", &keys.capacity)
            .field("handled", &keys.handled.len())
            .field("in_progress", &(keys.states.len() - keys.handled.len()))
            .finish()
    }
}

impl fmt::Debug for Claim {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Claim").field(&self.key).finish()
    }
}
