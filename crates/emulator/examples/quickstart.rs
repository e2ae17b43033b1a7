//! The Account Activity API from end to end: a webhook registered, a user subscribed, events
//! received, one error explained.
//!
//! ```text
//! cargo quickstart
//! ```
//!
//! or, in full, `cargo run -p account-activity-emulator --example quickstart`. Without an account
//! and without a network it starts an emulator of the API, lets three users do one of everything, and ends by
//! itself.
//!
//! With credentials in the environment (`TWITTER_CONSUMER_KEY`, `TWITTER_CONSUMER_SECRET`,
//! `TWITTER_ACCESS_TOKEN`, `TWITTER_ACCESS_TOKEN_SECRET`), and in `TWITTER_WEBHOOK_URL` a URL that
//! leads to port 8080 of this machine (or to `PORT`), the same program runs against the real API (or
//! what answers at `TWITTER_BASE_URL`): in the Premium environment that `TWITTER_WEBHOOK_ENV` names,
//! until Ctrl-C.

#[path = "quickstart/emulated.rs"]
mod emulated;
#[path = "quickstart/line.rs"]
mod line;
#[path = "quickstart/real.rs"]
mod real;

use std::process::ExitCode;

use account_activity::client::{Error, Exchange, Premium, WebhookUrl};
use account_activity::receiver::{Delivery, Receiver, ReceiverService, Secrets};
use account_activity::{Tier, UserToken};
use axum::Router;
use tokio::net::TcpListener;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const PATH: &str = "/webhooks/twitter";

#[tokio::main]
async fn main() -> ExitCode {
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

/// Receives what is delivered, and prints a line for each event.
fn receive(secrets: Secrets, listener: TcpListener) -> ReceiverService {
    let service = ReceiverService::new(Receiver::at(PATH, secrets), async |delivery: Delivery| {
        for entry in delivery.payload().entries() {
            println!("{}", line::of_event(entry));
        }
        Ok(())
    });
    let router = Router::new().route_service(PATH, service.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    service
}

/// Sees to it that the environment has the webhook, and that the user is subscribed.
async fn subscribe(
    env: &Premium,
    url: &WebhookUrl,
    service: &ReceiverService,
    user: &UserToken,
) -> Result<()> {
    env.ensure_webhook(url).await?;
    if service.stats().crc_requests > 0 {
        println!("{}", line::of_challenge());
    }
    env.subscribe(user).await?;
    Ok(())
}

/// Prints a line for each call.
fn observe(exchange: &Exchange) {
    println!("{}", line::of_call(exchange));
}

/// Prints what went wrong, and what to do about it.
fn explain(error: &Error, tier: Tier) {
    println!("{}", line::of_error(error, tier));
}
