//! `completions`: scripts by which shells complete the command line.

use std::process::ExitCode;

use clap::{Args, Command};
use clap_complete::Shell;

use crate::outcome::Result;
use crate::output;

/// Prints the completions for a shell
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

const AFTER_HELP: &str = "\
Examples:
  account-activity completions bash \\
    > ~/.local/share/bash-completion/completions/account-activity
  account-activity completions zsh > \"${fpath[1]}/_account-activity\"
  account-activity completions fish \\
    > ~/.config/fish/completions/account-activity.fish";

impl Completions {
    pub(crate) fn run(self, mut command: Command) -> Result<ExitCode> {
        let (name, mut script) = (command.get_name().to_owned(), Vec::new());
        clap_complete::generate(self.shell, &mut command, name, &mut script);
        output::write(&script)?;
        Ok(ExitCode::SUCCESS)
    }
}
