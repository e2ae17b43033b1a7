//! The apps of a running emulator.

use std::fmt;

use account_activity::receiver::Secrets;
use account_activity::{AppId, UserId};
use url::Url;

use super::permission::Permission;

/// The apps; there is at least one.
#[derive(Debug)]
pub(crate) struct Apps {
    pub(crate) first: Registered,
    pub(crate) others: Vec<Registered>,
}

impl Apps {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Registered> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// Returns the app if there is only one.
    pub(crate) fn only(&self) -> Option<&Registered> {
        self.others.is_empty().then_some(&self.first)
    }
}

/// An app with all settings resolved.
pub(crate) struct Registered {
    pub(crate) id: AppId,
    pub(crate) name: String,
    pub(crate) consumer_key: String,
    pub(crate) consumer_secret: String,
    pub(crate) client_id: String,
    /// The client secret of a confidential client. `None` for a public client.
    pub(crate) client_secret: Option<String>,
    /// The bearer token of the start. `None` if it is derived from the seed.
    pub(crate) bearer_token: Option<String>,
    pub(crate) secrets: Secrets,
    pub(crate) owner: UserId,
    pub(crate) permission: Permission,
    pub(crate) callbacks: Vec<String>,
    pub(crate) environments: Vec<String>,
    pub(crate) has_access: bool,
}

impl Registered {
    /// Returns the secrets that sign deliveries.
    pub(crate) fn secrets(&self) -> Secrets {
        self.secrets.clone()
    }

    pub(crate) fn has_secret(&self, text: &str) -> bool {
        self.consumer_secret == text
            || [&self.client_secret, &self.bearer_token]
                .into_iter()
                .flatten()
                .any(|own| own == text)
    }

    /// Returns whether a URL is an approved callback. Scheme, host, port and path must match; on a
    /// loopback host any port does (RFC 8252 §7.3).
    pub(crate) fn approves(&self, callback: &str) -> bool {
        let Ok(callback) = Url::parse(callback) else { return false };
        let is_loopback = matches!(callback.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
        self.callbacks.iter().filter_map(|approved| Url::parse(approved).ok()).any(|approved| {
            approved.scheme() == callback.scheme()
                && approved.host() == callback.host()
                && (is_loopback || approved.port() == callback.port())
                && approved.path() == callback.path()
        })
    }
}

impl fmt::Debug for Registered {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Registered").field("id", &self.id).finish_non_exhaustive()
    }
}
