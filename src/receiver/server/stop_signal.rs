//! The signals that end a program.

use std::io;

/// Returns a future that completes when the process receives SIGINT (Ctrl-C) or, on Unix, SIGTERM.
///
/// Supervisors and containers send SIGTERM. The signals are handled from the call on, and no longer
/// end the process by themselves. [`Server::serve`](super::Server::serve) does this already. The
/// function is for other servers:
///
/// ```no_run
/// # async fn example(app: axum::Router) -> std::io::Result<()> {
/// use account_activity::receiver::stop_signal;
///
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
/// axum::serve(listener, app).with_graceful_shutdown(stop_signal()?).await
/// # }
/// ```
///
/// # Errors
///
/// An error of the system, if it refuses a signal handler.
///
/// # Panics
///
/// If it is not called on a Tokio runtime with I/O enabled.
#[cfg(unix)]
pub fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Returns a future that completes when the process receives Ctrl-C.
///
/// # Errors
///
/// An error of the system, if it refuses a signal handler.
///
/// # Panics
///
/// If it is not called on a Tokio runtime with I/O enabled.
#[cfg(windows)]
pub fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move { drop(interrupt.recv().await) })
}
