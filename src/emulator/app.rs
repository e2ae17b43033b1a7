//! Apps, as the developer portal has them.

use std::fmt;

use super::{Permission, Who};
use crate::id::AppId;

/// An app of the emulated developer account.
///
/// ```
/// use account_activity::emulator::App;
///
/// let app = App::new("consumer key", "consumer secret").with_owner("ada").with_environment("prod");
/// assert_eq!(format!("{app:?}"), "App(redacted)");
/// ```
#[derive(Clone)]
pub struct App {
    pub(super) id: Option<AppId>,
    pub(super) name: String,
    pub(super) consumer_key: String,
    pub(super) consumer_secret: String,
    pub(super) client_secret: Option<String>,
    pub(super) owner: Option<Who>,
    pub(super) permission: Permission,
    pub(super) callbacks: Vec<String>,
    pub(super) environments: Vec<String>,
    pub(super) has_access: bool,
}

impl App {
    /// An app with its consumer key and secret. It belongs to the first user, has the permission
    /// level "Read, write and Direct Messages" and access to the API, and takes sign-ins by PIN and
    /// with `http://127.0.0.1/callback` and `http://localhost/callback`, on any port.
    #[must_use]
    pub fn new(consumer_key: impl Into<String>, consumer_secret: impl Into<String>) -> Self {
        Self {
            id: None,
            name: "Emulated app".to_owned(),
            consumer_key: consumer_key.into(),
            consumer_secret: consumer_secret.into(),
            client_secret: None,
            owner: None,
            permission: Permission::default(),
            callbacks: ["http://127.0.0.1/callback", "http://localhost/callback"]
                .map(str::to_owned)
                .to_vec(),
            environments: Vec::new(),
            has_access: true,
        }
    }

    /// Gives it this id.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<AppId>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Gives it this name, which users see when they sign in.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Says whose it is: only that user's token registers webhooks.
    #[must_use]
    pub fn with_owner(mut self, owner: impl Into<Who>) -> Self {
        self.owner = Some(owner.into());
        self
    }

    /// Gives it an OAuth 2.0 client secret, which then signs deliveries too.
    #[must_use]
    pub fn with_client_secret(mut self, client_secret: impl Into<String>) -> Self {
        self.client_secret = Some(client_secret.into());
        self
    }

    /// Gives it this permission level, which tokens made from now on have.
    #[must_use]
    pub fn with_permission(mut self, permission: Permission) -> Self {
        self.permission = permission;
        self
    }

    /// Approves these callback URLs and no others. Without any, only PINs are possible.
    #[must_use]
    pub fn with_callbacks(
        mut self,
        callbacks: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.callbacks = callbacks.into_iter().map(Into::into).collect();
        self
    }

    /// Adds a Premium environment that is this app's.
    #[must_use]
    pub fn with_environment(mut self, name: impl Into<String>) -> Self {
        self.environments.push(name.into());
        self
    }

    /// Withholds access to the Account Activity API, as from an app that is not on the allowlist.
    #[must_use]
    pub fn without_access(mut self) -> Self {
        self.has_access = false;
        self
    }
}

impl fmt::Debug for App {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("App(redacted)")
    }
}
