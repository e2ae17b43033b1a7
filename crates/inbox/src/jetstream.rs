//! An inbox in NATS JetStream.

mod appending;
mod bucket;
mod builder;
mod claiming;
mod depth;
mod failing;
mod inspecting;
mod lane;
mod leasing;
mod message;
mod naming;
mod notices;
mod server;
mod setup;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use account_activity::receiver::async_trait;
use async_nats::connection::State as Connection;
use async_nats::jetstream::stream::Stream;
use tokio::time::timeout;

use self::bucket::Bucket;
pub use self::builder::JetStreamBuilder;
use self::claiming::Claiming;
use self::depth::Depth;
use self::failing::{at, storage};
use self::naming::Naming;
use self::notices::Notices;
use self::server::Server;
use crate::inbox::handler;
use crate::{
    Appended, Arrival, Claim, Error, Inbox, InboxStats, Item, ItemId, Lease, Mark, Query, Record,
    Settings, StorageErrorKind,
};

/// An inbox in NATS JetStream, for many machines (feature `nats`).
///
/// Receivers and workers on any number of machines open it by the same URL and prefix. It needs a server of
/// version 2.10 or later with JetStream, and a storage of files.
///
/// ```no_run
/// use account_activity_inbox::{Inbox, JetStream};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), account_activity_inbox::Error> {
/// let inbox = JetStream::connect("nats://localhost:4222").await?;
/// println!("{} pending", inbox.stats().await?.pending);
/// # Ok(())
/// # }
/// ```
///
/// # Durability
///
/// An append returns after the server has stored every activity of the delivery. What it stored outlives the
/// end of the server's process. It outlives a power failure only if the server has `sync_interval: always` in
/// the block `jetstream` of its configuration, or if the inbox has three
/// [replicas](JetStreamBuilder::replicas) on machines that do not fail together: by default, a server writes
/// to the disk [every two minutes](https://docs.nats.io/running-a-nats-service/configuration#jetstream).
///
/// # Order
///
/// A stable hash of the subscriber selects one of 64 [partitions](JetStreamBuilder::partitions). Items of a
/// partition are handed over one after another. So the items of a subscriber stay in order, and **an item that
/// waits for its next attempt holds back every subscriber of its partition**, not its own alone. Every worker
/// gets items of every partition.
///
/// # On the server
///
/// With the default prefix, the inbox has:
///
/// - the stream `account-activity` with the subjects `account-activity.<partition>.<subscriber>`. The subscriber
///   of a body that names none is `_`. A message is an activity: its id is the key of the activity, its payload
///   the body of the delivery, and the headers `Inbox-Key`, `Inbox-Kind`, `Inbox-Position`, `Inbox-Path` and
///   `Inbox-Received-At` have the rest. The characters other than letters and digits of ASCII, `-`, `_` and `/`
///   are written as `=` and two digits for each byte. Handled messages stay for
///   [a time](JetStreamBuilder::keep_for), because the server recognizes duplicates by them.
/// - the consumers `p0` to `p63` of this stream.
/// - the bucket `account-activity-state`: for each partition, how far it is handled and which item is claimed;
///   leases, marks, and the number of partitions.
/// - the bucket `account-activity-pairs`: the follows, mutes, blocks and likes of the last days, by which the two
///   APIs' copies of an activity find each other.
/// - the stream `account-activity-dead` with the subjects `account-activity-dead.<subscriber>.<item>`: dead
///   letters, with the headers `Inbox-Attempts` and `Inbox-Failures` too.
/// - the subject `account-activity-notice`, on which processes tell each other that a partition has an item.
///
/// A body with several activities is stored once for each. A payload cannot be larger than `max_payload` of the
/// server, which is 1 MiB by default.
///
/// A server that is killed forgets some acknowledgements. Therefore an item counts as handled once the bucket says
/// so, and only then its message is acknowledged. A message that the server delivers again is acknowledged without
/// being handed out. Claims, and how long a failed item waits, are in the bucket too.
///
/// # Limits
///
/// - An item that no worker handles within [`keep_for`](JetStreamBuilder::keep_for) is removed.
/// - A claim lasts for [`ack_wait`](JetStreamBuilder::ack_wait) at least.
/// - Claims and leases compare the clocks of the machines, which must agree within a second or so.
/// - An item keeps its last 50 failures, and the first 2,000 characters of each.
/// - A dead letter that is [requeued](Inbox::requeue) gets a new id, and comes after the items that wait.
/// - The items of a delivery count for [`max_pending`](Settings::max_pending) before it is known which are
///   duplicates, so a full inbox refuses duplicates too. The process asks the server for the depth once a second,
///   so several receivers can exceed the limit by what they append in that time.
/// - [`stats`](Inbox::stats) counts by what the server knows: after it was killed, handled items can count as
///   pending for a while. `waiting_subscribers` is a number of partitions.
/// - [`list`](Inbox::list) asks the server for each item, so pages should have some hundred items at most.
/// - A pending item that is [discarded](Inbox::discard) before a worker claimed it is stored again if X sends it
///   again after a restart of the server.
///
/// While the server cannot be reached, calls fail with [`StorageErrorKind::Unreachable`], after the
/// [timeout](JetStreamBuilder::timeout) at the latest, and receivers respond with the status 503. The connection is
/// made again in the background.
pub struct JetStream {
    /// The URL without secrets.
    place: String,
    settings: Settings,
    timeout: Duration,
    naming: Naming,
    server: Server,
    stream: Stream<()>,
    dead: Stream<()>,
    state: Bucket,
    pairs: Bucket,
    notices: Notices,
    depth: Depth,
}

