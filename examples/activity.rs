//! One bot for both ways in which X delivers events: it prints one line per event, by webhook or by
//! the stream of the X Activity API.
//!
//! ```text
//! cargo run --features server --example activity -- --webhook 8080
//! cargo run --features server --example activity -- --stream
//! ```
//!
//! By webhook, it serves `http://127.0.0.1:8080/webhooks/twitter`, for events of both APIs. For use
//! with X, put a proxy that terminates TLS in front of it. Port 0 selects any free port. By stream, it
//! connects to `--base-url`, by default the real API, and receives the events of every subscription of
//! the app; X's texts disagree on whether those with a webhook are among them. It needs no address of
//! its own.
//!
//! An event that comes twice is printed once. The app is in the environment, see
//! `AppCredentials::from_env`: `TWITTER_CONSUMER_KEY` and `TWITTER_CONSUMER_SECRET`, and optionally
//! `TWITTER_BEARER_TOKEN` for the stream and `TWITTER_CLIENT_SECRET` for the webhook. If the reader of the
//! output stalls, up to 16 MiB wait for it in memory. Ctrl-C or SIGTERM ends the program. The exit code is 1
//! if it cannot serve, X ends the stream with an error, or an event cannot be printed, and 2 if the arguments or
//! the variables are wrong.

#[path = "receive/output.rs"]
mod output;

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use account_activity::client::xaa::StreamItem;
use account_activity::receiver::{
    Delivery, HandlerError, Receiver, ReceiverService, Seen, Server, stop_signal,
};
use account_activity::{Activity, AppCredentials, Client};
use output::Output;

const PATH: &str = "/webhooks/twitter";

const USAGE: &str = "\
usage: activity --webhook PORT
       activity --stream [--base-url URL]

  --webhook PORT   receives at this port of 127.0.0.1; 0 for any free port
  --stream         receives by the stream of the X Activity API
  --base-url URL   connects to this server: https://api.twitter.com by default
  --help

Variables: TWITTER_CONSUMER_KEY, TWITTER_CONSUMER_SECRET, and optionally TWITTER_BEARER_TOKEN
(--stream) and TWITTER_CLIENT_SECRET (--webhook).

Exit codes: 0 after Ctrl-C or SIGTERM, 1 if it cannot serve, X ends the stream with an error, or an
event cannot be printed, 2 if the arguments or the variables are wrong.";

enum Way {
    Webhook(u16),
    Stream { base_url: Option<String> },
}

#[tokio::main]
async fn main() -> ExitCode {
    let prepared = way(std::env::args().skip(1)).and_then(|way| {
        let Some(way) = way else { return Ok(None) };
        Ok(Some((way, AppCredentials::from_env()?)))
    });
    let (way, app) = match prepared {
        Ok(Some(prepared)) => prepared,
        Ok(None) => {
            // The reader of the output may have exited (`| head`).
            drop(writeln!(io::stdout(), "{USAGE}"));
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let output = Output::new(io::stdout());
    let bot = Bot { seen: Seen::new(10_000), output: output.clone() };
    let ended = match way {
        Way::Webhook(port) => by_webhook(bot, &app, port).await,
        Way::Stream { base_url } => by_stream(bot, app, base_url).await,
    };
    match ended.and(output.finish().await.map_err(Into::into)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[derive(Clone)]
struct Bot {
    seen: Seen,
    output: Output,
}

impl Bot {
    /// Handles an event, whichever way it came.
    async fn handle(&self, activity: Activity<'_>) -> Result<(), HandlerError> {
        let Some(claim) = self.seen.begin(activity.key())? else { return Ok(()) };
        let mut line = activity.kind().to_string();
        if let Some(actor) = activity.actor() {
            line += &format!(" by {actor}");
        }
        // Text from users is escaped.
        if let Some(post) = activity.post() {
            line += &format!(": {:?}", post.display_text());
        } else if let Some(message) = activity.message() {
            line += &format!(": {:?}", message.display_text());
        }
        self.output.write(line + "\n").await?;
        claim.commit();
        Ok(())
    }
}

async fn by_webhook(bot: Bot, app: &AppCredentials, port: u16) -> Result<(), Box<dyn Error>> {
    let receiver = Receiver::at(PATH, app.secrets()?);
    let service = ReceiverService::with_state(receiver, bot, on_delivery);
    let server = Server::bind(("127.0.0.1", port)).await?;
    eprintln!("receiving at http://{}{PATH}", server.local_addr());
    Ok(server.serve(service).await?)
}

/// If an event cannot be handled, the error makes X send the delivery again.
async fn on_delivery(bot: Bot, delivery: Delivery) -> Result<(), HandlerError> {
    for activity in delivery.activities() {
        bot.handle(activity).await?;
    }
    Ok(())
}

async fn by_stream(
    bot: Bot,
    app: AppCredentials,
    base_url: Option<String>,
) -> Result<(), Box<dyn Error>> {
    let client = Client::builder(app);
    let client = match base_url {
        Some(url) => client.base_url(url),
        None => client,
    };
    let mut stream = client.build()?.xaa().stream();
    let mut stop = std::pin::pin!(stop_signal()?);
    loop {
        let item = tokio::select! {
            item = stream.next() => item,
            () = &mut stop => return Ok(()),
        };
        match item.transpose()? {
            Some(StreamItem::Envelope(envelope)) => {
                for activity in envelope.activities() {
                    // X does not send it again: a bot that must not lose it stores it first.
                    bot.handle(activity).await.map_err(|error| error.to_string())?;
                }
            }
            Some(StreamItem::Gap(gap)) => {
                eprintln!("nothing was received from {} to {}", gap.from, gap.to);
            }
            Some(StreamItem::Notice(notice)) => eprintln!("{notice}"),
            Some(_) => {}
            None => return Ok(()),
        }
    }
}

/// Returns `None` if the arguments ask for help.
fn way(words: impl Iterator<Item = String>) -> Result<Option<Way>, Box<dyn Error>> {
    let words: Vec<String> = words.collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        _ if words.contains(&"--help") => Ok(None),
        ["--webhook", port] => Ok(Some(Way::Webhook(port.parse().map_err(|_| USAGE)?))),
        ["--stream"] => Ok(Some(Way::Stream { base_url: None })),
        ["--stream", "--base-url", url] | ["--base-url", url, "--stream"] => {
            Ok(Some(Way::Stream { base_url: Some(url.to_owned()) }))
        }
        [] | ["--webhook" | "--base-url" | "--stream", ..] => Err(USAGE.into()),
        [word, ..] => Err(format!("unknown argument {word}\n{USAGE}").into()),
    }
}
