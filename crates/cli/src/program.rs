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
  account-activity check twitter-2024-01-01.zip         What is in an archive, and what is wrong
  account-activity cat payloads/ --kind post --json     Its activities, one per line
  account-activity crc https://bot.example/webhook      Asks a webhook as X would
  account-activity deliver http://127.0.0.1:3000/webhook --sample mention
  account-activity emulator --port 8787                 Emulates the APIs of X

Exit codes: 0 if all is well, 1 if something failed or is not as it should be, 2 if the arguments are \
wrong, 130 after Ctrl-C. `account-activity help COMMAND` has examples of each command.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Reads an archive and reports what is in it and what is wrong
    Check(Box<check::Check>),
    /// Prints the activities of an archive, as readable lines or as JSON
    Cat(Box<cat::Cat>),
    /// Signs a body as X does
    Sign(sign::Sign),
    /// Verifies the signature of a body
    Verify(verify::Verify),
    /// Sends a challenge-response check (CRC) to a webhook, as X does, and judges the response
    Crc(crc::Crc),
    /// Signs a payload and posts it to a webhook, as X does
    Deliver(Box<deliver::Deliver>),
    /// Emulates the Account Activity API and the X Activity API on this machine
    Emulator(Box<emulator::Flags>),
    /// Looks into an inbox in a file of SQLite, and changes it, also while a bot uses it
    Inbox(inbox::Inbox),
    /// Prints the completions for a shell
    Completions(completions::Completions),
    /// Prints the manual page of the program or of a command
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
