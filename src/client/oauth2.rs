//! Tokens and sign-in by OAuth 2.0.

use super::Client;

/// A handle for tokens and sign-in by OAuth 2.0, created by [`Client::oauth2`].
#[derive(Clone, Debug)]
pub struct OAuth2 {
    client: Client,
}

impl OAuth2 {
    pub(super) const fn new(client: Client) -> Self {
        Self { client }
    }
}
