//! The runtime that handlers run on.
//!
//! `Server` reads requests on a thread of its own. Its handlers run on the runtime of the program,
//! so that a handler that blocks its thread delays no request.

use tokio::runtime::Handle;
#[cfg(feature = "server")]
use tokio::task::futures::TaskLocalFuture;

tokio::task_local! {
    static RUNTIME: Handle;
}

/// Returns the runtime for the handlers of the current task's requests, which is the current
/// runtime unless a scope says otherwise.
pub(super) fn current() -> Handle {
    RUNTIME.try_with(Clone::clone).unwrap_or_else(|_| Handle::current())
}

/// Runs a task whose handlers run on another runtime.
#[cfg(feature = "server")]
pub(super) fn scope<F: Future>(handlers: Handle, task: F) -> TaskLocalFuture<Handle, F> {
    RUNTIME.scope(handlers, task)
}
