//! Tests of the inbox.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::indexing_slicing, clippy::string_slice)]

mod bodies;
mod clock;
mod conformance;
mod families;
mod handler;
#[cfg(feature = "nats")]
mod jetstream;
#[cfg(feature = "sqlite")]
mod sqlite;
mod subject;
mod worker;
