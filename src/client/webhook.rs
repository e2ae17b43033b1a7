//! Webhooks, as the API returns them.

use super::environment::EnvironmentName;
use crate::value::id::WebhookId;
use crate::value::text::Text;
use crate::value::timestamp::Timestamp;
use crate::wire::presence::{Defaulted, Optional, Required};
use crate::wire::scalar::Boolean;
use crate::wire::sequence::List;
use crate::wire::table::{object, record};

/// A registered webhook. serde reads and writes the form of X's responses.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Webhook {
    /// The id, by which Enterprise and v2 address the webhook.
    pub id: WebhookId,
    /// The URL. It cannot be changed: to move a webhook, delete it, register another one, and
    /// subscribe every user again.
    pub url: Text,
    /// Whether the webhook receives deliveries. An invalid webhook receives none until it is
    /// validated.
    pub valid: bool,
    /// The time of the registration, to the second. X's references call it `created_at`, real
    /// responses of v1.1 `created_timestamp`. Absent if a response has neither.
    pub created_at: Option<Timestamp>,
}

/// The outcome of [`ensure_webhook`](super::Premium::ensure_webhook).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Ensured {
    /// The webhook was already registered, and valid.
    Kept(Webhook),
    /// The webhook was already registered, but invalid. It was validated.
    Validated(Webhook),
    /// No webhook had this URL. It was registered.
    Registered(Webhook),
}

impl Ensured {
    /// Returns the webhook.
    #[must_use]
    pub const fn webhook(&self) -> &Webhook {
        match self {
            Self::Kept(webhook) | Self::Validated(webhook) | Self::Registered(webhook) => webhook,
        }
    }
}

/// The state of a challenge-response check (CRC) requested from v2.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Validation {
    /// The webhook is valid.
    Valid,
    /// The CRC has started. The list of [`webhooks`](super::V2::webhooks) shows how it ended.
    Begun,
}

/// The webhooks of an environment.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct EnvironmentWebhooks {
    /// The environment.
    pub environment: EnvironmentName,
    /// The webhooks of the environment. X documents at most one.
    pub webhooks: Vec<Webhook>,
}

object! {
    Webhook = "a webhook";
    id: Required<WebhookId> = "id";
    url: Defaulted<Text> = "url";
    valid: Defaulted<Boolean> = "valid";
    created_at: Optional<Timestamp> = "created_at" | "created_timestamp";
}

record! {
    pub(super) WireEnvironment = "an environment";
    environment_name: Required<Text> = "environment_name";
    webhooks: Defaulted<List<Webhook>> = "webhooks";
}

impl From<WireEnvironment> for EnvironmentWebhooks {
    fn from(environment: WireEnvironment) -> Self {
        Self {
            environment: (&*environment.environment_name).into(),
            webhooks: environment.webhooks,
        }
    }
}
