//! Tests of the inbox.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::indexing_slicing, clippy::string_slice)]

mod bodies;
mod clock;
mod conformance;
#[cfg(all(unix, feature = "sqlite"))]
mod crash;
#[cfg(all(target_os = "linux", feature = "sqlite"))]
mod durability;
#[path = "../../../../tests/it/example.rs"]
#[cfg(all(unix, feature = "sqlite"))]
mod example;
#[cfg(all(unix, feature = "sqlite"))]
mod examples;
#[cfg(all(unix, feature = "sqlite"))]
mod failures;
mod families;
mod handler;
mod hooked;
#[cfg(feature = "nats")]
mod jetstream;
mod log;
#[cfg(all(target_os = "linux", feature = "sqlite"))]
mod million;
#[cfg(any(feature = "nats", all(unix, feature = "sqlite")))]
mod port;
#[cfg(all(unix, feature = "sqlite"))]
mod program;
#[cfg(feature = "sqlite")]
mod sqlite;
mod subject;
mod worker;
