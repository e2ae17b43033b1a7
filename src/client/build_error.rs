//! Why a client cannot be built.

/// An error building a [`Client`](super::Client).
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A key, secret or token is empty.
    #[error("the {0} is empty: check that the variable that should hold it is set")]
    Empty(&'static str),
    /// A key, secret or token has white space around it, usually the newline of its file, or
    /// contains a control character.
    #[error("the {0} has white space around it or contains a control character: remove it")]
    WhiteSpace(&'static str),
    /// The owner's token is not an OAuth 1.0a token.
    #[error("the owner's token must be an OAuth 1.0a token: use UserToken::oauth1")]
    OwnerScheme,
    /// The base URL is not an `http` or `https` URL, or has more than a host, a port and a path.
    #[error(
        "the base URL must be http or https and have only a host, a port and a path, such as \
         https://api.twitter.com"
    )]
    BaseUrl,
    /// The proxy's address is not an `http` or `https` URL, or has more than credentials, a host and
    /// a port. The text does not repeat the address, which may contain credentials.
    #[error(
        "the proxy's address must be http or https and have only credentials, a host and a port, \
         such as http://proxy.example:3128"
    )]
    Proxy,
    /// A root certificate is not PEM, or the crate is built without TLS.
    #[error(
        "the root certificate is not PEM (`-----BEGIN CERTIFICATE-----`), or the crate is built \
         without TLS"
    )]
    Certificate,
    /// The user agent contains a character that a header cannot contain.
    #[error("the user agent contains a character that a header cannot contain")]
    UserAgent,
    /// The base URL or the proxy's address is https, but the crate is built without TLS.
    #[error(
        "the base URL or the proxy's address is https, but account-activity is built without TLS: \
         enable its feature `rustls` or `native-tls`"
    )]
    NoTls,
    /// TLS could not be set up.
    #[error("the HTTP client could not be set up: {0}")]
    Setup(String),
}
