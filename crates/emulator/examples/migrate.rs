//! Rehearses the move from the Account Activity API to the X Activity API.
//!
//! ```text
//! cargo run -p account-activity-emulator --example migrate
//! ```
//!
//! It needs no account and no network: an emulator serves both APIs. Three users are subscribed in the
//! Account Activity API. They consent by OAuth 2.0, get subscriptions in the X Activity API, have both
//! for a time, and leave the Account Activity API one by one. Meanwhile they act, and a bot handles what
//! comes. The program compares what the APIs deliver, and counts what X would charge.
//!
//! The exit code is 0 if the bot handled each event once, except those that the X Activity API does not
//! deliver for a known reason. It is 1 otherwise, and 2 if there is an argument.

#[path = "migrate/bot.rs"]
mod bot;
#[path = "migrate/consent.rs"]
mod consent;
#[path = "migrate/known.rs"]
mod known;
#[path = "migrate/rehearsal.rs"]
mod rehearsal;
#[path = "migrate/report.rs"]
mod report;
#[path = "migrate/script.rs"]
mod script;
#[path = "migrate/tally.rs"]
mod tally;
#[path = "migrate/ties.rs"]
mod ties;
#[path = "migrate/wanted.rs"]
mod wanted;

use std::process::ExitCode;

use report::say;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const USAGE: &str = "\
usage: migrate

It takes no arguments but --help. It rehearses the move from the Account Activity API to the X
Activity API on an emulator, and ends.

Exit codes: 0 if each event was handled once, except those that the X Activity API does not deliver
for a known reason; 1 otherwise; 2 if there is an argument.";

// One thread: two deliveries of the same event are handled one after the other.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match std::env::args_os().nth(1) {
        Some(word) if word == "--help" => {
            say(USAGE);
            return ExitCode::SUCCESS;
        }
        Some(word) => {
            eprintln!("unknown argument {}\n{USAGE}", word.display());
            return ExitCode::from(2);
        }
        None => {}
    }
    match rehearsal::run().await {
        Ok(problems) if problems.is_empty() => ExitCode::SUCCESS,
        Ok(problems) => {
            problems.iter().for_each(|problem| eprintln!("{problem}"));
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
