//! Standard output.

use std::fmt;
use std::io::{self, Write};

use crate::outcome::{Closed, Result};

/// Prints a text and ends the line.
///
/// # Errors
///
/// [`Closed`] if the reader has exited.
pub(crate) fn say(text: impl fmt::Display) -> Result<()> {
    written(writeln!(anstream::stdout().lock(), "{text}"))
}

/// Prints bytes as they are.
pub(crate) fn write(bytes: &[u8]) -> Result<()> {
    let mut output = io::stdout().lock();
    written(output.write_all(bytes).and_then(|()| output.flush()))
}

/// Tells a reader that has exited from other errors of writing.
pub(crate) fn written(result: io::Result<()>) -> Result<()> {
    result.map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Closed.into(),
        _ => format!("cannot write the output: {error}").into(),
    })
}
