//! Requests that were not sent.

use super::remedy::Remedy;
use crate::client::endpoint::{AuthScheme, Endpoint, either};
use crate::client::replay::ReplayWindowError;
use crate::client::target::Target;
use crate::tier::Tier;
use crate::xaa::EventKind;

/// A request that the client did not send, because X could only have rejected it.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{target} was not sent: {reason}{}", self.alternative())]
pub struct NotSentError {
    pub(super) target: Target,
    /// Boxed, because it is the largest part of all errors and the rarest.
    reason: Box<NotSentReason>,
}

impl NotSentError {
    /// Creates an error, as the client does. Tests can use it too.
    #[must_use]
    pub fn new(endpoint: Endpoint, reason: NotSentReason) -> Self {
        Self { target: endpoint.into(), reason: Box::new(reason) }
    }

    /// Returns the endpoint.
    #[must_use]
    pub fn endpoint(&self) -> Endpoint {
        self.target.endpoint
    }

    /// Returns why the request was not sent.
    #[must_use]
    pub fn reason(&self) -> &NotSentReason {
        &self.reason
    }

    /// Returns the part of the text that lists the schemes which the endpoint accepts.
    fn alternative(&self) -> String {
        match *self.reason {
            NotSentReason::SchemeNotAccepted { .. } => {
                format!("; it accepts {}", either(self.target.endpoint.auth().iter().copied()))
            }
            _ => String::new(),
        }
    }

    /// Returns the remedy. It is the same on every tier.
    #[must_use]
    pub fn remedy(&self, _tier: Tier) -> Remedy {
        self.reason.remedy()
    }
}

/// The reason why a request was not sent.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum NotSentReason {
    /// The request needs the token of the app's owner, which the client does not have.
    #[error("the client has no token of the app's owner")]
    OwnerTokenMissing,
    /// The request needs the client id of OAuth 2.0, which the client does not have.
    #[error("the client has no client id of OAuth 2.0")]
    ClientIdMissing,
    /// The request needs the client secret of OAuth 2.0, which the client does not have.
    #[error("the client has no client secret of OAuth 2.0")]
    ClientSecretMissing,
    /// The tokens have no refresh token, because the user did not grant the scope `offline.access`.
    #[error("the tokens have no refresh token")]
    RefreshTokenMissing,
    /// The operating system gave no random numbers, without which a sign-in is not safe.
    #[error("the operating system gave no random numbers: {cause}")]
    NoRandomness {
        /// The error of the operating system.
        cause: String,
    },
    /// The kind of event is private, so only the user of the filter can subscribe to it.
    #[error(
        "events of the kind `{kind}` are private: the subscription needs the token of the filter's \
         user{}",
        scope.map(|scope| format!(", with the scope `{scope}`")).unwrap_or_default()
    )]
    UserTokenMissing {
        /// The kind.
        kind: EventKind,
        /// The OAuth 2.0 scope that the token must have. Absent if X names none.
        scope: Option<&'static str>,
    },
    /// The endpoint does not accept this scheme of authentication.
    #[error("the endpoint does not accept “{given}”")]
    SchemeNotAccepted {
        /// The scheme of the request.
        given: AuthScheme,
    },
    /// The name of the environment is empty or consists of dots, which a path cannot contain.
    #[error("the name of the environment is empty or consists of dots")]
    EnvironmentName,
    /// The URL of the webhook is longer than the endpoint accepts.
    #[error("the URL of the webhook has {length} characters, at most {limit} are allowed")]
    WebhookUrlTooLong {
        /// The number of its characters.
        length: usize,
        /// The largest number allowed.
        limit: usize,
    },
    /// A credential contains a character that a header cannot contain, such as a line break.
    #[error("the {credential} contains a character that a header cannot contain")]
    UnsendableCredential {
        /// The name of the credential, such as `bearer token`; not its text.
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
    const fn remedy(&self) -> Remedy {
        match self {
            Self::OwnerTokenMissing => Remedy::new(
                "Set the token of the app's owner: `AppCredentials::owner`.",
                &["The developer portal shows it under “Keys and tokens”."],
            ),
            Self::ClientIdMissing => Remedy::new(
                "Set the client id and, for a confidential client, the client secret: \
                 `AppCredentials::oauth2`.",
                &["The developer portal shows them under “Keys and tokens”, once user \
                   authentication is set up."],
            ),
            Self::ClientSecretMissing => Remedy::new(
                "Set the client secret: `AppCredentials::oauth2`.",
                &[
                    "Only a confidential client has one: the type of the app in the developer portal is \
                   “Web App, Automated App or Bot”.",
                ],
            ),
            Self::RefreshTokenMissing => Remedy::new(
                "Let the user sign in again, and request the scope `offline.access`.",
                &["X grants a refresh token only with this scope."],
            ),
            Self::NoRandomness { .. } => Remedy::new(
                "Check the random numbers of the operating system: on Linux, the call `getrandom` and \
                 the file `/dev/urandom`.",
                &["A sandbox may forbid both."],
            ),
            Self::UserTokenMissing { .. } => Remedy::new(
                "Ask the user for the scope, and subscribe with their token.",
                &[
                    "`Client::oauth2` signs users in. `EventKind::scope` names the scope of each \
                     kind.",
                    "A token that is needed to subscribe is not needed to receive: it may expire \
                     afterwards.",
                ],
            ),
            Self::SchemeNotAccepted { .. } => Remedy::new(
                "Use a scheme that the endpoint accepts: `Endpoint::auth` lists them.",
                &["Without `using`, the client chooses the first scheme for which it has \
                   credentials."],
            ),
            Self::EnvironmentName => Remedy::new(
                "Use the environment's name from the page “Dev environments” of the developer \
                 portal.",
                &["If it comes from an environment variable, check that the variable is set."],
            ),
            Self::WebhookUrlTooLong { .. } => Remedy::new(
                "Shorten the URL of the webhook.",
                &["Keep the information of the path or the query on the server."],
            ),
            Self::UnsendableCredential { .. } => Remedy::new(
                "Store the credential without line breaks and other control characters.",
                &["A file that was read whole often ends with a line break."],
            ),
            Self::Replay(_) => Remedy::new(
                "Choose a window that the tier allows: `ReplayWindow::check` checks a window.",
                &["Split a longer time into windows of two hours: `ReplayWindow::split`."],
            ),
            Self::DryRun => {
                Remedy::new("Build the client without `dry_run` to send requests.", &[])
            }
        }
    }
}
