//! One webhook, to which requests are sent as X sends them.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use account_activity::{Payload, Tier, UserId, WebhookId};
use account_activity_emulator::Clock;
use account_activity_emulator::outbound::{
    Content, CrcRecord, DeliveryRecord, Failure, Outbound, Outcome, RetrySchedule, Target, Webhooks,
};
use bytes::Bytes;
use clap::Args;
use url::Url;

use crate::escaped::Escaped;
use crate::input;
use crate::outcome::{Misuse, Result, after_printing, verdict};
use crate::output;
use crate::secret::SecretSource;
use crate::tier;

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

/// A sender to one webhook.
pub(crate) struct Webhook {
    outbound: Outbound,
    target: Arc<One>,
}

struct One(Target);

impl Webhooks for One {
    fn target(&self, _: WebhookId) -> Option<Target> {
        Some(self.0.clone())
    }

    fn is_subscribed(&self, _: WebhookId, _: UserId) -> bool {
        true
    }

    fn invalidate(&self, _: WebhookId, _: &Failure) {}
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
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let target = Arc::new(One(target));
            let outbound = builder.build(Arc::downgrade(&target))?;
            send(Webhook { outbound, target }).await
        })
    }

    /// Prints a result, and returns the exit code.
    pub(crate) fn tell(&self, result: &Exchange, passed: &str) -> Result<ExitCode> {
        after_printing(self.print(result, passed), verdict(result.failure.is_none()))
    }

    fn print(&self, result: &Exchange, passed: &str) -> Result<()> {
        if self.json {
            output::say(serde_json::json!({
                "passed": result.failure.is_none(),
                "status": result.status,
                "latency_ms": result.latency_ms,
                "failure": result.failure.as_ref().map(ToString::to_string),
                "response": result.response,
            }))?;
        } else {
            let status =
                result.status.map_or_else(|| "no response".to_owned(), |it| it.to_string());
            let failure = result.failure.as_ref().map(ToString::to_string);
            let told = failure.as_deref().unwrap_or(passed);
            output::say(format!("{status} in {} ms: {}", result.latency_ms, Escaped(told)))?;
            if let Some(failure) = &result.failure {
                if let Some(response) = &result.response {
                    output::say(format!("the response begins with: {}", Escaped(response)))?;
                }
                output::say(advice(failure))?;
            }
        }
        Ok(())
    }
}

impl Webhook {
    /// Sends a CRC request.
    pub(crate) async fn crc(&self) -> Result<CrcRecord> {
        // The record has the failure too.
        drop(self.outbound.run_crc(&self.target.0).await);
        Ok(self.outbound.crc_requests().pop().ok_or("the CRC request has no record")?)
    }

    /// Sends a delivery.
    pub(crate) async fn deliver(&self, body: Bytes) -> Result<DeliveryRecord> {
        // What the records say about the body does not matter here: any body is sent.
        let mut content = Content::from(&Payload::from_slice(b"{}")?);
        content.body = body;
        self.outbound.deliver(self.target.0.webhook, content);
        self.outbound.drained().await;
        Ok(self.outbound.deliveries().pop().ok_or("the delivery has no record")?)
    }
}

/// A request to a webhook and the response.
pub(crate) struct Exchange {
    status: Option<u16>,
    latency_ms: u64,
    response: Option<String>,
    failure: Option<Failure>,
}

impl From<CrcRecord> for Exchange {
    fn from(record: CrcRecord) -> Self {
        let CrcRecord { status, latency_ms, response, failure, .. } = record;
        Self { status, latency_ms, response, failure }
    }
}

impl From<DeliveryRecord> for Exchange {
    fn from(record: DeliveryRecord) -> Self {
        let DeliveryRecord { status, latency_ms, response, outcome, .. } = record;
        let failure = match outcome {
            Outcome::Failed(failure) => Some(failure),
            _ => None,
        };
        Self { status, latency_ms, response, failure }
    }
}

/// Returns what to do about a failure.
const fn advice(failure: &Failure) -> &'static str {
    match failure {
        Failure::Slow => {
            "X counts this as a failure. Respond at once, and process the event afterwards."
        }
        Failure::Status(401 | 403) => {
            "The webhook rejects the request. Check that it has the same secret, and that it verifies the bytes \
             as they come."
        }
        Failure::Status(404 | 405) => {
            "Check the path of the URL, and that the webhook takes GET for the CRC and POST for deliveries."
        }
        Failure::Redirect(_) => {
            "X makes such a webhook invalid. Register the URL to which it redirects."
        }
        Failure::Connect(_) => "Check the host and the port, and that the webhook is running.",
        Failure::Tls(_) => {
            "X makes such a webhook invalid. Check that the certificate is for this host, is not expired, and \
             comes with its intermediate certificates. --trust-ca trusts a private authority."
        }
        Failure::GzipMismatch => {
            "Set `content-encoding: gzip` if, and only if, the body is compressed."
        }
        Failure::WrongToken => {
            "Respond with {\"response_token\": \"sha256=…\"}: the Base64 of the HMAC-SHA256 of crc_token, with \
             the secret as its key. Check that the webhook has the same secret."
        }
        _ => "Only the status 200 counts. Read the log of the webhook.",
    }
}
