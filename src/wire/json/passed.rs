//! The bytes that readers pass more than once, and the texts that they pass, counted for tests.

use std::cell::Cell;

thread_local! {
    static AGAIN: Cell<usize> = const { Cell::new(0) };
    static TEXTS: Cell<usize> = const { Cell::new(0) };
}

pub(super) fn back(from: usize, to: usize) {
    AGAIN.set(AGAIN.get() + from.saturating_sub(to));
}

pub(super) fn end() {
    TEXTS.set(TEXTS.get() + 1);
}

/// Returns the number of texts that the readers of this thread passed to the end meanwhile.
pub(crate) fn texts(read: impl FnOnce()) -> usize {
    TEXTS.set(0);
    read();
    TEXTS.get()
}

/// Returns the number of bytes that the readers of this thread passed again meanwhile.
pub(crate) fn again(read: impl FnOnce()) -> usize {
    AGAIN.set(0);
    read();
    AGAIN.get()
}
