//! Apps, as in the developer portal.

use std::fmt;

use account_activity::AppId;
use serde::Deserialize;

use super::permission::Permission;
use crate::world::Who;

/// An app of the emulated developer account.
///
/// ```
/// use account_activity_emulator::App;
///
/// let app = App::new("consumer key", "consumer secret").with_owner("ada").with_environment("prod");
/// assert_eq!(format!("{app:?}"), "App(redacted)");
/// ```
///
/// In JSON and TOML it is an object. All keys are optional: `consumer_key` with `consumer_secret`,
/// which are derived from the seed if they are absent, `id`, `name`, `client_id`, `client_secret`,
/// `bearer_token`, `owner`, `permission` (`read`, `read-write` or `read-write-directmessages`),
/// `callbacks`, `environments`, and `access`, which is false for
/// [`without_access`](Self::without_access).
#[derive(Clone, Deserialize)]
#[serde(try_from = "Written")]
pub struct App {
    pub(crate) id: Option<AppId>,
    pub(crate) name: String,
    /// The consumer key and secret. `None` if they are derived from the seed.
    pub(crate) keys: Option<(String, String)>,
    /// The client id. `None` if it is derived from the seed.
    pub(crate) client_id: Option<String>,
    pub(crate) client_secret: Option<String>,
    /// The bearer token. `None` if it is derived from the seed.
    pub(crate) bearer_token: Option<String>,
    pub(crate) owner: Option<Who>,
    pub(crate) permission: Permission,
    pub(crate) callbacks: Vec<String>,
    pub(crate) environments: Vec<String>,
    pub(crate) has_access: bool,
}

impl App {
    /// Creates an app with its consumer key and secret. By default it belongs to the first user,
    /// has the permission level "Read, write and Direct Messages" and access to the API, and
    /// accepts sign-ins by PIN and with `http://127.0.0.1/callback` and
    /// `http://localhost/callback`, on any port.
    #[must_use]
    pub fn new(consumer_key: impl Into<String>, consumer_secret: impl Into<String>) -> Self {
        Self { keys: Some((consumer_key.into(), consumer_secret.into())), ..Self::default() }
    }

    /// Sets the id.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<AppId>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets the name, which users see when they sign in.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets the owner. Only the owner's token can register webhooks.
    #[must_use]
    pub fn with_owner(mut self, owner: impl Into<Who>) -> Self {
        self.owner = Some(owner.into());
        self
    }

    /// Sets the OAuth 2.0 client id: by default one that is derived from the seed.
    #[must_use]
    pub fn with_client_id(mut self, client_id: impl Into<String>) -> Self {
        self.client_id = Some(client_id.into());
        self
    }

    /// Sets an OAuth 2.0 client secret, with which deliveries are then signed too. An app with one is
    /// a confidential client, which authenticates by HTTP Basic; an app without one is a public
    /// client (RFC 6749 §2.1).
    #[must_use]
    pub fn with_client_secret(mut self, client_secret: impl Into<String>) -> Self {
        self.client_secret = Some(client_secret.into());
        self
    }

    /// Sets the bearer token of the start: by default one that is derived from the seed.
    #[must_use]
    pub fn with_bearer_token(mut self, bearer_token: impl Into<String>) -> Self {
        self.bearer_token = Some(bearer_token.into());
        self
    }

    /// Sets the permission level, which tokens created from now on have.
    #[must_use]
    pub fn with_permission(mut self, permission: Permission) -> Self {
        self.permission = permission;
        self
    }

    /// Sets the approved callback URLs, and replaces the default ones. Without any, only sign-ins
    /// by PIN are possible.
    #[must_use]
    pub fn with_callbacks(
        mut self,
        callbacks: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.callbacks = callbacks.into_iter().map(Into::into).collect();
        self
    }

    /// Adds an approved callback URL.
    #[must_use]
    pub fn with_callback(mut self, callback: impl Into<String>) -> Self {
        self.callbacks.push(callback.into());
        self
    }

    /// Adds a Premium environment that belongs to this app.
    #[must_use]
    pub fn with_environment(mut self, name: impl Into<String>) -> Self {
        self.environments.push(name.into());
        self
    }

    /// Withholds access to both APIs of activity, as from an app that is not on the allowlist.
    #[must_use]
    pub fn without_access(mut self) -> Self {
        self.has_access = false;
        self
    }
}

impl Default for App {
    /// Creates an app whose consumer key and secret are derived from the emulator's seed, with the
    /// defaults of [`new`](App::new).
    fn default() -> Self {
        Self {
            id: None,
            name: "Emulated app".to_owned(),
            keys: None,
            client_id: None,
            client_secret: None,
            bearer_token: None,
            owner: None,
            permission: Permission::default(),
            callbacks: ["http://127.0.0.1/callback", "http://localhost/callback"]
                .map(str::to_owned)
                .to_vec(),
            environments: Vec::new(),
            has_access: true,
        }
    }
}

impl fmt::Debug for App {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("App(redacted)")
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    consumer_key: Option<String>,
    consumer_secret: Option<String>,
    id: Option<AppId>,
    name: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    bearer_token: Option<String>,
    owner: Option<Who>,
    #[serde(default)]
    permission: Permission,
    callbacks: Option<Vec<String>>,
    #[serde(default)]
    environments: Vec<String>,
    #[serde(default = "access")]
    access: bool,
}

const fn access() -> bool {
    true
}

impl TryFrom<Written> for App {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let keys = match (written.consumer_key, written.consumer_secret) {
            (Some(key), Some(secret)) => Some((key, secret)),
            (None, None) => None,
            _ => return Err("expected `consumer_key` with `consumer_secret`, or neither"),
        };
        let default = Self::default();
        Ok(Self {
            id: written.id,
            name: written.name.unwrap_or(default.name),
            keys,
            client_id: written.client_id,
            client_secret: written.client_secret,
            bearer_token: written.bearer_token,
            owner: written.owner,
            permission: written.permission,
            callbacks: written.callbacks.unwrap_or(default.callbacks),
            environments: written.environments,
            has_access: written.access,
        })
    }
}
