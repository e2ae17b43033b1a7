//! Ctrl-C while an archive is read.

use std::thread;

use account_activity_archive::Cancel;

use crate::outcome::{INTERRUPTED, Result};
use crate::runtime;

/// Returns what Ctrl-C cancels. A second Ctrl-C ends the program at once.
pub(crate) fn cancel_on_ctrl_c() -> Result<Cancel> {
    let cancel = Cancel::new();
    let cancelled = cancel.clone();
    let runtime = runtime::single_threaded()?;
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        let pressed = || runtime.block_on(tokio::signal::ctrl_c()).is_ok();
        if pressed() {
            cancelled.cancel();
            if pressed() {
                std::process::exit(i32::from(INTERRUPTED));
            }
        }
    })?;
    Ok(cancel)
}
