//! `deliver`: posts a signed payload to a webhook.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use account_activity::{Body, Family, Timestamp, UserId};
use bytes::Bytes;
use clap::{Args, ValueEnum};

use crate::escaped::Escaped;
use crate::input;
use crate::outcome::Result;
use crate::sample::Sample;
use crate::webhook::{Webhook, WebhookArgs};

/// Signs a payload and posts it to a webhook, as X does
///
/// The payload is a file, standard input or a sample. Prints the status and the time of the response. A failed
/// delivery is not sent again.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Deliver {
    /// The file with the payload, or `-` for standard input. It is sent as it is
    #[arg(
        index = 2,
        value_name = "FILE",
        required_unless_present = "sample",
        conflicts_with = "sample"
    )]
    file: Option<PathBuf>,
    /// Sends a sample: what X would deliver now if this happened
    #[arg(long, value_enum, value_name = "NAME")]
    sample: Option<Sample>,
    /// The API whose form the sample has
    #[arg(long, value_enum, conflicts_with = "file", default_value_t = SampleFamily::AccountActivity)]
    family: SampleFamily,
    /// The id of the subscriber in the sample
    #[arg(long, value_name = "USER", conflicts_with = "file", default_value = "12")]
    subscriber: UserId,
    #[command(flatten)]
    webhook: WebhookArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
enum SampleFamily {
    /// The Account Activity API
    AccountActivity,
    /// The X Activity API
    XActivity,
}

const AFTER_HELP: &str = "\
Examples:
  account-activity deliver http://127.0.0.1:3000/webhook --sample mention
  account-activity deliver http://127.0.0.1:3000/webhook \\
    --sample like --family x_activity
  account-activity deliver https://bot.example/webhook payload.json \\
    --secret-file secret.txt
  jq -j .body a.json | account-activity deliver http://127.0.0.1:3000/webhook -

Exit codes: 0 if the response is 200 in time, 1 if it is not, 2 if nothing was sent: the arguments are wrong, \
or the payload, the secret or a certificate cannot be read.";

impl Deliver {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let deliver = async |webhook: Webhook| webhook.deliver(self.body()?).await;
        let record = self.webhook.run(self.file.as_deref(), deliver)?;
        self.webhook.tell(&record.into(), "the webhook accepts the delivery")
    }

    fn body(&self) -> Result<Bytes> {
        let Some(sample) = self.sample else {
            let body =
                input::read(self.file.as_deref().unwrap_or_else(|| Path::new(input::STDIN)))?;
            warn(&body);
            return Ok(body);
        };
        let family = match self.family {
            SampleFamily::AccountActivity => Family::AccountActivity,
            SampleFamily::XActivity => Family::XActivity,
        };
        sample.body(family, self.subscriber, Timestamp::now())
    }
}

/// Tells of a body that X would not send.
fn warn(body: &Bytes) {
    match Body::from_bytes(body.clone()) {
        Ok(read) if read.activities().next().is_some() => {}
        Ok(_) => anstream::eprintln!("warning: the body has no events; it is sent as it is"),
        Err(error) => {
            anstream::eprintln!("warning: {}; the body is sent as it is", Escaped(error));
        }
    }
}
