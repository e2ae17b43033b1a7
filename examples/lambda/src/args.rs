//! The command line of a program without arguments.

use std::io::Write;
use std::process::exit;

/// Ends the program if it has arguments: with its usage for `--help`, otherwise with the exit code 2.
pub(crate) fn refuse(usage: &str) {
    let Some(word) = std::env::args_os().nth(1) else { return };
    if word == "--help" {
        // The reader of the output may have exited (`| head`).
        drop(writeln!(std::io::stdout(), "{usage}"));
        exit(0);
    }
    eprintln!("unknown argument {}\n{usage}", word.display());
    exit(2);
}
