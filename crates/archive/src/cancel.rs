//! Cancellation.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::pool::Pool;

/// Ends the reading of archives from another thread, such as one that waits for signals. Clones share one state.
///
/// The iterators end without further items. The [position](crate::Item::position) of the last item tells where
/// to resume.
///
/// ```
/// use account_activity_archive::{Archive, Cancel};
///
/// let cancel = Cancel::new();
/// let mut items = Archive::new().reader("line", "{}\n".as_bytes()).cancel_with(cancel.clone()).items();
/// cancel.cancel();
/// assert_eq!(items.next(), None);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Cancel {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    is_cancelled: AtomicBool,
    pools: Mutex<Vec<Weak<Pool>>>,
}

impl Cancel {
    /// Creates the means to cancel.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Cancels. Reads that wait for standard input or a reader end with the next bytes, in their thread.
    ///
    /// It takes locks, so the handler of a Unix signal must not call it: call it from the thread that waits for
    /// signals.
    pub fn cancel(&self) {
        self.shared.is_cancelled.store(true, Ordering::Release);
        let pools = self.shared.pools.lock().unwrap_or_else(PoisonError::into_inner);
        for pool in pools.iter().filter_map(Weak::upgrade) {
            pool.stop();
        }
    }

    /// Returns `true` if it was cancelled.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.shared.is_cancelled.load(Ordering::Acquire)
    }

    pub(crate) fn stops(&self, pool: &Arc<Pool>) {
        let mut pools = self.shared.pools.lock().unwrap_or_else(PoisonError::into_inner);
        pools.retain(|pool| pool.strong_count() > 0);
        pools.push(Arc::downgrade(pool));
        drop(pools);
        if self.is_cancelled() {
            pool.stop();
        }
    }
}
