//! The apps of a running emulator.

use std::fmt;

use account_activity::receiver::Secrets;
use account_activity::{AppId, UserId};
use url::Url;

use super::Permission;

/// At least one app.
#[derive(Debug)]
pub(super) struct Apps {
    pub(super) first: Registered,
    pub(super) others: Vec<Registered>,
}

impl Apps {
    pub(super) fn iter(&self) -> impl Iterator<Item = &Registered> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

/// An app, complete.
pub(super) struct Registered {
    pub(super) id: AppId,
    pub(super) name: String,
    pub(super) consumer_key: String,
    pub(super) consumer_secret: String,
    pub(super) client_secret: Option<String>,
    pub(super) secrets: Secrets,
    pub(super) owner: UserId,
    pub(super) permission: Permission,
    pub(super) callbacks: Vec<String>,
    pub(super) environments: Vec<String>,
    pub(super) has_access: bool,
}

impl Registered {
    /// What signs deliveries.
    pub(super) fn secrets(&self) -> Secrets {
        self.secrets.clone()
    }

    /// Whether the browser may be sent to a URL after a sign-in. What counts is scheme, host, port
    /// and path, and on a loopback host any port will do (RFC 8252 §7.3).
    pub(super) fn approves(&self, callback: &str) -> bool {
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
