//! The open connections of a server.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use super::activity::Activity;

/// The time that a connection has to send a request before it can be closed for another one.
const GRACE: Duration = Duration::from_millis(20);

/// The connections beyond the limit that are accepted while all others have requests. They are for
/// CRC requests.
const SPARE: usize = 32;

#[derive(Debug, Default)]
pub(super) struct Connections {
    open: Mutex<Open>,
    changed: Arc<Notify>,
}

#[derive(Debug, Default)]
struct Open {
    last: u64,
    by_number: HashMap<u64, Arc<Activity>>,
}

/// An open connection. Dropping it means that the connection is closed.
#[derive(Debug)]
pub(super) struct OpenConnection {
    pub(super) activity: Arc<Activity>,
    pub(super) connections: Arc<Connections>,
    number: u64,
}

impl Connections {
    fn lock(&self) -> MutexGuard<'_, Open> {
        // A panic elsewhere leaves the table whole.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn open(self: &Arc<Self>) -> OpenConnection {
        let activity = Arc::new(Activity::new(Arc::clone(&self.changed)));
        let mut open = self.lock();
        open.last += 1;
        let number = open.last;
        open.by_number.insert(number, Arc::clone(&activity));
        OpenConnection { activity, connections: Arc::clone(self), number }
    }

    /// Waits until the open connections are within the limit, and closes those that have waited
    /// longest for a request or for the rest of one.
    pub(super) async fn shrink(&self, most: usize) {
        loop {
            let changed = self.changed.notified();
            let open = self.number();
            if open <= most {
                return;
            }
            match self.oldest() {
                None if open <= most + SPARE => return,
                Some((since, oldest)) if open - self.count(Activity::is_evicted) > most => {
                    if since.elapsed() >= GRACE {
                        tracing::debug!(open, "closed the oldest connection for a new one");
                        oldest.evict();
                    } else {
                        tokio::select! {
                            () = changed => {}
                            () = sleep_until(since + GRACE) => {}
                        }
                    }
                }
                _ => changed.await,
            }
        }
    }

    /// Returns whether as many connections as the limit allows have complete requests. Others are
    /// then for CRC requests.
    pub(super) fn are_busy(&self, most: usize) -> bool {
        self.number() >= most && self.count(Activity::is_busy) >= most
    }

    fn count(&self, applies: impl Fn(&Activity) -> bool) -> usize {
        self.lock().by_number.values().filter(|activity| applies(activity)).count()
    }

    pub(super) fn number(&self) -> usize {
        self.lock().by_number.len()
    }

    fn oldest(&self) -> Option<(Instant, Arc<Activity>)> {
        let open = self.lock();
        let evictable = open.by_number.values().filter_map(|it| Some((it.evictable_since()?, it)));
        let (since, oldest) = evictable.min_by_key(|(since, _)| *since)?;
        Some((since, Arc::clone(oldest)))
    }

    /// Closes each connection as soon as it has no open request, and waits until all are closed.
    pub(super) async fn drain(&self, grace: Duration) {
        self.lock().by_number.values().for_each(|activity| activity.stop(grace));
        loop {
            let changed = self.changed.notified();
            if self.lock().by_number.is_empty() {
                return;
            }
            changed.await;
        }
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.connections.lock().by_number.remove(&self.number);
        self.connections.changed.notify_one();
    }
}
