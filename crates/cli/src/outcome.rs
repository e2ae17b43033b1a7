//! How a command ends.

use std::error::Error;
use std::fmt;
use std::process::ExitCode;

use crate::escaped::Escaped;

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// An error in the arguments, which the parser of the command line cannot see.
#[derive(Debug)]
pub(crate) struct Misuse(pub(crate) String);

/// The reader of the output has exited, as `head` does. This is not a failure.
#[derive(Debug)]
pub(crate) struct Closed;

/// Ctrl-C ended the command before its end.
#[derive(Debug)]
pub(crate) struct Interrupted(pub(crate) String);

impl Error for Interrupted {}

impl fmt::Display for Interrupted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Error for Misuse {}

impl fmt::Display for Misuse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Error for Closed {}

impl fmt::Display for Closed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the reader of the output has exited")
    }
}

/// The exit code for wrong arguments, which clap has too.
const MISUSE: u8 = 2;

/// The exit code after Ctrl-C, as shells have it.
pub(crate) const INTERRUPTED: u8 = 130;

/// Prints the error of a command, if it has one to tell, and returns the exit code.
pub(crate) fn exit_code(outcome: Result<ExitCode>) -> ExitCode {
    match outcome {
        Ok(code) => code,
        Err(error) if error.is::<Closed>() => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("{ERROR}error:{ERROR:#} {}", Escaped(with_causes(&*error)));
            if error.is::<Misuse>() {
                ExitCode::from(MISUSE)
            } else if error.is::<Interrupted>() {
                ExitCode::from(INTERRUPTED)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}

/// Clap's own style for errors.
const ERROR: anstyle::Style = anstyle::AnsiColor::Red.on_default().bold();

/// Formats an error and its causes.
fn with_causes(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
