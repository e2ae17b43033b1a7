//! The integration tests, one binary, in folders by subject:
//!
//! - `model`: the types of events; `payload`: decoding; `events`: kinds, keys, relations
//! - `xaa`: the X Activity API; `activity`: both families
//! - `receiver`: signatures, the CRC, the service; `client`: every endpoint; `errors`: every failure
//! - `fuzz`: the seeds of the fuzz targets; `codegen`: the generator; `docs`: documents, dependencies, floors

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::indexing_slicing, clippy::string_slice)]

mod activity;
#[cfg(feature = "client")]
mod client;
mod codegen;
mod docs;
#[cfg(feature = "client")]
mod errors;
mod events;
mod example;
mod fixtures;
mod fuzz;
mod model;
mod payload;
#[cfg(feature = "receiver")]
mod receiver;
mod xaa;
