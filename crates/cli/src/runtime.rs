//! The runtime of what uses the network, an inbox or signals.

use std::io;

use tokio::runtime::{Builder, Runtime};

/// Creates a runtime on the current thread.
pub(crate) fn single_threaded() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}
