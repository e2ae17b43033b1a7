//! The secrets of an app.

use crate::credentials::Secret;
use crate::receiver::Scheme;

/// The secrets by which requests of X are verified: one or several, of one or both schemes.
///
/// Several of one scheme are for rotation: add the new one, change it in the developer portal,
/// remove the old one. A request is genuine if one of them verifies it.
#[derive(Clone, Debug)]
pub struct Secrets {
    consumer: Vec<Secret>,
    client: Vec<Secret>,
}

impl Secrets {
    /// Those of an app with a consumer secret (API key secret), which signs by OAuth 1.0a's header.
    #[must_use]
    pub fn new(consumer_secret: Secret) -> Self {
        Self { consumer: vec![consumer_secret], client: Vec::new() }
    }

    /// Those of an app with an OAuth 2.0 client secret only.
    #[must_use]
    pub fn with_client_secret_only(client_secret: Secret) -> Self {
        Self { consumer: Vec::new(), client: vec![client_secret] }
    }

    /// Adds a consumer secret.
    #[must_use]
    pub fn and_consumer_secret(mut self, secret: Secret) -> Self {
        self.consumer.push(secret);
        self
    }

    /// Adds an OAuth 2.0 client secret.
    #[must_use]
    pub fn and_client_secret(mut self, secret: Secret) -> Self {
        self.client.push(secret);
        self
    }

    /// The secrets of a scheme, in the order in which they were added.
    pub(super) fn of(&self, scheme: Scheme) -> &[Secret] {
        match scheme {
            Scheme::ConsumerSecret => &self.consumer,
            Scheme::ClientSecret => &self.client,
        }
    }
}
