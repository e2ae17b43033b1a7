//! The types of events, and their scalars.

pub(crate) mod coverage;
mod display;
pub(crate) mod each_type;
mod layout;
mod mention;
mod scalars;
mod text;
