//! `verify`: a body against a secret and the value of a header.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::outcome::{Misuse, Result, after_printing, verdict};
use crate::secret::SecretSource;
use crate::{input, output};

/// Verifies the signature of a body
///
/// The body must be the bytes that X sent. A body that was parsed and written anew has another signature.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Verify {
    /// The file with the body. Standard input by default, or for `-`
    #[arg(value_name = "FILE", default_value = input::STDIN)]
    body: PathBuf,
    /// The value of the header, such as `sha256=…`. The name of the header may stand before it
    #[arg(long, value_name = "HEADER")]
    signature: String,
    #[command(flatten)]
    secret: SecretSource,
}

const AFTER_HELP: &str = "\
Examples:
  account-activity verify body.json --signature 'sha256=YFpPr1o5UmzuI…'
  account-activity verify body.json \\
    --signature 'x-twitter-webhooks-signature: sha256=YFpPr1o5UmzuI…'
  account-activity verify body.json --key client --signature 'sha256=YFpPr1o5…'

Exit codes: 0 if the signature matches, 1 if it does not, 2 if it was not checked: the arguments are wrong, \
or the body or the secret cannot be read.";

impl Verify {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let scheme = self.secret.scheme();
        let value = match self.signature.split_once(':') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case(scheme.header()) => value,
            Some((name, _)) => {
                let told = format!(
                    "--signature: expected the header {}, found {:?}; --key consumer or --key client selects \
                     the header",
                    scheme.header(),
                    name.trim()
                );
                return Err(Misuse(told).into());
            }
            None => &self.signature,
        };
        let value = HeaderValue::from_str(value.trim())
            .map_err(|_| Misuse("--signature: expected the value of a header".to_owned()))?;
        let secrets = self.secret.secrets(Some(&self.body))?;
        let headers = HeaderMap::from_iter([(HeaderName::from_static(scheme.header()), value)]);
        let (is_good, told) = match secrets.verify(&headers, &input::read(&self.body)?) {
            Ok(_) => (true, "the signature matches".to_owned()),
            Err(error) => (false, error.to_string()),
        };
        after_printing(output::say(told), verdict(is_good))
    }
}
