//! The emulator as a program: the API on your own machine, for bots in any language.
//!
//! The manual is [the guide to testing][guide].
//!
//! [guide]: https://docs.rs/account-activity-emulator/latest/account_activity_emulator/guide/testing/

mod args;
mod authority;
mod banner;
mod clock_setting;
mod config;
mod log;

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::process::ExitCode;

use account_activity_emulator::Emulator;

use args::Invocation;
use config::Config;

/// The exit code for wrong arguments or a wrong configuration file.
const MISUSE: u8 = 2;

fn main() -> ExitCode {
    let config = match Invocation::parse(env::args_os().skip(1)) {
        Ok(Invocation::Run(config)) => config,
        Ok(Invocation::Tell(text)) => {
            print(&text);
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(MISUSE);
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let ended = runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(run(*config)));
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", explanation(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

/// Runs the emulator until a signal ends the program.
async fn run(config: Config) -> Result<(), Box<dyn Error>> {
    // Registered first, so that a signal is handled at any time.
    let mut asked_to_end = Box::pin(asked_to_end()?);
    let clock = config.clock.clock();
    if !config.quiet {
        log::begin(clock.clone());
    }
    let ca_file = config.tls.as_ref().map(|tls| tls.ca_file.clone());
    let has_control = config.control;
    let emulator: Emulator = config.builder(clock)?.start().await?;
    print(&banner::of(&emulator, ca_file.as_deref(), has_control));
    asked_to_end.as_mut().await;
    emulator.shutdown().await?;
    Ok(())
}

/// Resolves on Ctrl-C, and on Unix on SIGTERM, which supervisors and containers send.
#[cfg(unix)]
fn asked_to_end() -> std::io::Result<impl Future<Output = ()>> {
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

/// Resolves on Ctrl-C.
#[cfg(not(unix))]
fn asked_to_end() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

/// Prints a text. Errors are ignored, because the reader of the output may have exited.
fn print(text: &str) {
    use std::io::Write as _;
    let mut output = std::io::stdout().lock();
    let _ = output.write_all(text.as_bytes()).and_then(|()| output.flush());
}

/// Formats an error and its causes.
fn explanation(error: &dyn Error) -> String {
    let mut text = format!("account-activity-emulator: {error}");
    let mut source = error.source();
    while let Some(error) = source {
        let _ = write!(text, ": {error}");
        source = error.source();
    }
    text
}
