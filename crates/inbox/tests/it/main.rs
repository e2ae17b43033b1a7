//! Tests of the inbox.

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
