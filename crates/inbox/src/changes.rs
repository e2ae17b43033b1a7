//! When an item may have become due.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use account_activity::{Clock, Timestamp};
use tokio::sync::Notify;

/// How long a wait lasts at most, because another process can have stored an item.
const LONGEST: Duration = Duration::from_secs(1);

/// Wakes the workers of this process when an item may be due.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    announced: Notify,
    /// When the next of the items that wait is due, as far as the last claim saw.
    next_due: Mutex<Option<Timestamp>>,
}

impl Changes {
    /// Wakes those who wait.
    pub(crate) fn announce(&self) {
        self.announced.notify_waiters();
    }

    /// Sets when the next of the items that wait is due.
    pub(crate) fn expect(&self, due: Option<Timestamp>) {
        *self.next_due.lock().unwrap_or_else(PoisonError::into_inner) = due;
    }

    /// Waits for an announcement since this call, or until the expected item is due.
    pub(crate) fn wait<'a>(
        &'a self,
        clock: &'a Arc<dyn Clock>,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        let announced = self.announced.notified();
        Box::pin(async move {
            tokio::select! {
                () = announced => {}
                () = clock.sleep_until(self.end(clock.now())) => {}
            }
        })
    }

    fn end(&self, now: Timestamp) -> Timestamp {
        let due = *self.next_due.lock().unwrap_or_else(PoisonError::into_inner);
        let latest = now + LONGEST;
        // A time that has passed was waited for already, and nobody has claimed since.
        due.filter(|due| *due > now).map_or(latest, |due| due.min(latest))
    }
}
