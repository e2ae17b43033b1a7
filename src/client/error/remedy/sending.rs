//! What did not get as far as an answer of X's, or beyond it.

use super::Remedy;
use crate::client::error::refused::Refusal;
use crate::client::error::transport::TransportErrorKind;

impl Refusal {
    pub(crate) const fn remedy(&self) -> Remedy {
        match self {
            Self::OwnerTokenMissing => Remedy::new(
                "Give the app's credentials the token of its owner: `AppCredentials::owner`.",
                &["The developer portal shows it under “Keys and tokens”."],
            ),
            Self::SchemeNotAccepted { .. } => Remedy::new(
                "Use one of the schemes that the endpoint takes: `Endpoint::auth` lists them.",
                &["Without `using`, the client takes the first of them."],
            ),
            Self::EnvironmentName => Remedy::new(
                "Give the environment's name from the page “Dev environments” of the developer \
                 portal.",
                &["If it comes from a variable of the environment, see that it is set."],
            ),
            Self::WebhookUrlTooLong { .. } => Remedy::new(
                "Shorten the URL of the webhook.",
                &["What the path or the query tells can be kept on the server instead."],
            ),
            Self::UnsendableCredential { .. } => Remedy::new(
                "Store the credential without line breaks and other control characters.",
                &["A file that was read whole often ends with a line break."],
            ),
            Self::Replay(_) => Remedy::new(
                "Ask for a window that the tier allows: `ReplayWindow::check` says whether it does.",
                &["Ask for a longer time in windows of two hours: `ReplayWindow::split`."],
            ),
            Self::DryRun => {
                Remedy::new("Build the client without `dry_run` to send requests.", &[])
            }
        }
    }
}

impl TransportErrorKind {
    pub(crate) const fn remedy(self) -> Remedy {
        match self {
            Self::Timeout => Remedy::new(
                "Try again; look first whether X carried the request out.",
                &[
                    "Registering and validating wait for a challenge: make the webhook answer fast.",
                    "The client's time limit can be raised.",
                ],
            ),
            Self::Connect => Remedy::new(
                "Check the network: name resolution, firewall, proxy.",
                &["Behind a proxy, the client must be told of it.", "The base URL is right."],
            ),
            Self::Tls => Remedy::new(
                "Check which certificate is presented, and by whom.",
                &[
                    "A proxy that opens TLS has a root certificate of its own: add it to the \
                     client, if the proxy is yours.",
                    "The clock of this machine is right.",
                ],
            ),
            Self::Interrupted => Remedy::new(
                "Try again; look first whether X carried the request out.",
                &["If it stays, a proxy or a firewall closes the connection."],
            ),
            Self::BodyTooLarge => Remedy::new(
                "Raise the client's limit, if the answer is right to be that long.",
                &["If it is not, something else than X answers: check the base URL."],
            ),
            Self::Other => Remedy::new("Read the cause: `source()` has it.", &[]),
        }
    }
}

/// Of an answer of success with another body than expected.
pub(crate) const UNEXPECTED_BODY: Remedy = Remedy::new(
    "Check that it is X that answers; if it is, report the endpoint and what is not as expected.",
    &[
        "X carried the request out: do not repeat what may not be done twice.",
        "A proxy or a login page may have answered in X's place: check the base URL.",
    ],
);
