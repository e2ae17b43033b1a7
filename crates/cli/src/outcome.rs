//! How a command ends.

use std::error::Error;
use std::fmt;
use std::process::ExitCode;

use account_activity_inbox::with_sources;

use crate::escaped::{Escaped, escaped_lines};

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The arguments are wrong, or name a file or a secret that cannot be read: the command was not tried.
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

/// The verdict of a command about what it was given.
pub(crate) const fn verdict(is_good: bool) -> ExitCode {
    if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Returns the exit code of a command whose result was printed. A reader that has exited does not change it.
pub(crate) fn after_printing(printed: Result<()>, code: ExitCode) -> Result<ExitCode> {
    match printed {
        Err(error) if !error.is::<Closed>() => Err(error),
        _ => Ok(code),
    }
}

/// Prints the error of a command, if it has one to tell, and returns the exit code.
pub(crate) fn exit_code(outcome: Result<ExitCode>) -> ExitCode {
    match outcome {
        Ok(code) => code,
        Err(error) if error.is::<Closed>() => ExitCode::SUCCESS,
        Err(error) => {
            let (text, code) = if error.is::<Misuse>() {
                // Lines, as those of an error in a configuration file, are of this program.
                (escaped_lines(&error.to_string()), ExitCode::from(MISUSE))
            } else if error.is::<Interrupted>() {
                (Escaped(error).to_string(), ExitCode::from(INTERRUPTED))
            } else {
                (Escaped(with_sources(&*error)).to_string(), ExitCode::FAILURE)
            };
            anstream::eprintln!("{ERROR}error:{ERROR:#} {text}");
            code
        }
    }
}

/// Clap's own style for errors.
const ERROR: anstyle::Style = anstyle::AnsiColor::Red.on_default().bold();
