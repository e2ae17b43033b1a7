//! The types of events, and their scalars.

mod coverage;
pub(crate) mod each_type;
mod layout;
mod scalars;
mod text;
