//! The command line.

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::outcome::Result;
use crate::{cat, check, completions, crc, deliver, emulator, inbox, man, sign, verify};

/// Archives, webhooks, the emulator and inboxes of X (Twitter) accounts.
#[derive(Debug, Parser)]
#[command(name = "account-activity", version, after_help = AFTER_HELP)]
pub(crate) struct Program {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  account-activity check twitter-2024-01-01.zip
  account-activity cat payloads/ --kind post --json
  account-activity crc https://bot.example/webhook
  account-activity deliver http://127.0.0.1:3000/webhook --sample mention
  account-activity emulator --port 8787

Exit codes: 0 if all is well, 1 if something failed or is not as it should be, 2 if the command was not tried, \
because the arguments are wrong or name a file that cannot be read (`check` and `cat` report such a file as a \
failure, with 1), 130 after Ctrl-C. `account-activity help COMMAND` has examples of each command.";

#[derive(Debug, Subcommand)]
enum Command {
    Check(Box<check::Check>),
    Cat(Box<cat::Cat>),
    Sign(sign::Sign),
    Verify(verify::Verify),
    Crc(crc::Crc),
    Deliver(Box<deliver::Deliver>),
    Emulator(Box<emulator::Flags>),
    Inbox(inbox::Inbox),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Program {
    pub(crate) fn run(self) -> Result<ExitCode> {
        match self.command {
            Command::Check(check) => check.run(),
            Command::Cat(cat) => cat.run(),
            Command::Sign(sign) => sign.run(),
            Command::Verify(verify) => verify.run(),
            Command::Crc(crc) => crc.run(),
            Command::Deliver(deliver) => deliver.run(),
            Command::Emulator(flags) => emulator::run(*flags),
            Command::Inbox(inbox) => inbox.run(),
            Command::Completions(completions) => completions.run(Self::command()),
            Command::Man(man) => man.run(Self::command()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Program::command().debug_assert();
    }
}
