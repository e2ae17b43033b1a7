//! The webhook of a command, to which one request is sent as X sends it.

mod advice;
mod exchange;
mod sender;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use account_activity::{Tier, WebhookId};
use account_activity_emulator::Clock;
use account_activity_emulator::outbound::{Outbound, RetrySchedule, Target};
use clap::Args;
use url::Url;

pub(crate) use self::exchange::Exchange;
pub(crate) use self::sender::Webhook;
use crate::outcome::{Misuse, Result, after_printing, verdict};
use crate::secret::SecretSource;
use crate::{input, runtime, tier};

/// The webhook, and how X treats it.
#[derive(Args, Debug)]
pub(crate) struct WebhookArgs {
    /// The URL of the webhook. Plain http and any port are allowed. Redirects are not followed, as X does
    /// not follow them
    #[arg(index = 1, value_parser = http_url)]
    url: Url,
    /// The tier, which sets the time to respond: three seconds, on v2 ten
    #[arg(long, value_parser = tier::parser(), default_value = "premium")]
    tier: Tier,
    /// Trusts the certificate authorities in a PEM file too; may be repeated
    #[arg(long, value_name = "FILE")]
    trust_ca: Vec<PathBuf>,
    /// Prints the result as one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    secret: SecretSource,
}

fn http_url(text: &str) -> std::result::Result<Url, String> {
    let url = Url::parse(text)
        .map_err(|error| format!("{error}; expected a URL such as https://bot.example/webhook"))?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        // The scheme of `localhost:3000/webhook` is `localhost`.
        other if url.cannot_be_a_base() => {
            Err(format!("expected http or https, found {other}; is http://{text} meant?"))
        }
        other => Err(format!("expected http or https, found {other}")),
    }
}

impl WebhookArgs {
    /// Runs a command that sends one request.
    pub(crate) fn run<T>(
        &self,
        body: Option<&Path>,
        send: impl AsyncFnOnce(Webhook) -> Result<T>,
    ) -> Result<T> {
        let secrets = self.secret.secrets(body)?;
        let mut target = Target::new(WebhookId::new(0), self.url.clone(), secrets, self.tier);
        target.retries = RetrySchedule::none();
        // The seed decides the tokens, which a webhook must not know before.
        let mut builder = Outbound::builder(Clock::real()).seed(fastrand::u64(..));
        for file in &self.trust_ca {
            let trusted = builder.trust_ca_pem(&input::read(file)?);
            builder = trusted.map_err(|error| Misuse(format!("{}: {error}", file.display())))?;
        }
        runtime::single_threaded()?.block_on(async { send(Webhook::new(builder, target)?).await })
    }

    /// Prints the exchange of a request, and returns the exit code.
    pub(crate) fn tell(&self, exchange: &Exchange, passed: &str) -> Result<ExitCode> {
        let printed = if self.json { exchange.print_json() } else { exchange.print(passed) };
        after_printing(printed, verdict(exchange.is_good()))
    }
}
