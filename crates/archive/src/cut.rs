//! Cuts values and rows out of text.

pub(crate) mod copy;
mod resume;
pub(crate) mod rows;
pub(crate) mod scanner;
pub(crate) mod sequence;
