//! `emulator`: the APIs of X on this machine, for bots in any language.

mod authority;
mod banner;
mod clock_setting;
mod config;
mod flags;
mod lines;
mod log;

use std::process::ExitCode;

use account_activity::receiver::stop_signal;
use account_activity_emulator::{Clock, Emulator};

pub(crate) use flags::Flags;

use config::Config;

use crate::outcome::{Misuse, Result};
use crate::{output, runtime};

/// Runs the emulator until a signal ends the program.
pub(crate) fn run(flags: Flags) -> Result<ExitCode> {
    let config = flags.config().map_err(Misuse)?;
    let clock = config.clock.clock();
    let log = if config.quiet { None } else { Some(log::begin(clock.clone())?) };
    let served = runtime::single_threaded()?.block_on(serve(config, clock));
    if let Some(log) = log {
        log.finish();
    }
    served
}

async fn serve(config: Config, clock: Clock) -> Result<ExitCode> {
    // Registered first, so that a signal is handled at any time.
    let mut stopped = Box::pin(stop_signal()?);
    let ca_file = config.tls.as_ref().map(|tls| tls.ca_file.clone());
    let has_control = config.control;
    let emulator: Emulator = config.builder(clock)?.start().await?;
    // The emulator goes on if the reader of the banner has exited.
    drop(output::write(banner::of(&emulator, ca_file.as_deref(), has_control).as_bytes()));
    stopped.as_mut().await;
    emulator.shutdown().await?;
    Ok(ExitCode::SUCCESS)
}