impl JetStream {
    /// Opens the inbox of a server, and creates it if it does not exist. The URL has the form
    /// `nats://user:password@host:4222`; `tls://` demands TLS. Several URLs of one cluster are separated by
    /// commas.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`] if the server cannot be reached, refuses the credentials, has no JetStream, or has an
    /// inbox with another number of partitions.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        Self::builder(url).connect().await
    }

    /// Returns a builder for an inbox with other settings.
    pub fn builder(url: &str) -> JetStreamBuilder {
        JetStreamBuilder::new(url.to_owned())
    }

    /// Calls the server within the timeout.
    async fn within<T>(
        &self,
        action: &'static str,
        call: impl Future<Output = Result<T, Error>> + Send,
    ) -> Result<T, Error> {
        let unreachable = |text| Err(storage(StorageErrorKind::Unreachable, text));
        let result = if self.server.client.connection_state() == Connection::Connected {
            let result = timeout(self.timeout, call).await;
            result.unwrap_or_else(|_| unreachable("it does not respond in time"))
        } else {
            // The client would keep the request until it is connected again.
            unreachable("the connection was closed")
        };
        result.map_err(|error| at(&self.place, action, error))
    }
}

impl fmt::Debug for JetStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("JetStream")
            .field("url", &self.place)
            .field("naming", &self.naming)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

handler!(JetStream);

#[async_trait]
impl Inbox for JetStream {
    async fn append(&self, arrival: &Arrival) -> Result<Appended, Error> {
        self.within("append to the inbox at", self.publish(arrival)).await
    }

    async fn claim(&self, holder: &str, limit: usize, time: Duration) -> Result<Vec<Item>, Error> {
        let claiming = Claiming { holder, limit, time };
        self.within("claim items of the inbox at", self.claim_items(claiming)).await
    }

    async fn renew(&self, claim: &Claim, time: Duration) -> Result<(), Error> {
        let now = self.settings.now();
        let renew = async {
            let reply = self.change_lane(claim, |lane| {
                let head = lane.claimed(claim)?;
                head.renew(now, time);
                Ok(head.reply.clone())
            });
            self.server.tell(reply.await?, "+WPI".to_owned()).await;
            Ok(())
        };
        self.within("renew a claim at", renew).await
    }

    async fn acknowledge(&self, claim: &Claim) -> Result<(), Error> {
        let acknowledge = async {
            let reply = self.change_lane(claim, |lane| lane.finish(claim)).await?;
            self.server.acknowledge(reply).await;
            self.announce(claim).await;
            Ok(())
        };
        self.within("acknowledge an item at", acknowledge).await
    }

    async fn retry(&self, claim: &Claim, after: Duration, error: &str) -> Result<(), Error> {
        let now = self.settings.now();
        let retry = async {
            let reply = self.change_lane(claim, |lane| {
                let head = lane.claimed(claim)?;
                head.fail(now, error);
                head.give_back(now, after);
                Ok(head.reply.clone())
            });
            self.server.again(reply.await?, after).await;
            self.announce(claim).await;
            Ok(())
        };
        self.within("record a failure at", retry).await
    }

    async fn dead_letter(&self, claim: &Claim, error: &str) -> Result<(), Error> {
        self.within("store a dead letter at", self.bury(claim, error)).await
    }

    async fn release(&self, claim: &Claim) -> Result<(), Error> {
        let now = self.settings.now();
        let release = async {
            let reply = self.change_lane(claim, |lane| {
                let head = lane.claimed(claim)?;
                head.release(now);
                Ok(head.reply.clone())
            });
            self.server.again(reply.await?, Duration::ZERO).await;
            self.announce(claim).await;
            Ok(())
        };
        self.within("release an item at", release).await
    }

    fn changed(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.notices.changes().wait(self.settings.shared_clock())
    }

    async fn stats(&self) -> Result<InboxStats, Error> {
        self.within("count the items at", self.numbers()).await
    }

    async fn list(&self, query: &Query) -> Result<Vec<Record>, Error> {
        self.within("list the items at", self.records(query)).await
    }

    async fn requeue(&self, id: ItemId) -> Result<(), Error> {
        self.within("requeue an item at", self.make_pending(id)).await
    }

    async fn discard(&self, id: ItemId) -> Result<(), Error> {
        self.within("discard an item at", self.remove(id)).await
    }

    async fn lease(
        &self,
        name: &str,
        holder: &str,
        time: Duration,
    ) -> Result<Option<Lease>, Error> {
        self.within("lease a name at", self.get_lease(name, holder, time)).await
    }

    async fn end_lease(&self, lease: &Lease) -> Result<(), Error> {
        self.within("lease a name at", self.give_lease_back(lease)).await
    }

    async fn mark(&self, name: &str) -> Result<Option<Mark>, Error> {
        self.within("read a mark at", self.get_mark(name)).await
    }

    async fn set_mark(
        &self,
        name: &str,
        version: Option<u64>,
        value: &[u8],
    ) -> Result<Mark, Error> {
        self.within("set a mark at", self.change_mark(name, version, value)).await
    }
}
