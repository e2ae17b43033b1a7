//! Hands the items of an inbox to a handler.

mod attempt;
mod backoff;
mod handler;
mod stats;

use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use account_activity::receiver::HandlerError;
use account_activity::{Clock, SystemClock};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tracing::{debug, warn};

use self::attempt::Attempt;
pub use self::backoff::Backoff;
pub use self::handler::{ActivityHandler, with_state};
use self::stats::Counters;
pub use self::stats::WorkerStats;
use crate::{Error, Inbox, InboxStats, Item, with_sources};

/// The shortest time of a claim. The worker renews a claim three times in it.
const SHORTEST_CLAIM: Duration = Duration::from_millis(100);

/// How often a worker logs the state of its inbox.
const REPORT: Duration = Duration::from_secs(60);

/// How long the worker waits after the inbox failed.
const PAUSE: Duration = Duration::from_secs(1);

/// How long a shutdown waits until the stopped items are given back.
const RELEASE: Duration = Duration::from_secs(5);

/// Hands the items of an [`Inbox`] to an [`ActivityHandler`].
///
/// The items of one subscriber are handled one after another, in the order in which they were stored.
/// Items of different subscribers are handled at the same time. An item is handled at least once: again
/// if the handler fails, panics, or ends with its process before the item is acknowledged.
///
/// After a failure, the handler is called again later, by an exponential [`Backoff`] with jitter. Once it
/// has failed too often, the item becomes a dead letter with its errors.
///
/// Several workers, also in different processes, can share an inbox.
///
/// ```
/// use std::sync::Arc;
/// use std::time::Duration;
///
/// use account_activity_inbox::{Item, Memory, Worker};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let worker = Worker::new(Arc::new(Memory::new()), async |item: Item| {
///     println!("{} for {:?}", item.kind(), item.subscriber());
///     Ok(())
/// });
/// let worker = worker.concurrency(4).max_attempts(5);
/// worker.run(async { /* a signal */ }).await;
/// # }
/// ```
#[derive(Clone)]
pub struct Worker(Arc<Shared>);

#[derive(Clone)]
struct Shared {
    inbox: Arc<dyn Inbox>,
    handler: Arc<dyn ActivityHandler>,
    clock: Arc<dyn Clock>,
    name: Arc<str>,
    concurrency: usize,
    claim_for: Duration,
    backoff: Backoff,
    max_attempts: u32,
    grace: Duration,
    counters: Arc<Counters>,
}

impl Worker {
    /// Creates a worker that handles at most 16 items at a time.
    #[must_use]
    pub fn new(inbox: Arc<dyn Inbox>, handler: impl ActivityHandler) -> Self {
        let name = format!("{}-{:08x}", std::process::id(), fastrand::u32(..));
        Self(Arc::new(Shared {
            inbox,
            handler: Arc::new(handler),
            clock: Arc::new(SystemClock::default()),
            name: name.into(),
            concurrency: 16,
            claim_for: Duration::from_secs(30),
            backoff: Backoff::default(),
            max_attempts: 10,
            grace: Duration::from_secs(30),
            counters: Arc::default(),
        }))
    }

    /// Creates a worker whose handler is a function that takes a state and an [`Item`].
    ///
    /// Each call of the function gets a clone of the state, such as an `Arc` or a pool of connections. The
    /// error is any error type that converts into `Box<dyn Error + Send + Sync>`, or a
    /// [`HandlerError`].
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use account_activity_inbox::{Item, Memory, Worker};
    /// # struct Store;
    /// # impl Store { async fn save(&self, _: &[u8]) -> Result<(), std::io::Error> { Ok(()) } }
    ///
    /// async fn save(store: Arc<Store>, item: Item) -> Result<(), std::io::Error> {
    ///     store.save(item.as_bytes()).await
    /// }
    ///
    /// let worker = Worker::with_state(Arc::new(Memory::new()), Arc::new(Store), save);
    /// ```
    #[must_use]
    pub fn with_state<S, F, Fut, E>(inbox: Arc<dyn Inbox>, state: S, handler: F) -> Self
    where
        S: Clone + Send + Sync + 'static,
        F: Fn(S, Item) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<HandlerError> + 'static,
    {
        Self::new(inbox, with_state(state, handler))
    }

    /// Sets how many items are handled at the same time, each of another subscriber. The default is 16.
    #[must_use]
    pub fn concurrency(self, items: usize) -> Self {
        self.with(|shared| shared.concurrency = items.max(1))
    }

    /// Sets how long a claim lasts. The worker renews claims while their handlers run; if its process
    /// ends, another worker gets the items after this time. The default is 30 seconds. A time below 100
    /// milliseconds counts as 100 milliseconds.
    #[must_use]
    pub fn claim_for(self, time: Duration) -> Self {
        self.with(|shared| shared.claim_for = time.max(SHORTEST_CLAIM))
    }

    /// Sets the waits between attempts.
    #[must_use]
    pub fn backoff(self, backoff: Backoff) -> Self {
        self.with(|shared| shared.backoff = backoff)
    }

    /// Sets the number of attempts after which an item becomes a dead letter. The default is 10.
    #[must_use]
    pub fn max_attempts(self, number: u32) -> Self {
        self.with(|shared| shared.max_attempts = number.max(1))
    }

    /// Sets how long [`run`](Self::run) waits for handlers after the shutdown began. Then it stops them,
    /// and gives their items back. The default is 30 seconds.
    #[must_use]
    pub fn grace(self, time: Duration) -> Self {
        self.with(|shared| shared.grace = time)
    }

