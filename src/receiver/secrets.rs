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
    answering: Option<Secret>,
}

impl Secrets {
    /// Those of an app with a consumer secret (API key secret), which signs by OAuth 1.0a's header.
    #[must_use]
    pub fn new(consumer_secret: Secret) -> Self {
        Self { consumer: vec![consumer_secret], client: Vec::new(), answering: None }
    }

    /// Those of an app with an OAuth 2.0 client secret only.
    #[must_use]
    pub fn with_client_secret_only(client_secret: Secret) -> Self {
        Self { consumer: Vec::new(), client: vec![client_secret], answering: None }
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

    /// Answers every challenge with this secret, whichever one [`answer_challenge`] would choose.
    ///
    /// Only needed where X expects another: say, the consumer secret of an app whose challenges
    /// come unsigned although it has a client secret.
    ///
    /// [`answer_challenge`]: Self::answer_challenge
    #[must_use]
    pub fn answer_challenges_with(mut self, secret: Secret) -> Self {
        self.answering = Some(secret);
        self
    }

    /// The secret that answers challenges, if one was chosen.
    pub(super) const fn answering(&self) -> Option<&Secret> {
        self.answering.as_ref()
    }

    /// The secrets of a scheme, in the order in which they were added.
    pub(super) fn of(&self, scheme: Scheme) -> &[Secret] {
        match scheme {
            Scheme::ConsumerSecret => &self.consumer,
            Scheme::ClientSecret => &self.client,
        }
    }
}
