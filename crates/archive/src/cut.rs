//! Cuts values and rows out of text.

mod resume;
pub(crate) mod rows;
pub(crate) mod scanner;
pub(crate) mod sequence;
