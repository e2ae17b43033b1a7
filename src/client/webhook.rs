//! Webhooks, as the API tells of them.

use super::environment::EnvironmentName;
use crate::value::id::WebhookId;
use crate::value::text::Text;
use crate::value::timestamp::Timestamp;
use crate::wire::object::object;
use crate::wire::presence::{Defaulted, Optional, Required};
use crate::wire::scalar::Boolean;
use crate::wire::sequence::List;

/// A registered webhook.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Webhook {
    /// Its id, by which Enterprise and v2 address it.
    pub id: WebhookId,
    /// Its URL. It cannot be changed: to move, delete the webhook, register another, and subscribe
    /// every user anew.
    pub url: Text,
    /// Whether it gets deliveries. An invalid one gets none until it is validated.
    pub valid: bool,
    /// When it was registered, to the second. X's references call it `created_at`, real answers of
    /// v1.1 `created_timestamp`; absent where an answer has neither.
    pub created_at: Option<Timestamp>,
}

/// What [`ensure_webhook`](super::Premium::ensure_webhook) found or did.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Ensured {
    /// The webhook was registered, and valid.
    Kept(Webhook),
    /// The webhook was registered, but invalid; it was validated anew.
    Validated(Webhook),
    /// There was none with this URL; it was registered.
    Registered(Webhook),
}

impl Ensured {
    /// The webhook.
    #[must_use]
    pub const fn webhook(&self) -> &Webhook {
        match self {
            Self::Kept(webhook) | Self::Validated(webhook) | Self::Registered(webhook) => webhook,
        }
    }
}

/// What v2 says of a challenge that it was asked to run.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Validation {
    /// The webhook is valid.
    Valid,
    /// The challenge was begun; [`webhooks`](super::V2::webhooks) tells how it ended.
    Begun,
}

/// The webhooks of an environment.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct EnvironmentWebhooks {
    /// The environment.
    pub environment: EnvironmentName,
    /// Its webhooks: one at most, as X documents.
    pub webhooks: Vec<Webhook>,
}

/// A webhook as it is on the wire, with both names of its date.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WireWebhook {
    id: WebhookId,
    url: Text,
    valid: bool,
    created_at: Option<Timestamp>,
    created_timestamp: Option<Timestamp>,
}

object! {
    WireWebhook = "a webhook";
    id: Required<WebhookId> = "id";
    url: Defaulted<Text> = "url";
    valid: Defaulted<Boolean> = "valid";
    created_at: Optional<Timestamp> = "created_at";
    created_timestamp: Optional<Timestamp> = "created_timestamp";
}

impl From<WireWebhook> for Webhook {
    fn from(webhook: WireWebhook) -> Self {
        Self {
            id: webhook.id,
            url: webhook.url,
            valid: webhook.valid,
            created_at: webhook.created_timestamp.or(webhook.created_at),
        }
    }
}

/// An environment as it is on the wire.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WireEnvironment {
    environment_name: Text,
    webhooks: Vec<WireWebhook>,
}

object! {
    WireEnvironment = "an environment";
    environment_name: Required<Text> = "environment_name";
    webhooks: Defaulted<List<WireWebhook>> = "webhooks";
}

impl From<WireEnvironment> for EnvironmentWebhooks {
    fn from(environment: WireEnvironment) -> Self {
        Self {
            environment: (&*environment.environment_name).into(),
            webhooks: environment.webhooks.into_iter().map(Webhook::from).collect(),
        }
    }
}
