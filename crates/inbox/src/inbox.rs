//! The trait of inboxes.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use account_activity::receiver::{
    Delivery, Handler, HandlerError, UndecodableDelivery, async_trait,
};

use crate::{
    Appended, Arrival, Claim, Error, InboxStats, Item, ItemId, Lease, Mark, Query, Record,
};

/// A durable store of activities that wait for a handler.
///
/// `dyn Inbox` and `Arc<dyn Inbox>` are handlers of deliveries: pass one to
/// [`ReceiverService::new`](account_activity::receiver::ReceiverService::new). A delivery gets the
/// status 200 only after [`append`](Self::append) has stored it. If the append fails or takes longer than
/// the deadline of the receiver, the status is 503, and X sends the delivery again. Use the receiver's
/// default [`Mode::Await`](account_activity::receiver::Mode::Await): in the other mode, the response
/// does not wait for the inbox.
///
/// Items of one subscriber are handed over in the order in which they were stored. A
/// [`Worker`](crate::Worker) calls the methods that claim and finish items.
///
/// All methods can be cancelled: a call whose future is dropped has happened or not, as if the process
/// had ended then.
#[async_trait]
pub trait Inbox: Send + Sync + 'static {
    /// Stores the activities of a delivery that the inbox has not stored before.
    ///
    /// When it returns, all of them are durable.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`]. Some activities can be stored nevertheless; they are duplicates when the
    /// delivery is appended again. [`Error::TooManyPending`].
    async fn append(&self, arrival: &Arrival) -> Result<Appended, Error>;

    /// Claims items for a time, `limit` at most: of each subscriber the oldest pending one, if it is due
    /// and not claimed.
    ///
    /// `holder` names the worker in the storage, for people who look at it.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    async fn claim(&self, holder: &str, limit: usize, time: Duration) -> Result<Vec<Item>, Error>;

    /// Extends a claim. It ends after `time` from now.
    ///
    /// # Errors
    ///
    /// [`Error::ClaimLost`] if another worker has claimed the item since, [`Error::Storage`].
    async fn renew(&self, claim: &Claim, time: Duration) -> Result<(), Error>;

    /// Finishes an item. When it returns, no worker gets the item again.
    ///
    /// # Errors
    ///
    /// As for [`renew`](Self::renew).
    async fn acknowledge(&self, claim: &Claim) -> Result<(), Error>;

    /// Records a failure, and makes the item due again after a time. Later items of the same subscriber
    /// wait for it, and items of other subscribers do not.
    ///
    /// # Errors
    ///
    /// As for [`renew`](Self::renew).
    async fn retry(&self, claim: &Claim, after: Duration, error: &str) -> Result<(), Error>;

    /// Records a failure, and makes the item a dead letter, which no worker gets.
    ///
    /// # Errors
    ///
    /// As for [`renew`](Self::renew).
    async fn dead_letter(&self, claim: &Claim, error: &str) -> Result<(), Error>;

    /// Gives an item back without a failure. The attempt does not count.
    ///
    /// # Errors
    ///
    /// As for [`renew`](Self::renew).
    async fn release(&self, claim: &Claim) -> Result<(), Error>;

    /// Waits until an item may have become due since the call of this method: until an item is stored or
    /// finished, or until the next attempt of an item that the last [`claim`](Self::claim) found waiting.
    /// It also returns after a second at most, because another process can have stored an item.
    fn changed(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;

    /// Returns the state in numbers.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    async fn stats(&self) -> Result<InboxStats, Error>;

    /// Returns items in the order of their ids.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    async fn list(&self, query: &Query) -> Result<Vec<Record>, Error>;

    /// Makes a dead letter pending, and a pending item due now. It counts its attempts anew.
    ///
    /// # Errors
    ///
    /// [`Error::NoItem`], [`Error::Storage`].
    async fn requeue(&self, id: ItemId) -> Result<(), Error>;

    /// Removes an item in any state. A worker that handles it finds its claim lost.
    ///
    /// # Errors
    ///
    /// [`Error::NoItem`], [`Error::Storage`].
    async fn discard(&self, id: ItemId) -> Result<(), Error>;

    /// Gets or renews a named lease. `None` if another holder has it.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    async fn lease(&self, name: &str, holder: &str, time: Duration)
    -> Result<Option<Lease>, Error>;

    /// Ends a lease before its time, if the holder still has it.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    async fn end_lease(&self, lease: &Lease) -> Result<(), Error>;

    /// Returns a mark.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    async fn mark(&self, name: &str) -> Result<Option<Mark>, Error>;

    /// Sets a mark, if it still has the version that the caller has read. `None` stands for a mark that
    /// does not exist yet.
    ///
    /// # Errors
    ///
    /// [`Error::MarkChanged`], [`Error::Storage`].
    async fn set_mark(&self, name: &str, version: Option<u64>, value: &[u8])
    -> Result<Mark, Error>;
}

#[async_trait]
impl Handler for dyn Inbox {
    async fn handle(&self, delivery: Delivery) -> Result<(), HandlerError> {
        Ok(self.append(&Arrival::new(&delivery)).await.map(drop)?)
    }

    async fn undecodable(&self, delivery: UndecodableDelivery) -> Result<(), HandlerError> {
        Ok(self.append(&Arrival::of_undecodable(&delivery)).await.map(drop)?)
    }
}

/// Implements the trait of handlers for an inbox of this crate.
macro_rules! handler {
    ($inbox:ty) => {
        #[account_activity::receiver::async_trait]
        impl account_activity::receiver::Handler for $inbox {
            async fn handle(
                &self,
                delivery: account_activity::receiver::Delivery,
            ) -> Result<(), account_activity::receiver::HandlerError> {
                (self as &dyn $crate::Inbox).handle(delivery).await
            }

            async fn undecodable(
                &self,
                delivery: account_activity::receiver::UndecodableDelivery,
            ) -> Result<(), account_activity::receiver::HandlerError> {
                (self as &dyn $crate::Inbox).undecodable(delivery).await
            }
        }
    };
}
pub(crate) use handler;
