//! The generator, and what it generates.

pub(crate) mod generated;
mod generator;
