//! An inbox that fails.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use account_activity_inbox::{
    Appended, Arrival, Claim, Error, Inbox, InboxStats, Item, ItemId, Lease, Mark, Memory, Query,
    Record, Sqlite, async_trait,
};

/// An inbox whose next acknowledgements fail.
pub(super) struct Failing {
    inbox: Arc<Memory>,
    left: AtomicU32,
}

impl Failing {
    pub(super) fn new(inbox: Arc<Memory>, times: u32) -> Self {
        Self { inbox, left: AtomicU32::new(times) }
    }

    pub(super) fn left(&self) -> u32 {
        self.left.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Inbox for Failing {
    async fn append(&self, arrival: &Arrival) -> Result<Appended, Error> {
        self.inbox.append(arrival).await
    }

    async fn claim(&self, holder: &str, most: usize, time: Duration) -> Result<Vec<Item>, Error> {
        self.inbox.claim(holder, most, time).await
    }

    async fn renew(&self, claim: &Claim, time: Duration) -> Result<(), Error> {
        self.inbox.renew(claim, time).await
    }

    async fn acknowledge(&self, claim: &Claim) -> Result<(), Error> {
        // A real error of a storage.
        let error = Sqlite::open("/").await.unwrap_err();
        let less = |left: u32| left.checked_sub(1);
        if self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_ok() {
            return Err(error);
        }
        self.inbox.acknowledge(claim).await
    }

    async fn retry(&self, claim: &Claim, after: Duration, error: &str) -> Result<(), Error> {
        self.inbox.retry(claim, after, error).await
    }

    async fn dead_letter(&self, claim: &Claim, error: &str) -> Result<(), Error> {
        self.inbox.dead_letter(claim, error).await
    }

    async fn release(&self, claim: &Claim) -> Result<(), Error> {
        self.inbox.release(claim).await
    }

    fn changed(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.inbox.changed()
    }

    async fn stats(&self) -> Result<InboxStats, Error> {
        self.inbox.stats().await
    }

    async fn list(&self, query: &Query) -> Result<Vec<Record>, Error> {
        self.inbox.list(query).await
    }

    async fn requeue(&self, id: ItemId) -> Result<(), Error> {
        self.inbox.requeue(id).await
    }

    async fn discard(&self, id: ItemId) -> Result<(), Error> {
        self.inbox.discard(id).await
    }

    async fn lease(
        &self,
        name: &str,
        holder: &str,
        time: Duration,
    ) -> Result<Option<Lease>, Error> {
        self.inbox.lease(name, holder, time).await
    }

    async fn end_lease(&self, lease: &Lease) -> Result<(), Error> {
        self.inbox.end_lease(lease).await
    }

    async fn mark(&self, name: &str) -> Result<Option<Mark>, Error> {
        self.inbox.mark(name).await
    }

    async fn set_mark(
        &self,
        name: &str,
        version: Option<u64>,
        value: &[u8],
    ) -> Result<Mark, Error> {
        self.inbox.set_mark(name, version, value).await
    }
}
