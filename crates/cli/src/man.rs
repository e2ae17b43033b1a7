//! `man`: manual pages.

use std::process::ExitCode;

use clap::{Args, Command};

use crate::outcome::{Misuse, Result};
use crate::output;

/// Prints the manual page of the program or of a command
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Man {
    /// The command, such as `crc` or `inbox ls`. Without it, the page is that of the program
    #[arg(value_name = "COMMAND")]
    path: Vec<String>,
}

const AFTER_HELP: &str = "\
Examples:
  account-activity man > ~/.local/share/man/man1/account-activity.1
  account-activity man crc | man -l -";

impl Man {
    pub(crate) fn run(self, mut command: Command) -> Result<ExitCode> {
        command.build();
        let mut shown = &command;
        for name in &self.path {
            let found = shown.find_subcommand(name);
            shown = found.ok_or_else(|| Misuse(format!("unknown command {name:?}")))?;
        }
        let mut page = Vec::new();
        clap_mangen::Man::new(shown.clone()).render(&mut page)?;
        output::write(&page)?;
        Ok(ExitCode::SUCCESS)
    }
}
