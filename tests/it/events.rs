//! Events: kinds, keys, relations.

mod key;
mod relation;
mod typed;
