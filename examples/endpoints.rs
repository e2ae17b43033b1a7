//! Calls every endpoint of the API, in an order that works on a live account, and prints the status
//! of each response.
//!
//! ```text
//! cargo run --example endpoints -- [--base-url URL] [--only premium|enterprise|v2|xaa|oauth|oauth2] [--dry-run]
//! ```
//!
//! `--base-url` is the server, by default the real API. `--dry-run` sends nothing and prints each
//! request as it would be signed, with secrets redacted. It needs no variable: invented values take
//! the place of those that are not set. `--help` prints this in short. The other settings are
//! environment variables:
//!
//! | Variable | Value |
//! |---|---|
//! | `TWITTER_CONSUMER_KEY`, `TWITTER_CONSUMER_SECRET` | the app |
//! | `TWITTER_ACCESS_TOKEN`, `TWITTER_ACCESS_TOKEN_SECRET` | its owner, whom the program also subscribes and unsubscribes |
//! | `TWITTER_BEARER_TOKEN` | the app's bearer token; if not set, the program fetches it |
//! | `TWITTER_WEBHOOK_ENV` | the environment of Premium; not needed if `--only` selects another part |
//! | `TWITTER_WEBHOOK_URL` | the webhook to register, whose server must be running; not needed with `--only xaa`, `--only oauth` and `--only oauth2` |
//! | `TWITTER_OAUTH_VERIFIER` | the PIN of the sign-in; if not set, the program asks for it on a terminal, and elsewhere sends a made-up one, which X rejects |
//! | `TWITTER_CLIENT_ID`, `TWITTER_CLIENT_SECRET` | the client of OAuth 2.0; not needed if `--only` selects another part |
//! | `TWITTER_REDIRECT_URI` | a redirect URI of the app's settings; not needed if `--only` selects another part. On a terminal, the program asks for the URL to which the browser was sent |
//!
//! **It deletes and invalidates.** Each part ends by deleting the webhook of `TWITTER_WEBHOOK_URL`,
//! whichever program registered it, and with it every subscription. Other webhooks are left as they
//! are. The part of the X Activity API deletes the subscription that it creates, and no other. At the
//! end the program invalidates the bearer token, for every program that uses it, and a
//! user's token: the token of the sign-in or, if there was no sign-in, the owner's. X issues one
//! token per user and app, so if the owner signed in, it is the owner's too.
//!
//! Each request is sent once. The exit code is 1 if a request failed, and 2 if the arguments or the
//! variables are wrong.

#[path = "endpoints/args.rs"]
mod args;
#[path = "endpoints/enterprise.rs"]
mod enterprise;
#[path = "../src/receiver/escaped.rs"]
mod escaped;
#[path = "endpoints/oauth.rs"]
mod oauth;
#[path = "endpoints/oauth2.rs"]
mod oauth2;
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
#[path = "endpoints/xaa.rs"]
mod xaa;

use std::process::ExitCode;

use account_activity::client::EndpointGroup;

use args::Args;
use settings::Settings;
use walk::Walk;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let prepared = Args::parse(std::env::args().skip(1)).and_then(|args| {
        let Some(args) = args else { return Ok(None) };
        let settings = Settings::read(&args)?;
        Ok(Some((Walk::new(&args, settings)?, args)))
    });
    let (mut walk, args) = match prepared {
        Ok(Some(prepared)) => prepared,
        Ok(None) => {
            report::say(args::USAGE);
            return ExitCode::SUCCESS;
        }
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
    if args.walks(EndpointGroup::XActivity) {
        xaa::walk(&mut walk).await;
    }
    if args.walks(EndpointGroup::OAuth2) {
        oauth2::walk(&mut walk).await;
    }
    if args.walks(EndpointGroup::OAuth) {
        oauth::invalidate(&mut walk).await;
    }
    if walk.report.end() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
