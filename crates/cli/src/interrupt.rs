//! Ctrl-C while an archive is read.

use std::io;
use std::thread;

use account_activity_archive::Cancel;

use crate::outcome::{INTERRUPTED, Result};
use crate::runtime;

/// Returns what Ctrl-C cancels. A second Ctrl-C ends the program at once.
pub(crate) fn cancel_on_ctrl_c() -> Result<Cancel> {
    let cancel = Cancel::new();
    let cancelled = cancel.clone();
    let runtime = runtime::single_threaded()?;
    // Registered here, so that a signal is handled from the first output on.
    let mut signals = {
        let _entered = runtime.enter();
        signals()?
    };
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        let mut pressed = || runtime.block_on(signals.recv()).is_some();
        if pressed() {
            cancelled.cancel();
            if pressed() {
                std::process::exit(i32::from(INTERRUPTED));
            }
        }
    })?;
    Ok(cancel)
}

#[cfg(unix)]
fn signals() -> io::Result<tokio::signal::unix::Signal> {
    tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())
}

#[cfg(windows)]
fn signals() -> io::Result<tokio::signal::windows::CtrlC> {
    tokio::signal::windows::ctrl_c()
}
