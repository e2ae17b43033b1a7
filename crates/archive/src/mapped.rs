//! The results of a function that was called with batches of items.

use crate::results::Results;

/// An iterator over what a function returned for batches of items.
///
/// This struct is created by [`Archive::map_batches`](crate::Archive::map_batches).
///
/// Dropping it ends the threads that read and decode.
#[derive(Debug)]
pub struct Mapped<T> {
    results: Results<T>,
    first: Option<T>,
}

impl<T> Mapped<T> {
    /// Creates the iterator, with a result before all others if there is one.
    pub(crate) const fn new(results: Results<T>, first: Option<T>) -> Self {
        Self { results, first }
    }
}

impl<T> Iterator for Mapped<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.first.take().or_else(|| self.results.receive(true))
    }
}
