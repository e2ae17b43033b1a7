//! Failures to authenticate a request.

/// A failure to authenticate a request. Its text says more than X does, and contains no secret.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum AuthFailure {
    #[error("the request has no credentials, or one of them is repeated or cannot be parsed")]
    Missing,
    #[error("the parameter `{0}` is missing")]
    MissingParameter(&'static str),
    #[error("expected {expected} as `{name}`, found {found:?}")]
    Parameter { name: &'static str, expected: &'static str, found: String },
    #[error("no app has the consumer key {0:?}")]
    UnknownKey(String),
    #[error("a secret stands in place of the consumer key: the two may be swapped")]
    SwappedKey,
    #[error("the consumer secret is not that of the consumer key")]
    ConsumerSecret,
    #[error("a secret stands in place of the token: the two may be swapped")]
    SwappedToken,
    #[error(
        "the signature does not match the base string: compare it with the client's; if they are \
         equal, the consumer secret or the token's secret is another one"
    )]
    Signature { base_string: String },
    #[error("the nonce {0:?} was used before with this timestamp: each request needs its own")]
    Nonce(String),
    #[error(
        "the timestamp {timestamp} is more than five minutes from {} (this machine's clock) and \
         from {} (the emulated time)",
        now[0], now[1]
    )]
    Timestamp { timestamp: i64, now: [i64; 2] },
    #[error("the request is signed without a user's token")]
    NoToken,
    #[error("there is no token {0:?}, or it was used, revoked, or has expired")]
    UnknownToken(String),
    #[error("the token belongs to another app, or it is not an access token")]
    Token,
    #[error("the bearer token is unknown or was invalidated")]
    Bearer,
    #[error("the access token has expired: refresh it")]
    Expired,
}

impl AuthFailure {
    /// Returns the base string over which the signature was expected.
    pub(crate) fn into_base_string(self) -> Option<String> {
        match self {
            Self::Signature { base_string } => Some(base_string),
            _ => None,
        }
    }
}
