//! A durable inbox for the events of X accounts.
//!
//! X counts a delivery as done once it gets the status 200, and forgets it. X also sends deliveries
//! twice, and during a migration each activity arrives from two APIs. An [`Inbox`] stores the
//! activities of a delivery before the response to X. A [`Worker`] hands them to an
//! [`ActivityHandler`]: at least once, in order for each subscriber, and without duplicates. A
//! handler that fails is called again later, and in the end the activity becomes a dead letter.
//!
//! ```
//! use std::sync::Arc;
//!
//! use account_activity_inbox::account_activity::receiver::{
//!     HandlerError, Receiver, ReceiverService, Secret,
//! };
//! use account_activity_inbox::{Inbox, Item, Memory, Worker};
//!
//! async fn on_activity(item: Item) -> Result<(), HandlerError> {
//!     let Some(activity) = item.activity() else { return Ok(()) };
//!     println!("{} by {:?}", activity.kind(), activity.actor());
//!     Ok(())
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // In place of `Sqlite::open("inbox.db").await?`.
//! let inbox: Arc<dyn Inbox> = Arc::new(Memory::new());
//! let receiver = Receiver::at("/webhooks/twitter", Secret::new("consumer secret")?);
//! let service = ReceiverService::new(receiver, Arc::clone(&inbox));
//! let worker = Worker::new(inbox, on_activity);
//! // Serve `service`, and run the worker until the program ends.
//! worker.run(async { /* a signal */ }).await;
//! # drop(service);
//! # Ok(())
//! # }
//! ```
//!
//! [`Sqlite`] keeps the activities in a file, for one machine. `JetStream` keeps them in NATS JetStream, for
//! receivers and workers on many machines (feature `nats`). [`Memory`] is for tests.
//!
//! | Feature | What it does |
//! |---|---|
//! | `sqlite` (default) | `Sqlite`, with a build of SQLite in the program |
//! | `nats` | `JetStream`, for a server of NATS with JetStream |

mod append;
mod arrival;
mod changes;
mod claim;
mod error;
pub mod guide;
mod inbox;
mod item;
#[cfg(feature = "nats")]
mod jetstream;
mod lease;
mod mark;
mod memory;
mod pairing;
mod record;
mod settings;
#[cfg(feature = "sqlite")]
mod sqlite;
mod stats;
mod worker;

pub use account_activity;
pub use account_activity::receiver::async_trait;
pub use append::Appended;
pub use arrival::Arrival;
pub use claim::Claim;
pub use error::{Error, StorageErrorKind, with_sources};
pub use inbox::Inbox;
pub use item::Item;
#[cfg(feature = "nats")]
pub use jetstream::{JetStream, JetStreamBuilder};
pub use lease::Lease;
pub use mark::Mark;
pub use memory::Memory;
pub use record::{Failure, ItemId, Query, Record, State};
pub use settings::Settings;
#[cfg(feature = "sqlite")]
pub use sqlite::{Sqlite, SqliteBuilder, Synchronous};
pub use stats::InboxStats;
pub use worker::{ActivityHandler, Backoff, Worker, WorkerStats, with_state};

#[doc = include_str!("../README.md")]
#[cfg(doctest)]
struct Readme;
