//! Cuts values and rows out of text.

pub(crate) mod rows;
pub(crate) mod scanner;
pub(crate) mod sequence;
