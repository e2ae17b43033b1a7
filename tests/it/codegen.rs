//! The generator, and the generated source.

pub(crate) mod generated;
mod generator;
