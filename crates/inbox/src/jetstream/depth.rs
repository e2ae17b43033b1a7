//! Keeps the number of pending items below the limit.

use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use super::JetStream;
use crate::Error;

/// How long a count is used.
const FRESH: Duration = Duration::from_secs(1);

/// The number of pending items, as far as this process knows: the last count, and what it has appended since.
#[derive(Debug, Default)]
pub(super) struct Depth(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    pending: u64,
    counted_at: Option<Instant>,
}

impl JetStream {
    /// Returns an error if the inbox has no room for this number of items.
    ///
    /// It asks the server once a second, and before it refuses items.
    pub(super) async fn reserve(&self, items: usize) -> Result<(), Error> {
        let Some(limit) = self.settings.pending_limit() else { return Ok(()) };
        let items = u64::try_from(items).unwrap_or(u64::MAX);
        let mut known = self.depth.0.lock().await;
        let is_fresh = known.counted_at.is_some_and(|at| at.elapsed() < FRESH);
        if !is_fresh || known.pending.saturating_add(items) > limit {
            let counts = self.consumers().await?.into_iter();
            known.pending = counts.map(|(_, pending, started)| pending + started).sum();
            known.counted_at = Some(Instant::now());
        }
        let pending = known.pending.saturating_add(items);
        if pending > limit {
            return Err(Error::TooManyPending { limit });
        }
        known.pending = pending;
        Ok(())
    }
}
