//! An inbox whose calls are observed, and fail on request.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use account_activity_inbox::{
    Appended, Arrival, Claim, Error, Inbox, InboxStats, Item, ItemId, Lease, Mark, Query, Record,
    Sqlite, async_trait,
};

/// A call that is observed.
#[derive(Clone, Copy)]
pub(crate) enum Call<'a> {
    Claim,
    Renew,
    Acknowledge(&'a Claim),
    Release,
}

type Hook<T> = Box<dyn Fn(Call<'_>) -> T + Send + Sync>;

/// An inbox that asks before a call if it fails, and tells when it has succeeded.
pub(crate) struct Hooked {
    inbox: Arc<dyn Inbox>,
    fails: Option<Hook<bool>>,
    done: Hook<()>,
}

impl Hooked {
    pub(crate) fn new(inbox: Arc<dyn Inbox>) -> Self {
        Self { inbox, fails: None, done: Box::new(|_| ()) }
    }

    pub(crate) fn fails(self, fails: impl Fn(Call<'_>) -> bool + Send + Sync + 'static) -> Self {
        Self { fails: Some(Box::new(fails)), ..self }
    }

    pub(crate) fn done(self, done: impl Fn(Call<'_>) + Send + Sync + 'static) -> Self {
        Self { done: Box::new(done), ..self }
    }

    async fn call<T>(
        &self,
        call: Call<'_>,
        result: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        if let Some(fails) = &self.fails {
            // A real error of a storage. It takes real time, so it comes before the test is told.
            let error = Sqlite::open("/").await.unwrap_err();
            if fails(call) {
                return Err(error);
            }
        }
        let value = result.await?;
        (self.done)(call);
        Ok(value)
    }
}

#[async_trait]
impl Inbox for Hooked {
    async fn append(&self, arrival: &Arrival) -> Result<Appended, Error> {
        self.inbox.append(arrival).await
    }

    async fn claim(&self, holder: &str, limit: usize, time: Duration) -> Result<Vec<Item>, Error> {
        self.call(Call::Claim, self.inbox.claim(holder, limit, time)).await
    }

    async fn renew(&self, claim: &Claim, time: Duration) -> Result<(), Error> {
        self.call(Call::Renew, self.inbox.renew(claim, time)).await
    }

    async fn acknowledge(&self, claim: &Claim) -> Result<(), Error> {
        self.call(Call::Acknowledge(claim), self.inbox.acknowledge(claim)).await
    }

    async fn retry(&self, claim: &Claim, after: Duration, error: &str) -> Result<(), Error> {
        self.inbox.retry(claim, after, error).await
    }

    async fn dead_letter(&self, claim: &Claim, error: &str) -> Result<(), Error> {
        self.inbox.dead_letter(claim, error).await
    }

    async fn release(&self, claim: &Claim) -> Result<(), Error> {
        self.call(Call::Release, self.inbox.release(claim)).await
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
