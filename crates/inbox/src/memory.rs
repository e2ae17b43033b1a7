//! An inbox in memory.

mod state;

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use account_activity::receiver::async_trait;

use self::state::State;
use crate::changes::Changes;
use crate::inbox::handler;
use crate::{
    Appended, Arrival, Claim, Error, Inbox, InboxStats, Item, ItemId, Lease, Mark, Query, Record,
    Settings,
};

/// An inbox in memory, for tests. Nothing outlives the process.
///
/// ```
/// use account_activity_inbox::{Inbox, Memory};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), account_activity_inbox::Error> {
/// let inbox = Memory::new();
/// assert_eq!(inbox.stats().await?.pending, 0);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
pub struct Memory {
    settings: Settings,
    state: Mutex<State>,
    changes: Changes,
}

impl Memory {
    /// Creates an empty inbox.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates an empty inbox with other settings.
    #[must_use]
    pub fn with_settings(settings: Settings) -> Self {
        Self { settings, ..Self::default() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a change after which an item can be due.
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let changed = change(&mut self.lock());
        self.changes.announce();
        changed
    }
}

handler!(Memory);

#[async_trait]
impl Inbox for Memory {
    async fn append(&self, arrival: &Arrival) -> Result<Appended, Error> {
        let now = self.settings.now();
        self.change(|state| state.append(arrival, now, &self.settings))
    }

    async fn claim(&self, _: &str, limit: usize, time: Duration) -> Result<Vec<Item>, Error> {
        let (mut state, now) = (self.lock(), self.settings.now());
        self.changes.expect(state.next_due(now));
        Ok(state.claim(limit, now, time))
    }

    async fn renew(&self, claim: &Claim, time: Duration) -> Result<(), Error> {
        self.lock().renew(claim, self.settings.now(), time)
    }

    async fn acknowledge(&self, claim: &Claim) -> Result<(), Error> {
        self.change(|state| state.acknowledge(claim, self.settings.now()))
    }

    async fn retry(&self, claim: &Claim, after: Duration, error: &str) -> Result<(), Error> {
        self.change(|state| state.retry(claim, self.settings.now(), after, error))
    }

    async fn dead_letter(&self, claim: &Claim, error: &str) -> Result<(), Error> {
        self.change(|state| state.dead_letter(claim, self.settings.now(), error))
    }

    async fn release(&self, claim: &Claim) -> Result<(), Error> {
        self.change(|state| state.release(claim, self.settings.now()))
    }

    fn changed(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.changes.wait(self.settings.shared_clock())
    }

    async fn stats(&self) -> Result<InboxStats, Error> {
        Ok(self.lock().stats(self.settings.now()))
    }

    async fn list(&self, query: &Query) -> Result<Vec<Record>, Error> {
        Ok(self.lock().list(query))
    }

    async fn requeue(&self, id: ItemId) -> Result<(), Error> {
        self.change(|state| state.requeue(id, self.settings.now()))
    }

    async fn discard(&self, id: ItemId) -> Result<(), Error> {
        self.change(|state| state.discard(id, self.settings.now()))
    }

    async fn lease(
        &self,
        name: &str,
        holder: &str,
        time: Duration,
    ) -> Result<Option<Lease>, Error> {
        Ok(self.lock().lease(name, holder, self.settings.now(), time))
    }

    async fn end_lease(&self, lease: &Lease) -> Result<(), Error> {
        self.lock().end_lease(lease, self.settings.now());
        Ok(())
    }

    async fn mark(&self, name: &str) -> Result<Option<Mark>, Error> {
        Ok(self.lock().mark(name))
    }

    async fn set_mark(
        &self,
        name: &str,
        version: Option<u64>,
        value: &[u8],
    ) -> Result<Mark, Error> {
        self.lock().set_mark(name, version, value)
    }
}
