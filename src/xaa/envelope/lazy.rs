//! Values that are computed when they are first asked for.

use std::sync::OnceLock;

/// A value that is computed when it is first asked for, from others that are compared.
#[derive(Clone, Debug, Default)]
pub(super) struct Lazy<T>(OnceLock<T>);

impl<T> Lazy<T> {
    pub(super) fn get_or_init(&self, compute: impl FnOnce() -> T) -> &T {
        self.0.get_or_init(compute)
    }
}

impl<T> PartialEq for Lazy<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
