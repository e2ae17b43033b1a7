//! Requests that were never sent.

use super::remedy::Remedy;
use crate::client::ReplayWindowError;
use crate::client::endpoint::{AuthScheme, Endpoint};
use crate::tier::Tier;

/// A request that the client did not send, because X could only have refused it.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{endpoint} was not sent: {refusal}{}", self.alternative())]
pub struct RefusedError {
    endpoint: Endpoint,
    refusal: Refusal,
}

impl RefusedError {
    /// The refusal of a request. The client makes them; so can a test.
    #[must_use]
    pub fn new(endpoint: Endpoint, refusal: Refusal) -> Self {
        Self { endpoint, refusal }
    }

    /// The endpoint.
    #[must_use]
    pub fn endpoint(&self) -> Endpoint {
        self.endpoint
    }

    /// Why it was not sent.
    #[must_use]
    pub fn refusal(&self) -> &Refusal {
        &self.refusal
    }

    /// What the endpoint takes instead.
    fn alternative(&self) -> String {
        match self.refusal {
            Refusal::SchemeNotAccepted { .. } => {
                format!("; it takes {}", either(self.endpoint.auth().iter().copied()))
            }
            _ => String::new(),
        }
    }

    /// What to do about it. It is the same on every tier.
    #[must_use]
    pub fn remedy(&self, _tier: Tier) -> Remedy {
        self.refusal.remedy()
    }
}

/// Schemes of authentication, to choose one.
pub(super) fn either(schemes: impl Iterator<Item = AuthScheme>) -> String {
    schemes.map(|scheme| format!("“{scheme}”")).collect::<Vec<_>>().join(" or ")
}

/// Why a request was not sent.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
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
