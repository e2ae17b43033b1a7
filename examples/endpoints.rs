//! Calls every endpoint of the API, in an order that works on a live account, and tells how each
//! answered.
//!
//! ```text
//! cargo run --example endpoints -- [--base-url URL] [--only premium|enterprise|v2|oauth] [--dry-run]
//! ```
//!
//! `--base-url` is the server, by default the real API. `--dry-run` sends nothing and prints each
//! request as it would be signed, with secrets masked. The rest is in variables:
//!
//! | Variable | What it is |
//! |---|---|
//! | `TWITTER_CONSUMER_KEY`, `TWITTER_CONSUMER_SECRET` | the app |
//! | `TWITTER_ACCESS_TOKEN`, `TWITTER_ACCESS_TOKEN_SECRET` | its owner, who is also subscribed and unsubscribed |
//! | `TWITTER_BEARER_TOKEN` | the app's bearer token; without it, it is fetched |
//! | `TWITTER_WEBHOOK_ENV` | the environment of Premium; not needed with `--only` another |
//! | `TWITTER_WEBHOOK_URL` | the webhook to register, whose server must be up; not needed with `--only oauth` |
//! | `TWITTER_OAUTH_VERIFIER` | the PIN of the sign-in; without it, it is asked for on a terminal, and elsewhere made up, which X refuses |
//!
//! **It deletes and invalidates.** Each walk ends by deleting the webhook of `TWITTER_WEBHOOK_URL`,
//! whoever registered it, and with it every subscription; other webhooks are left alone. At the very
//! end the bearer token is invalidated, for every program that uses it, and a user's token: that of
//! the sign-in, or, without one, the owner's. X gives a user one token for each app, so if the owner
//! signed in, it is the owner's too.
//!
//! Each request is sent once. Exits 1 if anything failed, 2 if it was not called as it should be.

#[path = "endpoints/args.rs"]
mod args;
#[path = "endpoints/enterprise.rs"]
mod enterprise;
#[path = "endpoints/oauth.rs"]
mod oauth;
#[path = "endpoints/premium.rs"]
mod premium;
#[path = "endpoints/report.rs"]
mod report;
#[path = "endpoints/settings.rs"]
mod settings;
#[path = "endpoints/v2.rs"]
mod v2;
#[path = "endpoints/walk.rs"]
mod walk;

use std::process::ExitCode;

use account_activity::client::EndpointGroup;

use args::Args;
use settings::Settings;
use walk::Walk;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let args = std::env::args().skip(1);
    let prepared = Args::parse(args).and_then(|args| {
        let settings = Settings::read(args.only)?;
        Ok((Walk::new(&args, settings)?, args))
    });
    let (mut walk, args) = match prepared {
        Ok(prepared) => prepared,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    walk.identify(args.only).await;
    if args.walks(EndpointGroup::OAuth) {
        oauth::sign_in(&mut walk).await;
    }
    if args.walks(EndpointGroup::Premium) {
        premium::walk(&mut walk).await;
    }
    if args.walks(EndpointGroup::Enterprise) {
        enterprise::walk(&mut walk).await;
    }
    if args.walks(EndpointGroup::V2) {
        v2::walk(&mut walk).await;
    }
    if args.walks(EndpointGroup::OAuth) {
        oauth::invalidate(&mut walk).await;
    }
    if walk.report.end() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
