//! The integration tests, one binary.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::indexing_slicing, clippy::string_slice)]

mod archive;
mod bad_input;
#[cfg(feature = "client")]
mod client;
mod coverage;
mod decode_example;
mod dependencies;
mod documentation;
mod each_type;
#[cfg(feature = "client")]
mod endpoints;
#[cfg(feature = "client")]
mod endpoints_example;
#[cfg(feature = "client")]
mod errors;
mod event_key;
mod events;
mod fixtures;
mod floors;
mod generated;
mod generator;
#[cfg(feature = "client")]
mod guide;
mod layout;
mod mutation;
#[cfg(feature = "client")]
mod oauth1;
mod openness;
mod reading;
#[cfg(feature = "receiver")]
mod receiver;
mod relation;
mod scalars;
mod text;