    /// Sets the name by which the storage shows who has claimed an item. The default has the id of the
    /// process and a random number.
    #[must_use]
    pub fn name(self, name: &str) -> Self {
        self.with(|shared| shared.name = name.into())
    }

    /// Sets the clock by which the worker waits. The default is [`SystemClock`].
    #[must_use]
    pub fn clock(self, clock: impl Clock + 'static) -> Self {
        self.with(|shared| shared.clock = Arc::new(clock))
    }

    fn with(mut self, set: impl FnOnce(&mut Shared)) -> Self {
        set(Arc::make_mut(&mut self.0));
        self
    }

    /// Returns the counters of the worker. Clones share them.
    #[must_use]
    pub fn stats(&self) -> WorkerStats {
        self.0.counters.read()
    }

    /// Handles items until `shutdown` completes, then finishes or gives back what it has claimed.
    ///
    /// If the inbox fails, the worker logs the error and tries again. It logs the depth of the inbox, the age
    /// of the oldest item, the dead letters and its own attempts each minute, at the level of debugging.
    ///
    /// Dropping the future stops the handlers; their claims end after their time. A handler is stopped at an
    /// `.await`. One that blocks its thread goes on until it returns or its process ends: after a shutdown,
    /// this method returns five seconds after the [`grace`](Self::grace), and another worker can get the item
    /// once the claim has ended. So move work that blocks to `tokio::task::spawn_blocking`.
    pub async fn run(&self, shutdown: impl Future<Output = ()>) {
        let (mut shutdown, mut reports) = (pin!(shutdown), pin!(self.0.report()));
        let (stop, stopped) = watch::channel(false);
        let mut running = JoinSet::new();
        loop {
            // Changes count from here on, so that none is missed during the claim.
            let changed = self.0.inbox.changed();
            let claimed = self.0.claim(&mut running, &stopped).await;
            if let Err(error) = &claimed {
                warn!(error = with_sources(error), "could not claim items");
            }
            let is_full = running.len() >= self.0.concurrency;
            tokio::select! {
                biased;
                () = &mut shutdown => break,
                () = self.0.pause(), if claimed.is_err() => {}
                Some(_) = running.join_next(), if claimed.is_ok() => {}
                () = changed, if matches!(claimed, Ok(true)) && !is_full => {}
                () = std::future::ready(()), if matches!(claimed, Ok(false)) && !is_full => {}
                () = &mut reports => {}
            }
        }
        self.0.finish(running, &stop).await;
    }

    /// Handles items until none is due, and returns the number of calls of the handler. For tests, and for
    /// programs that run now and then.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`] if the inbox fails.
    pub async fn run_until_idle(&self) -> Result<u64, Error> {
        let before = self.stats().attempts;
        let (_stop, stopped) = watch::channel(false);
        let mut running = JoinSet::new();
        loop {
            self.0.claim(&mut running, &stopped).await?;
            if running.join_next().await.is_none() {
                return Ok(self.stats().attempts - before);
            }
        }
    }
}

impl Shared {
    /// Claims items for the free places and starts their handlers. Returns `true` if none was due.
    async fn claim(
        self: &Arc<Self>,
        running: &mut JoinSet<()>,
        stopped: &watch::Receiver<bool>,
    ) -> Result<bool, Error> {
        let free = self.concurrency.saturating_sub(running.len());
        let items = match free {
            0 => Vec::new(),
            most => self.inbox.claim(&self.name, most, self.claim_for).await?,
        };
        let is_idle = items.is_empty();
        for item in items {
            running.spawn(Attempt::run(Arc::clone(self), item, stopped.clone()));
        }
        Ok(is_idle)
    }

    async fn pause(&self) {
        self.clock.sleep_until(self.clock.now() + PAUSE).await;
    }

    /// Logs the state of the inbox again and again.
    async fn report(&self) {
        loop {
            self.clock.sleep_until(self.clock.now() + REPORT).await;
            match self.inbox.stats().await {
                Ok(InboxStats { pending, waiting_subscribers, oldest, dead }) => {
                    let oldest_age = oldest.and_then(|at| self.clock.now().duration_since(at));
                    let WorkerStats { attempts, handled, failures, .. } = self.counters.read();
                    debug!(
                        pending,
                        waiting_subscribers,
                        ?oldest_age,
                        dead,
                        attempts,
                        handled,
                        failures,
                        "the state of the inbox"
                    );
                }
                Err(error) => warn!(error = with_sources(&error), "could not count the items"),
            }
        }
    }

    /// Waits for the handlers, and stops those that take too long.
    async fn finish(&self, mut running: JoinSet<()>, stop: &watch::Sender<bool>) {
        let end = self.clock.sleep_until(self.clock.now() + self.grace);
        tokio::select! {
            () = all(&mut running) => return,
            () = end => {}
        }
        stop.send_replace(true);
        // An inbox that does not respond must not hold the process, nor a handler that blocks its thread.
        let end = self.clock.sleep_until(self.clock.now() + RELEASE);
        tokio::select! {
            () = all(&mut running) => {}
            () = end => {
                warn!(items = running.len(), "could not give items back; their claims end after their time");
                running.shutdown().await;
            }
        }
    }
}

async fn all(running: &mut JoinSet<()>) {
    while running.join_next().await.is_some() {}
}

impl fmt::Debug for Worker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Worker").field("name", &self.0.name).finish_non_exhaustive()
    }
}
