//! Requests that were never sent.

use super::remedy::Remedy;
use crate::client::endpoint::{AuthScheme, Endpoint, either};
use crate::client::replay::ReplayWindowError;
use crate::tier::Tier;

/// A request that the client did not send, because X could only have refused it.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{endpoint} was not sent: {reason}{}", self.alternative())]
pub struct NotSentError {
    endpoint: Endpoint,
    reason: NotSentReason,
}

impl NotSentError {
    /// The refusal of a request. The client makes them; so can a test.
    #[must_use]
    pub fn new(endpoint: Endpoint, reason: NotSentReason) -> Self {
        Self { endpoint, reason }
    }

    /// The endpoint.
    #[must_use]
    pub fn endpoint(&self) -> Endpoint {
        self.endpoint
    }

    /// Why it was not sent.
    #[must_use]
    pub fn reason(&self) -> &NotSentReason {
        &self.reason
    }

    /// What the endpoint takes instead.
    fn alternative(&self) -> String {
        match self.reason {
            NotSentReason::SchemeNotAccepted { .. } => {
                format!("; it takes {}", either(self.endpoint.auth().iter().copied()))
            }
            _ => String::new(),
        }
    }

    /// What to do about it. It is the same on every tier.
    #[must_use]
    pub fn remedy(&self, _tier: Tier) -> Remedy {
        self.reason.remedy()
    }
}

/// Why a request was not sent.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum NotSentReason {
    /// It is signed with the token of the app's owner, which the client does not have.
    #[error("the client has no token of the app's owner")]
    OwnerTokenMissing,
    /// The endpoint does not take this scheme of authentication.
    #[error("the endpoint does not take “{given}”")]
    SchemeNotAccepted {
        /// The scheme that was asked for.
        given: AuthScheme,
    },
    /// The name of the environment is empty, or only dots, which no path can hold.
    #[error("the name of the environment is empty, or only dots")]
    EnvironmentName,
    /// The URL of the webhook is longer than the endpoint takes.
    #[error("the URL of the webhook has {length} characters, {limit} are allowed")]
    WebhookUrlTooLong {
        /// Its characters.
        length: usize,
        /// How many there may be.
        limit: usize,
    },
    /// A credential holds a character that no header can carry, a line break for instance.
    #[error("the {credential} holds a character that no header can carry")]
    UnsendableCredential {
        /// Which one, such as `bearer token`; not its text.
        credential: &'static str,
    },
    /// The window of a Replay job breaks a rule of the tier.
    #[error("{0}")]
    Replay(ReplayWindowError),
    /// The client is in a dry run, which sends nothing.
    #[error("the client is in a dry run")]
    DryRun,
}

impl NotSentReason {
    /// What to do about it.
    const fn remedy(&self) -> Remedy {
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
