//! The thread of a server, with a runtime that no handler runs on.

use std::thread::Builder;

use tokio::runtime;
use tokio::sync::oneshot;

use super::error::ServerError;

/// Runs work on a thread of its own, and returns where its result arrives.
pub(super) fn start(
    work: impl AsyncFnOnce() -> Result<(), ServerError> + Send + 'static,
) -> Result<oneshot::Receiver<Result<(), ServerError>>, ServerError> {
    let (sender, ended) = oneshot::channel();
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(ServerError::start)?;
    let run = move || {
        let result = runtime.block_on(work());
        // Connections that are still open are closed with the runtime.
        drop(runtime);
        // The receiver is dropped if nobody waits for the server any longer.
        let _ = sender.send(result);
    };
    let name = "account-activity-server".to_owned();
    Builder::new().name(name).spawn(run).map_err(ServerError::start)?;
    Ok(ended)
}
