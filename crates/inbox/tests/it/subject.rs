//! The inboxes that the conformance suite runs against.

use std::sync::Arc;
use std::time::Duration;

use account_activity_inbox::{Inbox, Memory, Settings, async_trait};

use crate::clock::ManualClock;

/// How long claims last in the suite.
pub(crate) const CLAIM: Duration = Duration::from_secs(2);

/// The settings of the suite: short, because some inboxes run in real time.
pub(crate) fn settings() -> Settings {
    Settings::new()
        .deduplicate_for(Duration::from_secs(6))
        .pair_within(Duration::from_secs(2))
        .keep_dead_letters_for(Duration::from_secs(4))
}

/// An inbox of the suite.
#[async_trait]
pub(crate) trait Subject: Send + Sync {
    /// Opens the inbox again, as another process would. An inbox in memory returns the same one.
    async fn open(&self) -> Arc<dyn Inbox>;

    /// Opens the inbox with other settings. An inbox in memory is empty then.
    async fn open_with(&self, settings: Settings) -> Arc<dyn Inbox>;

    /// Lets time pass.
    async fn pass(&self, time: Duration);

    /// Returns `true` if an inbox in use keeps only the order within a partition, so that the retry of a
    /// subscriber's item delays others.
    fn has_partitions(&self) -> bool {
        false
    }
}

pub(crate) struct InMemory {
    inbox: Arc<Memory>,
    clock: ManualClock,
}

impl InMemory {
    pub(crate) async fn start() -> Self {
        let clock = ManualClock::new();
        Self { inbox: Arc::new(Memory::with_settings(settings().clock(clock.clone()))), clock }
    }
}

#[async_trait]
impl Subject for InMemory {
    async fn open(&self) -> Arc<dyn Inbox> {
        self.inbox.clone()
    }

    async fn open_with(&self, settings: Settings) -> Arc<dyn Inbox> {
        Arc::new(Memory::with_settings(settings))
    }

    async fn pass(&self, time: Duration) {
        self.clock.advance(time);
    }
}

#[cfg(feature = "sqlite")]
pub(crate) struct InSqlite {
    pub(crate) folder: crate::sqlite::Folder,
    clock: ManualClock,
}

#[cfg(feature = "sqlite")]
impl InSqlite {
    pub(crate) async fn start() -> Self {
        Self { folder: crate::sqlite::Folder::new(), clock: ManualClock::new() }
    }
}

#[cfg(feature = "sqlite")]
#[async_trait]
impl Subject for InSqlite {
    async fn open(&self) -> Arc<dyn Inbox> {
        self.open_with(settings().clock(self.clock.clone())).await
    }

    async fn open_with(&self, settings: Settings) -> Arc<dyn Inbox> {
        let builder = account_activity_inbox::Sqlite::builder(self.folder.file());
        Arc::new(builder.settings(settings).open().await.unwrap())
    }

    async fn pass(&self, time: Duration) {
        self.clock.advance(time);
    }
}

/// An inbox on a server of its own, in real time.
#[cfg(feature = "nats")]
pub(crate) struct InJetStream(crate::jetstream::Server);

#[cfg(feature = "nats")]
impl InJetStream {
    /// Returns `None` if this machine has no server.
    pub(crate) async fn start() -> Option<Self> {
        crate::jetstream::Server::start().await.map(Self)
    }
}

#[cfg(feature = "nats")]
#[async_trait]
impl Subject for InJetStream {
    async fn open(&self) -> Arc<dyn Inbox> {
        self.open_with(settings()).await
    }

    async fn open_with(&self, settings: Settings) -> Arc<dyn Inbox> {
        Arc::new(self.0.builder().settings(settings).connect().await.unwrap())
    }

    async fn pass(&self, time: Duration) {
        // The timers of the server run a little late.
        tokio::time::sleep(time + Duration::from_millis(200)).await;
    }

    fn has_partitions(&self) -> bool {
        true
    }
}
