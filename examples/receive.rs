//! A webhook that prints one line per event to the standard output.
//!
//! ```text
//! TWITTER_CONSUMER_SECRET=… cargo run --features server --example receive -- --port 8080
//! ```
//!
//! It serves `http://127.0.0.1:8080/webhooks/twitter`. For use with X, put a proxy that terminates
//! TLS in front of it. If `TWITTER_CLIENT_SECRET` is set too, the example also accepts deliveries
//! signed with it. Port 0 selects any free port.
//!
//! A delivery gets its response after it is printed. If the reader of the output stalls, deliveries get theirs
//! nevertheless, and up to 16 MiB wait for the reader in memory. Further ones get 503, so that X sends them again.
//! Ctrl-C or SIGTERM ends the program after all accepted deliveries are printed, or after 10 s without a reader.
//! The exit code is 1 if it cannot serve or an accepted delivery is not printed, and 2 if the arguments or the
//! variables are wrong.

#[path = "receive/output.rs"]
mod output;

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use account_activity::activity::Source;
use account_activity::receiver::{
    Delivery, Handler, HandlerError, Receiver, ReceiverService, Secret, Secrets, Server,
    UndecodableDelivery, async_trait,
};
use account_activity::{Activity, Event, UserId, xaa};
use output::Output;

const PATH: &str = "/webhooks/twitter";

const USAGE: &str = "\
usage: receive --port PORT

  --port PORT   listens on this port of 127.0.0.1; 0 for any free port
  --help

Variables: TWITTER_CONSUMER_SECRET, and optionally TWITTER_CLIENT_SECRET.

Exit codes: 0 after Ctrl-C or SIGTERM, 1 if it cannot serve or an accepted delivery is not printed, 2 if the
arguments or the variables are wrong.";

#[tokio::main]
async fn main() -> ExitCode {
    let level = tracing_subscriber::filter::LevelFilter::INFO;
    let log = Output::new(std::io::stderr());
    tracing_subscriber::fmt().with_max_level(level).with_writer(move || log.clone()).init();
    let prepared = port(std::env::args().skip(1)).and_then(|port| {
        let Some(port) = port else { return Ok(None) };
        Ok(Some((port, secrets()?)))
    });
    let (port, secrets) = match prepared {
        Ok(Some(prepared)) => prepared,
        Ok(None) => {
            // The reader of the output may have exited (`| head`).
            drop(writeln!(std::io::stdout(), "{USAGE}"));
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    match serve(port, secrets).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(port: u16, secrets: Secrets) -> Result<(), Box<dyn Error>> {
    let output = Output::new(std::io::stdout());
    let service = ReceiverService::new(Receiver::at(PATH, secrets), Printer(output.clone()));
    let server = Server::bind(("127.0.0.1", port)).await?;
    eprintln!("receiving at http://{}{PATH}", server.local_addr());
    let served = server.serve(service).await;
    // Accepted deliveries are printed even if the server fails.
    output.finish().await?;
    Ok(served?)
}

/// Returns `None` if the arguments ask for help.
fn port(words: impl Iterator<Item = String>) -> Result<Option<u16>, Box<dyn Error>> {
    let words: Vec<String> = words.collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["--help", ..] | ["--port", _, "--help"] => Ok(None),
        ["--port", port] => Ok(Some(port.parse().map_err(|_| USAGE)?)),
        [] | ["--port"] => Err(USAGE.into()),
        [word] | ["--port", _, word, ..] | [word, ..] => {
            Err(format!("unknown argument {word}\n{USAGE}").into())
        }
    }
}

fn secrets() -> Result<Secrets, Box<dyn Error>> {
    let consumer_secret = std::env::var("TWITTER_CONSUMER_SECRET")
        .map_err(|error| format!("TWITTER_CONSUMER_SECRET: {error}"))?;
    let secrets = Secrets::new(Secret::new(consumer_secret)?);
    Ok(match std::env::var("TWITTER_CLIENT_SECRET") {
        Ok(client_secret) => secrets.and_client_secret(Secret::new(client_secret)?),
        Err(_) => secrets,
    })
}

struct Printer(Output);

#[async_trait]
impl Handler for Printer {
    async fn handle(&self, delivery: Delivery) -> Result<(), HandlerError> {
        // If the delivery cannot be printed, the error makes X retry it.
        self.0.write(delivery.activities().map(|activity| line(activity) + "\n").collect()).await
    }

    async fn undecodable(&self, delivery: UndecodableDelivery) -> Result<(), HandlerError> {
        let (error, length) = (delivery.error(), delivery.as_bytes().len());
        // The error can repeat a name in the body.
        let error = error.to_string();
        self.0.write(format!("{length} bytes cannot be decoded: {error:?}\n")).await
    }
}

/// Returns the time, kind, actor, subscriber, relation and text of an activity. Text from users is
/// escaped.
fn line(activity: Activity<'_>) -> String {
    let time = activity.occurred_at().map_or_else(|| "-".to_owned(), |time| time.to_string());
    let mut line = format!("{time} {}", activity.kind());
    if let Some(actor) = activity.actor() {
        line += &format!(" by {actor}");
    }
    if let Some(subscriber) = activity.subscriber() {
        line += &format!(" for {subscriber}, {:?}", activity.relation());
    }
    match text(activity) {
        Some(text) => format!("{line}: {text:?}"),
        None => line,
    }
}

/// Returns the text of a post or message, the two parties of an act, or the JSON of an event without a
/// type.
fn text(activity: Activity<'_>) -> Option<String> {
    if let Some(post) = activity.post() {
        return Some(post.display_text());
    }
    if let Some(message) = activity.message() {
        return Some(message.display_text());
    }
    match activity.source() {
        Source::AccountActivity(entry) => match entry.event() {
            Event::ReplayJobStatus(status) => return Some(status.job_state.as_str().to_owned()),
            Event::Unknown(unknown) => return Some(unknown.json().to_owned()),
            Event::Undecoded(undecoded) => return Some(undecoded.json().to_owned()),
            _ => {}
        },
        Source::XActivity(xaa::Event::Unknown(unknown)) => return Some(unknown.json().to_owned()),
        Source::XActivity(xaa::Event::Undecoded(undecoded)) => {
            return Some(undecoded.json().to_owned());
        }
        _ => {}
    }
    let name = |user: Option<UserId>| Some(activity.user(user?)?.username()?.to_owned());
    match (name(activity.actor()), name(activity.target())) {
        (Some(actor), Some(target)) => Some(format!("@{actor} → @{target}")),
        _ => activity.post_id().map(|id| id.to_string()),
    }
}
