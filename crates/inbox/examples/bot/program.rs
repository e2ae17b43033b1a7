//! How the program begins and ends.

use std::env::Args;
use std::fmt;
use std::io::{self, Write};
use std::iter::Skip;
use std::process::ExitCode;

use account_activity_inbox::with_sources;

pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Parses the arguments and runs the program. `parse` returns `None` if help is wanted.
pub(crate) async fn start<A>(
    usage: &str,
    parse: impl FnOnce(Skip<Args>) -> Result<Option<A>>,
    run: impl AsyncFnOnce(A) -> Result<()>,
) -> ExitCode {
    let arguments = match parse(std::env::args().skip(1)) {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            say(usage);
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("{error}\n\n{usage}");
            return ExitCode::from(2);
        }
    };
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", with_sources(&*error));
            ExitCode::FAILURE
        }
    }
}

/// Prints a line. Errors are ignored, because the reader of the output may have exited (`| head`).
pub(crate) fn say(line: impl fmt::Display) {
    drop(writeln!(io::stdout(), "{line}"));
}
