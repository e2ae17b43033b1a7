//! The generator, and the generated source.

mod catalog;
pub(crate) mod generated;
mod generator;
