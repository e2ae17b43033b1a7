//! `sign`: the signature of a body.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::outcome::Result;
use crate::secret::SecretSource;
use crate::{input, output};

/// Signs a body as X does
///
/// Prints `sha256=` and the Base64 of the HMAC-SHA256 of the bytes as they are.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Sign {
    /// The file with the body. Standard input by default, or for `-`
    #[arg(value_name = "FILE", default_value = input::STDIN)]
    body: PathBuf,
    /// Prints the whole header, as curl takes it
    #[arg(long)]
    header: bool,
    #[command(flatten)]
    secret: SecretSource,
}

const AFTER_HELP: &str = "\
Examples:
  account-activity sign payload.json
  account-activity sign payload.json --secret-file consumer-secret.txt
  curl -H \"$(account-activity sign payload.json --header)\" \\
    --data-binary @payload.json http://127.0.0.1:3000/webhook

Exit codes: 0 if the signature is printed, 1 if it cannot be printed, 2 if the arguments are wrong, or the \
body or the secret cannot be read.";

impl Sign {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let secret = self.secret.secret(Some(&self.body))?;
        let signature = account_activity::receiver::sign(&secret, &input::read(&self.body)?);
        if self.header {
            output::say(format!("{}: {signature}", self.secret.scheme().header()))?;
        } else {
            output::say(signature)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
