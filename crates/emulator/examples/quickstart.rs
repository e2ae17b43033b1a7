//! Uses the API from end to end: registers a webhook, subscribes a user, receives events, recognizes
//! one that both APIs deliver, and explains an error.
//!
//! ```text
//! cargo quickstart
//! ```
//!
//! or, in full, `cargo run -p account-activity-emulator --example quickstart`. It needs no account
//! and no network: it starts an emulator, lets three users perform every kind of action, and ends.
//!
//! With credentials in the environment, the same program runs against the real API until Ctrl-C or
//! SIGTERM. The credentials are `TWITTER_CONSUMER_KEY`, `TWITTER_CONSUMER_SECRET`, `TWITTER_ACCESS_TOKEN`
//! and `TWITTER_ACCESS_TOKEN_SECRET`. `TWITTER_WEBHOOK_URL` is a URL that leads to port 8080 of
//! this machine (or to `PORT`), and `TWITTER_WEBHOOK_ENV` is the Premium environment.
//! `TWITTER_BASE_URL` sets another base URL. `--help` prints this in short. The exit code is 1 if a
//! step failed, and 2 if there is an argument.

#[path = "quickstart/emulated.rs"]
mod emulated;
#[path = "quickstart/line.rs"]
mod line;
#[path = "quickstart/real.rs"]
mod real;

use std::process::ExitCode;

use account_activity::client::{Error, Exchange, Premium, WebhookUrl};
use account_activity::receiver::{
    Delivery, HandlerError, Receiver, ReceiverService, Secrets, Seen,
};
use account_activity::{Tier, UserToken};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const PATH: &str = "/webhooks/twitter";

const USAGE: &str = "\
usage: quickstart

It takes no arguments but --help. Without variables it runs against an emulator and ends. With
TWITTER_CONSUMER_KEY, TWITTER_CONSUMER_SECRET, TWITTER_ACCESS_TOKEN, TWITTER_ACCESS_TOKEN_SECRET,
TWITTER_WEBHOOK_URL and TWITTER_WEBHOOK_ENV it runs against the real API until Ctrl-C or SIGTERM.
PORT is the port to listen on, 8080 by default; TWITTER_BASE_URL sets another base URL.

Exit codes: 0 at the end, 1 if a step failed, 2 if there is an argument.";

// One thread: two deliveries of an activity are handled one after the other.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match std::env::args_os().nth(1) {
        Some(word) if word == "--help" => {
            line::say(USAGE);
            return ExitCode::SUCCESS;
        }
        // With credentials in the environment, the program would act on X.
        Some(word) => {
            eprintln!("unknown argument {}\n{USAGE}", word.display());
            return ExitCode::from(2);
        }
        None => {}
    }
    let run = match real::Settings::from_environment() {
        Ok(Some(settings)) => real::run(settings).await,
        Ok(None) => emulated::run().await,
        Err(error) => Err(error),
    };
    match run {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Returns a receiver that prints a line for each event.
fn receiver(secrets: Secrets) -> ReceiverService {
    ReceiverService::with_state(Receiver::at(PATH, secrets), Seen::new(10_000), on_delivery)
}

async fn on_delivery(seen: Seen, delivery: Delivery) -> std::result::Result<(), HandlerError> {
    for activity in delivery.activities() {
        match seen.begin(activity.key())? {
            Some(claim) => {
                line::say(line::of_activity(activity));
                claim.commit();
            }
            None => line::say(line::of_duplicate(activity)),
        }
    }
    Ok(())
}

/// Ensures that the environment has the webhook, and subscribes the user.
async fn subscribe(
    env: &Premium,
    url: &WebhookUrl,
    service: &ReceiverService,
    user: &UserToken,
) -> Result<()> {
    env.ensure_webhook(url).await?;
    if service.stats().crc_requests > 0 {
        line::say(line::of_crc());
    }
    env.subscribe(user).await?;
    Ok(())
}

/// Prints a line for each request.
fn observe(exchange: &Exchange) {
    line::say(line::of_call(exchange));
}

/// Prints what an error means, and its remedy.
fn explain(error: &Error, tier: Tier) {
    line::say(line::of_error(error, tier));
}
