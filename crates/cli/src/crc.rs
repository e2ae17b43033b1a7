//! `crc`: asks a webhook for its CRC response.

use std::process::ExitCode;

use clap::Args;

use crate::outcome::Result;
use crate::webhook::WebhookArgs;

/// Sends a challenge-response check (CRC) to a webhook, as X does, and judges the response
///
/// The request is signed, with a new token and a nonce. The response must have the status 200, come in time,
/// have the right token, and declare gzip if it is compressed.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Crc {
    #[command(flatten)]
    webhook: WebhookArgs,
}

const AFTER_HELP: &str = "\
Examples:
  TWITTER_CONSUMER_SECRET=… account-activity crc https://bot.example/webhook
  account-activity crc http://127.0.0.1:3000/webhook --secret-file secret.txt
  account-activity crc https://bot.example/webhook --tier v2-enterprise

Exit codes: 0 if the webhook passes, 1 if it does not, 2 if it was not asked: the arguments are wrong, or the \
secret or a certificate cannot be read.";

impl Crc {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let record = self.webhook.run(None, async |webhook| webhook.crc().await)?;
        self.webhook.tell(&record.into(), "the webhook passes: the right token, in time")
    }
}
