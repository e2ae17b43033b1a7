//! The secret of an app, which never stands on the command line and is never printed.

use std::path::{Path, PathBuf};

use account_activity::receiver::{Scheme, Secret, Secrets};
use clap::{Args, ValueEnum};

use crate::input;
use crate::outcome::{Misuse, Result};

/// Where the secret is read from.
#[derive(Args, Debug)]
#[command(next_help_heading = "Secret")]
pub(crate) struct SecretSource {
    /// Which of the app's secrets signs. The signature is in the header x-twitter-webhooks-signature, or
    /// for the client secret in x-twitter-webhooks-signature-oauth2
    #[arg(long, value_enum, default_value_t = KeyKind::Consumer)]
    key: KeyKind,
    /// Reads the secret from this environment variable [default: TWITTER_CONSUMER_SECRET or
    /// TWITTER_CLIENT_SECRET]
    #[arg(long, value_name = "NAME")]
    secret_env: Option<String>,
    /// Reads the secret from this file. A line end after it is dropped
    #[arg(long, value_name = "FILE", conflicts_with = "secret_env")]
    secret_file: Option<PathBuf>,
    /// Reads the secret from standard input. A line end after it is dropped
    #[arg(long, conflicts_with_all = ["secret_env", "secret_file"])]
    secret_stdin: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum KeyKind {
    /// The consumer secret of OAuth 1.0a (API key secret)
    Consumer,
    /// The client secret of OAuth 2.0
    Client,
}

impl SecretSource {
    /// Returns the scheme of the signature.
    pub(crate) const fn scheme(&self) -> Scheme {
        match self.key {
            KeyKind::Consumer => Scheme::ConsumerSecret,
            KeyKind::Client => Scheme::ClientSecret,
        }
    }

    /// Reads the secret. Standard input is refused if the command reads `body` from it.
    pub(crate) fn secret(&self, body: Option<&Path>) -> Result<Secret> {
        let text = match &self.secret_file {
            Some(file) => read(file)?,
            None if self.secret_stdin => {
                if body.is_some_and(|body| body == Path::new(input::STDIN)) {
                    return Err(Misuse(
                        "--secret-stdin reads standard input, so the body must be in a file"
                            .to_owned(),
                    )
                    .into());
                }
                read(Path::new(input::STDIN))?
            }
            None => self.variable()?,
        };
        Ok(Secret::new(text).map_err(|error| Misuse(error.to_string()))?)
    }

    /// Reads the secret as those of the receiver or sender of requests.
    pub(crate) fn secrets(&self, body: Option<&Path>) -> Result<Secrets> {
        let secret = self.secret(body)?;
        Ok(match self.key {
            KeyKind::Consumer => Secrets::new(secret),
            KeyKind::Client => Secrets::with_client_secret_only(secret),
        })
    }

    fn variable(&self) -> Result<String> {
        let default = match self.key {
            KeyKind::Consumer => "TWITTER_CONSUMER_SECRET",
            KeyKind::Client => "TWITTER_CLIENT_SECRET",
        };
        let name = self.secret_env.as_deref().unwrap_or(default);
        // The error of `env::var` can have the value, so it is not shown.
        std::env::var(name).map_err(|_| {
            let told = format!(
                "expected the secret in the environment variable {name}, which is not set: set it, or name \
                 another place with --secret-env, --secret-file or --secret-stdin"
            );
            Misuse(told).into()
        })
    }
}

/// Reads a file or standard input. A line end after the text is not part of the secret.
fn read(path: &Path) -> Result<String> {
    let bytes = input::read(path)?;
    let text = std::str::from_utf8(&bytes);
    let text =
        text.map_err(|_| Misuse(format!("{}: expected a secret in UTF-8", path.display())))?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}
